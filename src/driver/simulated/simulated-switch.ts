import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { Switch, SwitchSnapshot } from '../../port/switch';
import type { CommandFailureCode, SwitchCommand } from '../../port/switch-command';
import type { LegWitness, SwitchEvent } from '../../port/switch-event';
import { CommandDesk } from './command-desk';
import type { Endpoint, FarEnd, Line } from './far-end';
import { Faults } from './faults';
import { Prng } from './prng';
import { Recorder, type SimulatedRecording } from './recorder';
import type { LegParty, LegState, SimulatedLeg } from './simulated-leg';
import { SimulatedLink } from './simulated-link';
import { everySound, type SoundLibrary } from './sound-library';
import { type Report, Switchboard } from './switchboard';
import { TieLine } from './tie-line';

export interface SimulatedSwitchOptions {
  readonly switchId: string;
  /** The system's clock or a `SimulatedClock`: nothing else here knows time. */
  readonly clock: Clock;
  readonly seed: number;
  readonly sounds?: SoundLibrary;
  /** How long a command travels and takes, least and most, in ms. */
  readonly commandMs?: readonly [number, number];
  /** Whether `leg.witnessed` follows each end. Default true. */
  readonly witnesses?: boolean;
  /** What the switch's own clock is ahead of ours, in ms. */
  readonly clockSkewMs?: number;
  /** With so many legs live, `originate` fails with OVERLOADED. Default 100,000. */
  readonly legsMax?: number;
  /** Takes what a recording holds when it has ended: there is no file. */
  readonly onRecorded?: (recording: SimulatedRecording) => void;
}

/** The dialplan offers a waiting caller to the engine so often, and then gives it away. */
const RETRY_MS = 1000;
const RETRIES_MAX = 60;
/** The switch keeps its records of ended legs up to this number, and drops the older half. */
const WITNESSES_MAX = 50_000;
const WITNESS_DELAY_MS = [2, 40] as const;

/**
 * A telephone switch in memory. Every outcome is an event that comes through the clock, never
 * inside `execute()` and never from two places at once; the order is that of a real switch
 * unless faults are set. Whether the link is up or not, its calls go on.
 */
export class SimulatedSwitch implements Switch {
  readonly switchId: string;
  readonly faults: Faults;
  private readonly clock: Clock;
  private readonly prng: Prng;
  private readonly board: Switchboard;
  private readonly recorder: Recorder;
  private readonly desk: CommandDesk;
  private readonly link: SimulatedLink;
  private readonly endpoints = new Map<string, Endpoint>();
  private witnesses: LegWitness[] = [];
  private readonly bootId: number;
  private channels = 0;
  private deadUntil = 0;
  private lastArrivalAt = 0;

  constructor(private readonly options: SimulatedSwitchOptions) {
    const { switchId, clock } = options;
    this.switchId = switchId;
    this.clock = clock;
    this.prng = new Prng(options.seed).fork(`switch ${switchId}`);
    this.bootId = clock.now();
    this.faults = new Faults(this.prng.fork('faults'));
    const report = (event: Report): void => this.report(event);
    this.board = new Switchboard({
      clock,
      report,
      onEnded: (leg, witness) => this.remember(leg, witness),
      onBridgeGone: (bridgeId) => this.recorder.bridgeGone(bridgeId),
    });
    this.recorder = new Recorder({ clock, board: this.board, report, keep: options.onRecorded });
    this.desk = new CommandDesk({
      clock,
      report,
      board: this.board,
      recorder: this.recorder,
      prng: this.prng.fork('desk'),
      sounds: options.sounds ?? everySound,
      endpoints: this.endpoints,
      legsMax: options.legsMax ?? 100_000,
    });
    const onUp = (): void => this.reportEndpoints();
    const version = 'simulated 1';
    this.link = new SimulatedLink({ switchId, clock, faults: this.faults, version, onUp });
  }

  async connect(sink: (event: SwitchEvent) => void): Promise<void> {
    this.link.open(sink);
  }

  execute(command: SwitchCommand): void {
    const now = this.clock.now();
    if (!this.link.up) {
      this.clock.schedule(now, () => this.link.tell(this.failure(command, 'SWITCH_DOWN')));
      return;
    }
    const fate = this.faults.onCommand(command);
    if (fate.type === 'lost') return;
    const [least, most] = this.options.commandMs ?? [1, 4];
    // One wire: without a fault no command overtakes another.
    const arrivesAt = Math.max(this.lastArrivalAt, now + this.prng.between(least, most));
    this.lastArrivalAt = arrivesAt;
    const { breaks } = this.link;
    const refusal = fate.type === 'refused' ? fate.code : null;
    const delayMs = fate.type === 'carried-out' ? fate.delayMs : 0;
    this.clock.schedule(arrivesAt + delayMs, () => {
      // Half of what was on the wire when it broke had got through.
      if (breaks !== this.link.breaks && this.prng.chance(0.5)) return;
      if (this.clock.now() >= this.deadUntil) this.carryOut(command, refusal);
    });
  }

  async snapshot(since: number): Promise<SwitchSnapshot> {
    this.assertUp();
    await new Promise<void>((done) => {
      this.clock.schedule(this.clock.now() + 1, done);
    });
    return this.takeSnapshot(since);
  }

  /** The same at once, for simulations that turn the clock without letting promises settle. */
  takeSnapshot(since: number): SwitchSnapshot {
    this.assertUp();
    const legs = [...this.board.legs.values()].filter((leg) => leg.announced);
    return {
      switchId: this.switchId,
      legs: legs.map((leg) => this.legSnapshot(leg)),
      bridges: [...this.board.bridges.values()].map(({ bridgeId, legs: members }) => ({
        bridgeId,
        legIds: [...members].map(({ legId }) => legId),
        roles: [...members].flatMap(({ legId, part }) =>
          part.role === 'talk' ? [] : [{ legId, ...part }],
        ),
      })),
      media: legs.flatMap(({ legId, media }) => (media ? [{ mediaId: media.mediaId, legId }] : [])),
      recordings: this.recorder.recordingIds,
      pausedRecordings: this.recorder.pausedIds,
      ended: this.witnesses
        .filter(({ endedAt }) => endedAt >= since)
        .map((witness) => ({ ...witness, source: 'cdr-file' as const })),
    };
  }

  async close(): Promise<void> {
    this.link.close();
  }

  /** Adds a phone or trunk, by the name that `Destination` uses; the engine is told at once. */
  addEndpoint(name: string, endpoint: Endpoint): void {
    this.endpoints.set(`${endpoint.kind}:${name}`, endpoint);
    const { reachable } = endpoint;
    const tell = (): void => this.report({ type: 'endpoint.changed', endpoint: name, reachable });
    if (this.link.alive) this.clock.schedule(this.clock.now(), tell);
  }

  /** Adds a trunk `to-<switchId>`, which leads to the phones of another simulated switch. */
  tieTo(other: SimulatedSwitch): void {
    const tieLine = new TieLine((name) => other.endpoints.get(`device:${name}`));
    this.addEndpoint(`to-${other.switchId}`, tieLine);
  }

  /** A phone unregisters or comes back. */
  setReachable(kind: Endpoint['kind'], name: string, reachable: boolean): void {
    const endpoint = this.endpoints.get(`${kind}:${name}`);
    if (!endpoint || endpoint.reachable === reachable) return;
    endpoint.reachable = reachable;
    this.report({ type: 'endpoint.changed', endpoint: name, reachable });
  }

  /** A caller calls in. null: the switch is down, the caller hears nothing. */
  arrive(party: LegParty, farEnd: FarEnd): Line | null {
    if (this.clock.now() < this.deadUntil) return null;
    const legId = `in:${this.switchId}:${this.bootId}.${this.channels++}`;
    const leg = this.board.open(legId, farEnd, party, true);
    leg.after(1, () => this.offer(leg, 0));
    return leg;
  }

  /** Breaks the link; calls live on and go on changing. */
  dropLink(forMs: number, noticedAfterMs = 0): void {
    this.link.drop(forMs, noticedAfterMs, 'link lost');
  }

  /** Lets the link come back before its time. */
  restoreLink(): void {
    if (this.clock.now() >= this.deadUntil) this.link.restore();
  }

  /** The switch itself dies and comes back empty after `forMs`; no record tells of its legs. */
  restart(forMs: number): void {
    this.deadUntil = Math.max(this.deadUntil, this.clock.now() + forMs);
    this.link.drop(forMs, 0, 'switch died');
    this.board.crash();
    this.recorder.crash();
  }

  /** How many legs live, heard of or not. */
  get liveLegs(): number {
    return this.board.legs.size;
  }

  /** The far end's hold of a leg that lives. */
  line(legId: string): Line | undefined {
    return this.board.legs.get(legId);
  }

  private get skewMs(): number {
    return this.options.clockSkewMs ?? 0;
  }

  private offer(leg: SimulatedLeg, tries: number): void {
    if (this.link.alive) this.board.announce(leg);
    else if (tries >= RETRIES_MAX) this.board.end(leg, 'redirected', 'unknown');
    else leg.after(RETRY_MS, () => this.offer(leg, tries + 1));
  }

  private carryOut(command: SwitchCommand, refusal: CommandFailureCode | null): void {
    const code = refusal ?? this.desk.carryOut(command);
    if (code) this.link.carry(this.failure(command, code));
  }

  private report(event: Report): void {
    const { switchId, skewMs } = this;
    const switchAt = this.clock.now() + skewMs;
    const times =
      event.type === 'leg.offered' && event.createdAt !== undefined
        ? { switchAt, createdAt: event.createdAt + skewMs }
        : { switchAt };
    this.link.carry({ ...event, switchId, ...times } as SwitchEvent);
  }

  private failure(command: SwitchCommand, code: CommandFailureCode): SwitchEvent {
    const { switchId } = this;
    const { commandId, type } = command;
    const legId = 'legId' in command ? command.legId : undefined;
    return {
      type: 'command.failed',
      switchId,
      commandId,
      code,
      detail: `the simulated switch did not do ${type}`,
      ...(legId !== undefined && { legId }),
    };
  }

  private reportEndpoints(): void {
    for (const [key, { reachable }] of this.endpoints) {
      const endpoint = key.slice(key.indexOf(':') + 1);
      this.report({ type: 'endpoint.changed', endpoint, reachable });
    }
  }

  private remember(leg: SimulatedLeg, ended: LegWitness): void {
    const { skewMs } = this;
    const witness = skewMs === 0 ? ended : shifted(ended, skewMs);
    this.witnesses.push(witness);
    if (this.witnesses.length > WITNESSES_MAX) {
      this.witnesses = this.witnesses.slice(WITNESSES_MAX / 2);
    }
    this.recorder.legGone(leg.legId);
    if (this.options.witnesses === false) return;
    const at = this.clock.now() + this.prng.between(...WITNESS_DELAY_MS);
    const { legId } = leg;
    this.clock.schedule(at, () => this.report({ type: 'leg.witnessed', legId, witness }));
  }

  private legSnapshot(leg: SimulatedLeg): SwitchSnapshot['legs'][number] {
    const { ani, dnis } = leg.party;
    return {
      legId: leg.legId,
      direction: leg.direction,
      state: leg.state as Exclude<LegState, 'ended'>,
      createdAt: leg.createdAt + this.skewMs,
      ...(leg.answeredAt !== undefined && { answeredAt: leg.answeredAt + this.skewMs }),
      held: leg.held,
      ...(ani !== undefined && { ani }),
      ...(dnis !== undefined && { dnis }),
    };
  }

  private assertUp(): void {
    if (this.link.up && this.link.alive) return;
    throw new CodedError('SWITCH_DOWN', `the link to ${this.switchId} is down`);
  }
}

const shifted = (witness: LegWitness, byMs: number): LegWitness => ({
  ...witness,
  startedAt: witness.startedAt + byMs,
  ...(witness.answeredAt !== undefined && { answeredAt: witness.answeredAt + byMs }),
  endedAt: witness.endedAt + byMs,
});
