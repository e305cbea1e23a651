import type { Input, InputBody } from '../../src/core/input';
import type { World } from '../../src/core/world';
import { AgentShift } from '../../src/driver/simulated/agent-shift';
import { Trunk } from '../../src/driver/simulated/called-party';
import { planFaults, scheduleFaults } from '../../src/driver/simulated/fault-plan';
import { Prng } from '../../src/driver/simulated/prng';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { CallTraffic } from '../../src/driver/simulated/traffic';
import type { Core, Stepped } from '../../src/engine/core';
import { isCodedError } from '../../src/port/coded-error';
import { DeterministicHost } from '../engine/deterministic-host';
import { MemoryJournal } from '../engine/memory-journal';
import { StepLaws } from '../law/step-laws';
import { type Patience, SwitchLaws } from '../law/switch-laws';
import { brokenWorldLaws } from '../law/world-laws';
import { holdCallers, RecordKeeping } from './agent-desk';
import { type DayKind, USUAL_DAY } from './day-kind';
import { DayReplay } from './day-replay';
import { anyPartyRequest, connectOutside } from './party-desk';
import { CALLED_BACK, KEYS } from './simulated-centre';
import { WatchedSwitch, Witness } from './watched-switch';

export interface DayOptions {
  readonly seed: number;
  readonly core: Core<World>;
  readonly calls: number;
  readonly faults: number;
  readonly restarts: number;
  /** Of so many steps one is followed by a look at the whole world; absent: each. */
  readonly lookedAtOneIn?: number;
  /** Absent: a usual one. */
  readonly kind?: DayKind;
}

export interface DayOutcome {
  /** Broken laws as sentences; none is what everybody hopes for. */
  readonly broken: readonly string[];
  readonly inputs: number;
  readonly offered: number;
  readonly results: Readonly<Record<string, number>>;
}

const MORNING = Date.UTC(2026, 0, 5, 7);
const MINUTE = 60_000;
const BROKEN_MAX = 5;
/** So many inputs while no time passes: a timer sets itself in the past, and would for ever. */
const INPUTS_AT_ONCE_MAX = 5_000;
/** How often the switches themselves are asked, in ms. */
const INSPECTION_MS = 5_000;
/** How often the hours are computed. */
const CALENDAR_MS = MINUTE;
/** No event is later than a bad wire makes it. */
const USUAL: Patience = { underWayMs: 4_000, auditMs: 45_000 };
/** After events were lost without a trace only the second audit can have told. */
const AFTER_LOSS: Patience = { underWayMs: 75_000, auditMs: 75_000 };
/** So many call while events are lost, and after. */
const LATE_CALLS = 25;
const LOSING_MS = MINUTE;
const QUIET_MS = 3 * MINUTE;

/** A day of a centre on two simulated switches, with everything that can go wrong. */
export async function simulateDay(options: DayOptions): Promise<DayOutcome> {
  const day = new SimulatedDay(options);
  try {
    await day.run();
  } catch (error) {
    day.broken.push(`the core failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return day.outcome();
}

class SimulatedDay {
  readonly broken: string[] = [];
  private readonly clock = new SimulatedClock(MORNING);
  private readonly prng: Prng;
  private readonly kind: DayKind;
  private readonly journal = new MemoryJournal('day');
  private readonly witness: Witness;
  private readonly switches: readonly WatchedSwitch[];
  private readonly traffic: CallTraffic;
  private readonly shift: AgentShift;
  private readonly devices = new Map<string, string>();
  private readonly switchLaws = new SwitchLaws();
  private readonly laws: StepLaws;
  private readonly replay: DayReplay;
  private patience = USUAL;
  private instant = { at: 0, inputs: 0 };
  private host: DeterministicHost<World>;

  constructor(private readonly options: DayOptions) {
    this.kind = options.kind ?? USUAL_DAY;
    this.prng = new Prng(options.seed).fork('day');
    const { clock } = this;
    this.witness = new Witness(() => clock.now());
    this.laws = new StepLaws(this.witness);
    this.replay = new DayReplay(options.core, this.journal, this.laws, this.prng.fork('replay'));
    this.switches = ['north', 'south'].map(
      (switchId) => new WatchedSwitch(this.witness, { switchId, clock, seed: options.seed }),
    );
    const [north, south] = this.switches;
    if (north && south) north.tieTo(south);
    if (north) connectOutside(north, this.prng.fork('outside'));
    for (const one of this.switches) {
      one.addEndpoint('provider', new Trunk(CALLED_BACK, this.prng.fork(one.switchId)));
    }
    this.traffic = new CallTraffic({
      clock,
      prng: this.prng.fork('callers'),
      switches: this.switches,
      numbers: this.kind.dialled,
      callsPerHour: this.kind.callsPerHour,
      keys: KEYS,
      people: this.kind.people,
      callsMax: options.calls,
    });
    this.shift = this.makeShift();
    this.host = this.makeHost();
  }

  async run(): Promise<void> {
    this.start();
    this.scheduleMishaps();
    this.inspectLater();
    const limitAt = MORNING + 24 * 60 * MINUTE;
    while (this.traffic.calls < this.options.calls - LATE_CALLS && this.clock.now() < limitAt) {
      await this.turn(MINUTE);
      this.replay.catchUp();
      if (this.allBroken().length > 0) return;
    }
    await this.loseAndRepair();
    await this.turn(3 * 60 * MINUTE);
    this.checkEnd();
    this.replay.finish();
  }

  private allBroken(): readonly string[] {
    const { switchLaws, laws, replay } = this;
    return [...this.broken, ...switchLaws.broken, ...replay.broken, ...laws.broken];
  }

  outcome(): DayOutcome {
    const results: Record<string, number> = {};
    const { records, offered } = this.laws.records;
    for (const { result } of records.values()) {
      results[result] = (results[result] ?? 0) + 1;
    }
    return {
      broken: this.allBroken().slice(0, BROKEN_MAX),
      inputs: this.replay.inputs,
      offered: offered.size,
      results,
    };
  }

  private start(): void {
    this.host.start();
    this.tell({ type: 'centre.applied', centre: this.kind.centre }, 'opening');
    this.openLater(MORNING);
    this.shift.start();
    this.traffic.start();
  }

  /** The hours are computed at the opening, and anew in the course of the day. */
  private openLater(at: number): void {
    const until = MORNING + 48 * 60 * MINUTE;
    const open = [[MORNING, MORNING + 4 * 60 * MINUTE]] as const;
    const slots = Array.from({ length: 20 }, (_, n) => MORNING + n * 15 * MINUTE);
    const desk = slots.map((slot) => [slot, slot + 12 * MINUTE] as const);
    for (const [calendarId, hours] of [['office', open] as const, ['desk', desk] as const]) {
      const body = { calendarId, from: MORNING, until, open: hours };
      this.tell({ type: 'calendar.computed', ...body }, 'opening');
    }
    const next = at + CALENDAR_MS;
    if (next < MORNING + 60 * MINUTE) this.clock.schedule(next, () => this.openLater(next));
  }

  /** What people ask for while nobody is there, or as the process dies, is not heard. */
  private tell(body: InputBody, reason: string): void {
    if (!this.host.alive) return;
    try {
      this.host.submit(body, { actor: 'operator', reason });
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'HOST_DROPPED') throw error;
    }
  }

  private makeShift(): AgentShift {
    return new AgentShift({
      clock: this.clock,
      prng: this.prng.fork('agents'),
      switches: this.switches,
      agents: this.kind.centre.agents.map(({ agentId, phone }) => ({ agentId, ...phone })),
      breaksPerHour: this.kind.breaksPerHour,
      breakMeanMs: 5 * MINUTE,
      loginWithinMs: 2 * MINUTE,
      onAction: ({ agentId, status, reason }) => {
        const body = { type: 'agent.status-requested', agentId, status } as const;
        this.tell({ ...body, ...(reason !== undefined && { reason }) }, 'desk');
      },
    });
  }

  private makeHost(): DeterministicHost<World> {
    return new DeterministicHost<World>({
      core: this.options.core,
      journal: this.journal,
      clock: this.clock,
      switches: this.switches,
      onStepped: (input, stepped) => {
        // The process died with this input in the journal, before it was stepped.
        if (!this.host.alive) return;
        this.replay.note(input, stepped);
        this.notePassing(input);
        for (const { body } of stepped.facts) {
          const isPut = body.type === 'agent.changed' && body.status === 'on-break';
          if (isPut && body.state === 'idle') this.shift.comeBack(body.agentId);
        }
        this.noteDevices(stepped);
        this.checkWorld(input);
      },
      onFatal: (error) => this.broken.push(`fatal: ${error.message}`),
    });
  }

  /** A loop of the core within one instant would never give the test back. */
  private notePassing({ seq, at, body }: Input): void {
    if (at > this.instant.at) this.instant = { at, inputs: 0 };
    this.instant.inputs += 1;
    if (this.instant.inputs < INPUTS_AT_ONCE_MAX) return;
    throw new Error(`time stands still at seq ${seq} (${body.type})`);
  }

  /**
   * Events are lost without a trace, with nobody told; then all faults end, and nobody hangs up.
   * What is wrong now only the periodic snapshot can mend.
   */
  private async loseAndRepair(): Promise<void> {
    this.patience = AFTER_LOSS;
    for (const one of this.switches) one.faults.setRates({ eventLost: 0.2 });
    await this.turn(LOSING_MS);
    for (const one of this.switches) one.faults.setRates({});
    this.witness.freeze();
    await this.turn(QUIET_MS);
    this.witness.thaw();
  }

  private noteDevices({ effects }: Stepped): void {
    for (const effect of effects) {
      if (effect.type !== 'command' || effect.command.type !== 'originate') continue;
      const { legId, to } = effect.command;
      if (to.kind === 'device') this.devices.set(legId, to.device);
    }
  }

  private inspectLater(): void {
    this.clock.schedule(this.clock.now() + INSPECTION_MS, () => {
      for (const one of this.switches) this.inspect(one);
      this.inspectLater();
    });
  }

  /** Asks the switch itself, where it can be asked. */
  private inspect(one: WatchedSwitch): void {
    const snapshot = this.host.alive && one.tells() ? one.takeSnapshot(this.clock.now()) : null;
    if (!snapshot) return this.switchLaws.forget(one.switchId);
    const { world } = this.host;
    this.switchLaws.take(world, snapshot, this.patience, (legId) => this.devices.get(legId));
  }

  private scheduleMishaps(): void {
    const lengthMs = (this.options.calls / this.kind.callsPerHour) * 60 * MINUTE;
    const until = MORNING + lengthMs;
    for (const one of this.switches) {
      const prng = this.prng.fork(`faults ${one.switchId}`);
      const count = Math.ceil(this.options.faults / this.switches.length);
      scheduleFaults(planFaults(prng, { from: MORNING, until, count }), one, this.clock);
    }
    const prng = this.prng.fork('restarts');
    for (let n = 0; n < this.options.restarts; n += 1) {
      const at = MORNING + prng.between(5 * MINUTE, lengthMs);
      this.clock.schedule(at, () => this.restart(prng));
    }
    this.scheduleWalkouts(this.prng.fork('walkouts'), until);
    this.scheduleParties(this.prng.fork('parties'), until);
    const desk = (fork: string) => ({
      clock: this.clock,
      prng: this.prng.fork(fork),
      world: () => (this.host.alive ? this.host.world : null),
      tell: (body: InputBody, reason: string) => this.tell(body, reason),
    });
    holdCallers(desk('holds'), MORNING, until);
    new RecordKeeping(desk('recordings')).start(MORNING, until);
  }

  /** SIGKILL: at once, or between the journal and the step of an input that is yet to come. */
  private restart(prng: Prng): void {
    if (!this.host.alive) return;
    if (prng.chance(0.5)) this.host.drop();
    else this.host.dropAfterJournaling(this.host.world.seq + prng.between(1, 40));
    this.clock.schedule(this.clock.now() + prng.between(500, 40_000), () => {
      if (this.host.alive) this.host.drop();
      this.host = this.makeHost();
      this.host.start();
    });
  }

  /** Now and then nobody is there for half a minute. */
  private scheduleWalkouts(prng: Prng, until: number): void {
    const everybody = (status: 'available' | 'logged-out') => (): void => {
      for (const { agentId } of this.kind.centre.agents) {
        this.tell({ type: 'agent.status-requested', agentId, status }, 'walkout');
      }
    };
    for (let at = MORNING + 6 * MINUTE; at < until; at += prng.between(6 * MINUTE, 20 * MINUTE)) {
      this.clock.schedule(at, everybody('logged-out'));
      this.clock.schedule(at + 30_000, everybody('available'));
    }
  }

  /** Calls are sent on, others are asked, and supervisors listen. */
  private scheduleParties(prng: Prng, until: number): void {
    for (let at = MORNING; at < until; at += prng.between(1_000, 12_000)) {
      this.clock.schedule(at, () => {
        const body = this.host.alive ? anyPartyRequest(prng, this.host.world) : null;
        if (body) this.tell(body, 'parties');
      });
    }
  }

  /** Where promises are under way they settle before the clock is turned to the next instant. */
  private async turn(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    for (;;) {
      if (this.host.waits) await new Promise<void>((resolve) => setImmediate(resolve));
      const next = this.clock.nextAt();
      if (next === undefined || next > until) break;
      this.clock.advanceTo(next);
    }
    this.clock.advanceTo(until);
  }

  private checkWorld(input: Input): void {
    if (this.broken.length >= BROKEN_MAX) return;
    if (input.seq % (this.options.lookedAtOneIn ?? 1) !== 0) return;
    for (const line of brokenWorldLaws(this.host.world)) {
      this.broken.push(`seq ${input.seq} (${input.body.type}): ${line}`);
    }
  }

  private checkEnd(): void {
    const { world } = this.host;
    for (const call of world.calls.values()) {
      this.broken.push(`call ${call.callId} is ${call.phase} long after closing`);
    }
    for (const one of this.switches) {
      if (one.liveLegs > 0) this.broken.push(`${one.liveLegs} legs live on ${one.switchId}`);
    }
    for (const agent of world.agents.values()) {
      if (agent.assignment) this.broken.push(`${agent.agentId} is never free again`);
    }
    if (world.recordings.size > 0) this.broken.push(`${world.recordings.size} never sealed`);
    if (world.commands.size > 0) this.broken.push(`${world.commands.size} commands stay open`);
  }
}
