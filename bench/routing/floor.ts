import type { Centre } from '../../src/core/centre';
import type { Input, InputBody } from '../../src/core/input';
import { step } from '../../src/core/step';
import { newWorld, type World } from '../../src/core/world';
import type { SwitchEvent } from '../../src/port/switch-event';
import type { Dice } from '../frame/dice';
import { eventsOf, SWITCH_ID } from './instant-switch';

/**
 * A centre at work: callers come, are routed, talk and leave. It times every step by itself;
 * making the inputs is not counted.
 */
export class Floor {
  readonly world: World = newWorld('bench');
  /** Microseconds of each step since the last `startCounting`. */
  durationsUs = new Float64Array(0);
  counted = 0;
  private seq = 0;
  private at = Date.UTC(2030, 0, 1);
  private callers = 0;
  private readonly pending: InputBody[] = [];
  /** Of calls that talk; one of them is picked to end. */
  private readonly talking: string[] = [];
  /** Ends of wrap-up and steps of relaxation, by the ms in which they are due. */
  private readonly alarms = new Map<number, string[]>();
  private readonly due: string[] = [];
  private rungUntil = this.at;

  constructor(
    private readonly centre: Centre,
    private readonly dice: Dice,
  ) {}

  /** The switch is up, all agents are there, and so many callers wait. */
  fill(waiting: number): void {
    this.take({
      type: 'engine.started',
      nonce: 'be0cbe0cbe0c',
      build: 'bench',
      configHash: 'bench',
      switchIds: [SWITCH_ID],
    });
    this.take({ type: 'centre.applied', centre: this.centre });
    this.take({ type: 'switch.event', event: { type: 'switch.up', switchId: SWITCH_ID } });
    const nothing = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
    const snapshot = { switchId: SWITCH_ID, ...nothing };
    this.take({ type: 'switch.snapshot', requestedAt: this.at, snapshot });
    for (const { agentId } of this.centre.agents) {
      this.take({ type: 'agent.status-requested', agentId, status: 'available' });
    }
    while (this.waiting() < waiting) this.offerCall();
  }

  waiting(): number {
    return this.world.contacts.size - this.talking.length;
  }

  /** For so many inputs conversations end and callers come, so that so many go on waiting. */
  work(inputs: number, waiting: number): void {
    this.durationsUs = new Float64Array(inputs);
    this.counted = 0;
    while (this.counted < inputs) {
      this.endCall();
      while (this.waiting() < waiting) this.offerCall();
    }
  }

  /** Callers come where few wait already, as in a centre whose roster fits its demand. */
  private offerCall(): void {
    this.callers += 1;
    const { queues, numbers } = this.centre;
    const waitingAt = (index: number) => this.world.index.waitingIn(`queue-${index}`);
    const choices = Array.from({ length: 4 }, () => this.dice.below(queues.length));
    const index = choices.reduce((best, one) => (waitingAt(one) < waitingAt(best) ? one : best));
    const number = numbers[index]?.number ?? '';
    this.report({
      type: 'leg.offered',
      switchId: SWITCH_ID,
      legId: `in:${SWITCH_ID}:${this.callers}`,
      ani: `+1${this.callers}`,
      dnis: number,
    });
  }

  private endCall(): void {
    const index = this.dice.below(this.talking.length);
    const legId = this.talking[index];
    const last = this.talking.pop();
    if (legId === undefined || last === undefined) return;
    if (last !== legId) this.talking[index] = last;
    const end = { cause: 'normal', by: 'remote' } as const;
    this.report({ type: 'leg.ended', switchId: SWITCH_ID, legId, ...end });
  }

  private report(event: SwitchEvent): void {
    this.take({ type: 'switch.event', event });
  }

  /** Steps an input and everything that follows from it, and then the timers that are due. */
  private take(body: InputBody): void {
    let next: InputBody | undefined = body;
    for (; next; next = this.pending.shift() ?? this.nextDue()) this.stepOne(next);
  }

  /** A timer that is due and was neither moved nor cleared since. */
  private nextDue(): InputBody | undefined {
    for (; this.rungUntil < this.at; this.rungUntil += 1) {
      this.due.push(...(this.alarms.get(this.rungUntil) ?? []));
      this.alarms.delete(this.rungUntil);
    }
    for (let timerId = this.due.shift(); timerId !== undefined; timerId = this.due.shift()) {
      const timer = this.world.timers.get(timerId);
      if (timer && timer.at <= this.at) return { type: 'timer.fired', timerId };
    }
    return undefined;
  }

  private stepOne(body: InputBody): void {
    this.seq += 1;
    this.at += 1;
    const input: Input = {
      schema: 1,
      engineId: 'bench',
      epoch: 1,
      seq: this.seq,
      at: this.at,
      cause: { actor: 'bench', reason: 'bench' },
      body,
    };
    const from = performance.now();
    const { facts, effects } = step(this.world, input);
    this.durationsUs[this.counted] = (performance.now() - from) * 1_000;
    this.counted += 1;
    for (const fact of facts) {
      if (fact.body.type !== 'call.connected') continue;
      const call = this.world.calls.get(fact.body.callId);
      if (call) this.talking.push(call.legId);
    }
    for (const effect of effects) {
      if (effect.type === 'command') {
        const events = eventsOf(effect.command);
        this.pending.push(...events.map((event) => ({ type: 'switch.event', event }) as const));
      } else if (effect.type === 'timer.set' && /^(wrap-up|relax):/.test(effect.timerId)) {
        const beside = this.alarms.get(effect.at);
        if (beside) beside.push(effect.timerId);
        else this.alarms.set(effect.at, [effect.timerId]);
      }
    }
  }
}
