import type { Centre } from '../../src/core/centre';
import type { Effect } from '../../src/core/effect';
import type { Fact, FactBody } from '../../src/core/fact';
import type { InputBody } from '../../src/core/input';
import { step } from '../../src/core/step';
import { newWorld } from '../../src/core/world';
import type { SwitchEvent } from '../../src/port/switch-event';
import { RecordLaws } from '../law/record-laws';
import { brokenWorldLaws } from '../law/world-laws';
import type { SwitchHarness } from './switch-harness';

type LoopSide = Pick<SwitchHarness, 'switchId' | 'clock' | 'driver'>;
type Body<T extends FactBody['type']> = Extract<FactBody, { type: T }>;

const DEADLINE_MS = 30_000;

/** The real core on a driver, without journal and disk: input in, commands and timers out. */
export class CoreLoop {
  readonly world = newWorld('conformance');
  readonly records = new RecordLaws();
  /** Laws that did not hold after some step, and records that are wrong. */
  readonly broken: string[] = [];
  /** Everything that became true, in order. */
  readonly facts: Fact[] = [];
  private readonly timers = new Map<string, () => void>();
  private readonly waiting = new Set<() => void>();
  private readonly inbox: InputBody[] = [];
  private isStepping = false;

  constructor(
    private readonly harness: LoopSide,
    centre: Centre,
  ) {
    const { switchId } = harness;
    const boot = { build: 'test', configHash: 'test', switchIds: [switchId] };
    this.give({ type: 'engine.started', nonce: 'c0ffee000001', ...boot });
    this.give({ type: 'centre.applied', centre });
  }

  readonly sink = (event: SwitchEvent): void => {
    this.give({ type: 'switch.event', event });
  };

  /** The link is up: the core learns what lives on the switch. */
  async reconcile(): Promise<void> {
    const requestedAt = this.harness.clock.now();
    const snapshot = await this.harness.driver.snapshot(requestedAt);
    this.give({ type: 'switch.snapshot', requestedAt, snapshot });
  }

  /** Inputs are stepped one after the other, also those that a step itself brings about. */
  give(body: InputBody): void {
    this.inbox.push(body);
    if (this.isStepping) return;
    this.isStepping = true;
    for (let next = this.inbox.shift(); next; next = this.inbox.shift()) this.step(next);
    this.isStepping = false;
  }

  /** Resolves with the first fact of this type with these fields, past or to come. */
  async fact<T extends FactBody['type']>(type: T, fields: Partial<Body<T>> = {}): Promise<Body<T>> {
    const wanted = Object.entries({ ...fields, type });
    const isWanted = (body: FactBody) =>
      wanted.every(([key, value]) => Reflect.get(body, key) === value);
    const find = () => this.facts.find(({ body }) => isWanted(body))?.body;
    await this.until(() => find() !== undefined, JSON.stringify({ ...fields, type }));
    return find() as Body<T>;
  }

  until(isSo: () => boolean, what: string): Promise<void> {
    const { clock } = this.harness;
    return new Promise((done, fail) => {
      const look = (): void => {
        if (!isSo()) return;
        stop();
        this.waiting.delete(look);
        done();
      };
      const stop = clock.schedule(clock.now() + DEADLINE_MS, () => {
        this.waiting.delete(look);
        const last = this.facts.slice(-12).map(({ body }) => JSON.stringify(body));
        fail(new Error(`nothing came of ${what}; last were\n${last.join('\n')}`));
      });
      this.waiting.add(look);
      look();
    });
  }

  close(): void {
    for (const stop of this.timers.values()) stop();
    this.timers.clear();
  }

  private step(body: InputBody): void {
    const { world } = this;
    const { facts, effects } = step(world, {
      schema: 1,
      engineId: 'conformance',
      epoch: 1,
      seq: world.seq + 1,
      // Each input has a millisecond of its own: what lies between two of them has a length on
      // every switch, be it ever so fast.
      at: Math.max(world.at + 1, this.harness.clock.now()),
      cause: { actor: 'test', reason: body.type },
      body,
    });
    for (const fact of facts) this.keep(fact);
    this.broken.push(...brokenWorldLaws(world));
    for (const effect of effects) this.carryOut(effect);
    for (const look of [...this.waiting]) look();
  }

  private keep(fact: Fact): void {
    this.facts.push(fact);
    this.records.take(fact);
  }

  private carryOut(effect: Effect): void {
    if (effect.type === 'pin.check') return;
    if (effect.type === 'command') {
      this.harness.driver.execute(effect.command);
      return;
    }
    this.timers.get(effect.timerId)?.();
    this.timers.delete(effect.timerId);
    if (effect.type === 'timer.clear') return;
    const { timerId, at } = effect;
    const stop = this.harness.clock.schedule(at, () => {
      this.timers.delete(timerId);
      this.give({ type: 'timer.fired', timerId });
    });
    this.timers.set(timerId, stop);
  }
}
