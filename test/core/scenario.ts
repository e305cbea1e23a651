import type { Centre } from '../../src/core/centre';
import type { Effect } from '../../src/core/effect';
import type { Fact, FactBody } from '../../src/core/fact';
import type { Input, InputBody } from '../../src/core/input';
import { step } from '../../src/core/step';
import { freezeWorld, newWorld, thawWorld, type World } from '../../src/core/world';
import type { LegSnapshot } from '../../src/port/switch';
import type { CommandBody, SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';

type Snapshot = Extract<InputBody, { type: 'switch.snapshot' }>['snapshot'];
type Body<T extends FactBody['type']> = Extract<FactBody, { type: T }>;
type Command<T extends CommandBody['type']> = Extract<SwitchCommand, { type: T }>;
type EventBody = SwitchEvent extends infer E
  ? E extends SwitchEvent
    ? Omit<E, 'switchId'>
    : never
  : never;

export const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A small centre: one client, two skills, two agents, one queue, a menu in front of it. */
export const CENTRE: Centre = {
  clients: [{ clientId: 'acme', name: 'Acme' }],
  providers: [{ providerId: 'north', name: 'North', clientIds: ['acme'] }],
  skills: ['sales', 'german'],
  agents: [
    {
      agentId: 'anna',
      name: 'Anna',
      providerId: 'north',
      phone: { switchId: 'pbx', device: 'anna' },
      skills: { sales: 5, german: 7 },
    },
    {
      agentId: 'ben',
      name: 'Ben',
      providerId: 'north',
      phone: { switchId: 'pbx', device: 'ben' },
      skills: { sales: 5 },
    },
  ],
  queues: [
    {
      queueId: 'sales',
      clientId: 'acme',
      name: 'Sales',
      requirement: [{ skill: 'sales', levelMin: 3 }],
      music: 'default',
      waitingMax: 3,
      waitMaxMs: 60_000,
      ringTimeoutMs: 15_000,
      wrapUpMs: 10_000,
      serviceLevelMs: 20_000,
    },
  ],
  flows: [
    {
      flowId: 'main',
      clientId: 'acme',
      start: 'answer',
      nodes: {
        answer: { type: 'answer', next: 'menu' },
        menu: {
          type: 'menu',
          media: ['sound:welcome'],
          choices: { '1': 'sales', '2': 'german', '3': 'number' },
          timeoutMs: 5_000,
          attemptsMax: 2,
          invalidMedia: ['sound:invalid'],
          onFailed: 'bye',
        },
        number: {
          type: 'collect',
          media: ['sound:number'],
          variable: 'customer',
          digitsMin: 3,
          digitsMax: 5,
          terminator: '#',
          firstDigitTimeoutMs: 5_000,
          interDigitTimeoutMs: 2_000,
          attemptsMax: 2,
          invalidMedia: ['sound:invalid'],
          next: 'hours',
          onFailed: 'bye',
        },
        hours: { type: 'hours', calendarId: 'office', open: 'sales', closed: 'bye' },
        sales: {
          type: 'queue',
          queueId: 'sales',
          skills: [],
          priority: 0,
          onTimeout: 'sorry',
          onFull: 'sorry',
        },
        german: {
          type: 'queue',
          queueId: 'sales',
          skills: [{ skill: 'german', levelMin: 5 }],
          priority: 5,
          onTimeout: 'sorry',
          onFull: 'sorry',
        },
        sorry: { type: 'play', media: ['sound:sorry'], next: 'bye' },
        bye: { type: 'hangup', cause: 'normal' },
      },
    },
  ],
  numbers: [{ number: '100', clientId: 'acme', flowId: 'main', language: 'en' }],
  calendars: [],
};

/** A leg as a snapshot shows it. */
export const inbound = (
  legId: string,
  state: LegSnapshot['state'] = 'answered',
  held = false,
): LegSnapshot => ({ legId, direction: 'inbound', state, held, ani: '01', dnis: '100' });

export const outbound = (legId: string, state: LegSnapshot['state'] = 'answered'): LegSnapshot => ({
  legId,
  direction: 'outbound',
  state,
  held: false,
});

/** A pass of hours in a full centre has fewer. */
const FIRED_MAX = 100_000;

/** Plays inputs into the core one by one and keeps what came out, for tests to look at. */
export class Scenario {
  readonly world: World = newWorld('test');
  readonly facts: Fact[] = [];
  readonly inputs: Input[] = [];
  /** Commands in the order in which they were sent. */
  readonly commands: SwitchCommand[] = [];
  /** PINs that are to be held against their hashes. */
  readonly checks: Extract<Effect, { type: 'pin.check' }>[] = [];
  at = T0;
  private boots = 0;

  constructor(centre: Centre = CENTRE) {
    this.boot();
    this.give({ type: 'centre.applied', centre });
    this.reconnect();
  }

  boot(): void {
    this.boots += 1;
    const nonce = this.boots.toString(16).padStart(12, 'a');
    this.give({ type: 'engine.started', nonce, build: 't', configHash: 'c', switchIds: ['pbx'] });
  }

  /** The link comes up and the switch shows what it has. */
  reconnect(snapshot: Partial<Snapshot> = {}) {
    this.event({ type: 'switch.up' });
    this.pass(1);
    const empty = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
    this.give({
      type: 'switch.snapshot',
      requestedAt: this.at,
      snapshot: { switchId: 'pbx', ...empty, ...snapshot },
    });
  }

  /** The daemon dies and comes back: all that is left is the world that the journal makes. */
  crash(awayMs = 3_000): void {
    const frozen: unknown = JSON.parse(JSON.stringify(freezeWorld(this.world)));
    Object.assign(this.world, thawWorld(frozen));
    this.commands.length = 0;
    this.at += awayMs;
    this.boot();
  }

  /** The periodic look at what lives on the switch, asked for a moment ago. */
  audit(snapshot: Partial<Snapshot>): void {
    const empty = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
    this.give({
      type: 'switch.snapshot',
      requestedAt: this.at - 5_000,
      snapshot: { switchId: 'pbx', ...empty, ...snapshot },
    });
  }

  /** The phase of the one call that there is. */
  get phase(): string {
    return [...this.world.calls.values()].map((call) => call.phase).join();
  }

  give(body: InputBody): readonly Fact[] {
    const input: Input = {
      schema: 1,
      engineId: 'test',
      epoch: this.boots,
      seq: this.world.seq + 1,
      at: this.at,
      cause: { actor: 'test', reason: body.type },
      body,
    };
    this.inputs.push(input);
    const { facts, effects } = step(this.world, input);
    this.facts.push(...facts);
    for (const effect of effects) {
      if (effect.type === 'command') this.commands.push(effect.command);
      if (effect.type === 'pin.check') this.checks.push(effect);
    }
    return facts;
  }

  event(event: EventBody): readonly Fact[] {
    return this.give({ type: 'switch.event', event: { ...event, switchId: 'pbx' } as SwitchEvent });
  }

  /** Lets time pass; timers that are due fire in order. Throws where one is due for ever. */
  pass(ms: number): void {
    const until = this.at + ms;
    for (let fired = 0; ; fired += 1) {
      if (fired > FIRED_MAX) throw new Error(`timers are due for ever at ${this.at}`);
      const due = [...this.world.timers]
        .filter(([, timer]) => timer.at <= until)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.at = Math.max(this.at, due[1].at);
      this.give({ type: 'timer.fired', timerId: due[0] });
    }
    this.at = until;
  }

  logIn(...agentIds: string[]): void {
    for (const agentId of agentIds) {
      this.give({ type: 'agent.status-requested', agentId, status: 'available' });
      this.pass(1);
    }
  }

  /** A caller comes, is answered, and hears the menu; returns the leg. */
  call(n = 1): string {
    const legId = `in:pbx:${n}`;
    this.event({ type: 'leg.offered', legId, ani: `0${n}`, dnis: '100' });
    this.event({ type: 'leg.answered', legId });
    return legId;
  }

  /** … presses a key, and hears music. */
  queue(n = 1, digit = '1'): string {
    const legId = this.call(n);
    this.event({ type: 'leg.digit', legId, digit });
    return legId;
  }

  /** The agent whose phone rings picks up, and both are joined. */
  connect(customer: string): string {
    const { legId } = this.last('originate');
    this.event({ type: 'leg.answered', legId });
    const { bridgeId } = this.last('join');
    this.event({ type: 'leg.joined', legId: customer, bridgeId });
    this.event({ type: 'leg.joined', legId, bridgeId });
    return legId;
  }

  end(
    legId: string,
    cause: 'normal' | 'no-answer' | 'busy' | 'rejected' | 'lost' = 'normal',
  ): void {
    this.event({ type: 'leg.ended', legId, cause, by: 'remote' });
  }

  last<T extends CommandBody['type']>(type: T): Command<T> {
    const found = this.commands.findLast((c) => c.type === type);
    if (!found) throw new Error(`no ${type} was sent`);
    return found as Command<T>;
  }

  sent(type: CommandBody['type']): number {
    return this.commands.filter((c) => c.type === type).length;
  }

  all<T extends FactBody['type']>(type: T): Body<T>[] {
    return this.facts.map((f) => f.body).filter((b): b is Body<T> => b.type === type);
  }

  record() {
    const found = this.all('record.completed').at(-1);
    if (!found) throw new Error('no record was completed');
    return found.record;
  }

  agent(agentId: string) {
    const agent = this.world.agents.get(agentId);
    if (!agent) throw new Error(`no agent ${agentId}`);
    return agent;
  }
}
