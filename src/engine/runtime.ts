import type { Effect } from '../core/effect';
import type { Cause, Input, InputBody } from '../core/input';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Outbox } from '../port/stores';
import type { Switch } from '../port/switch';
import type { SwitchEvent } from '../port/switch-event';
import type { Core, Stepped, WorldState } from './core';
import { Dispatcher } from './dispatcher';
import type { EngineLog } from './engine-log';
import { type FactListener, FactOutlet } from './fact-outlet';
import { FullDiskGate } from './full-disk-gate';
import { Inbox, type Ticket } from './inbox';
import type { Journal } from './journal';
import { Loop } from './loop';
import { isRightPin } from './pin-desk';
import { RECONCILIATION_LIMITS, Reconciliation, type ReconciliationLimits } from './reconciliation';
import type { Recovered } from './recovery';
import { Timers } from './timers';

export const INBOX_CAPACITY = 100_000;

export interface RuntimeOptions<W extends WorldState> {
  readonly engineId: string;
  readonly build: string;
  readonly configHash: string;
  /** 12 hex digits that no other boot has. */
  readonly nonce: string;
  readonly core: Core<W>;
  readonly recovered: Recovered<W>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly switches: readonly Switch[];
  readonly outbox: Outbox | undefined;
  readonly listeners: ReadonlySet<FactListener>;
  readonly reconciliation?: Partial<ReconciliationLimits>;
  readonly inboxCapacity?: number;
  readonly defer: (run: () => void) => void;
  readonly log: EngineLog;
  readonly onStepped?: (input: Input, stepped: Stepped) => void;
  readonly onCrash: (seq: number, error: unknown) => void;
  readonly onFatal: (error: CodedError) => void;
}

type PinCheck = Extract<Effect, { type: 'pin.check' }>;

const ENGINE: Cause = { actor: 'engine', reason: 'boot' };

/** One boot of an engine, on any journal and clock: loop, timers, dispatcher, reconciliation. */
export class Runtime<W extends WorldState> {
  readonly epoch: number;
  private readonly outlet: FactOutlet;
  readonly loop: Loop<W>;
  private readonly timers: Timers;
  private readonly dispatcher: Dispatcher;
  private readonly reconciliation: Reconciliation;
  private readonly gate: FullDiskGate;
  private isListening = true;
  private isStopping = false;

  constructor(private readonly options: RuntimeOptions<W>) {
    const { recovered, clock, switches, outbox, listeners, log } = options;
    this.epoch = recovered.lastEpoch + 1;
    const onFatal = (error: CodedError): void => this.loop.fail(error);
    this.outlet = new FactOutlet({ outbox, listeners, clock, log, onFatal });
    this.timers = new Timers(clock, (timerId) => this.fireTimer(timerId));
    this.dispatcher = new Dispatcher(switches, (event) => this.take(event));
    this.loop = this.makeLoop();
    this.reconciliation = this.makeReconciliation();
    this.gate = new FullDiskGate(
      () => options.journal.trouble() !== undefined,
      (command) => this.dispatcher.execute(command),
    );
  }

  /** Snapshots that switches have been asked for and have not given. */
  get pendingSnapshots(): number {
    return this.reconciliation.pending;
  }

  /** Journals the start of this boot, then (if one is due) the quarantine, and sets the timers. */
  boot(): void {
    const { nonce, build, configHash, switches, recovered } = this.options;
    const switchIds = switches.map(({ switchId }) => switchId);
    this.loop.offer({ type: 'engine.started', nonce, build, configHash, switchIds }, ENGINE);
    if (recovered.quarantine)
      this.loop.offer(recovered.quarantine, { actor: 'engine', reason: 'crashed twice' });
    for (const [timerId, { at }] of recovered.world.timers) this.timers.set(timerId, at);
  }

  /** Rejects with a switch's coded error where waiting cannot mend what is wrong. */
  async connect(): Promise<void> {
    const connecting = this.options.switches.map((one) => one.connect((event) => this.take(event)));
    await Promise.all(connecting);
  }

  /** Puts an operator's input into the inbox. The ticket is rejected as `Engine.submit` says. */
  submit(body: InputBody, cause: Cause, ticket: Ticket): void {
    if (this.isStopping) return ticket.reject(stopping());
    const trouble = this.options.journal.trouble();
    if (trouble !== undefined) return ticket.reject(journalFull(trouble));
    this.loop.offer(body, cause, ticket);
  }

  /** Steps all that was taken, then lets go of the switches; the calls on them live on. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.timers.stop();
    this.reconciliation.stop();
    await this.loop.idle();
    await this.letGo();
    await this.loop.idle();
    this.cut();
    this.loop.halt(stopping());
  }

  /** Nothing comes in and nothing leaves any more, from this instant. */
  cut(): void {
    this.isStopping = true;
    this.isListening = false;
    this.timers.stop();
    this.reconciliation.stop();
    this.outlet.stop();
  }

  async letGo(): Promise<void> {
    const closed = await Promise.allSettled(this.options.switches.map((one) => one.close()));
    for (const result of closed)
      if (result.status === 'rejected')
        this.options.log.warn({ reason: String(result.reason) }, 'a switch did not close');
  }

  private makeLoop(): Loop<W> {
    const { core, recovered, engineId, clock, journal, defer } = this.options;
    const inbox = new Inbox({
      engineId,
      epoch: this.epoch,
      seq: recovered.lastSeq,
      at: recovered.lastAt,
      clock,
      capacity: this.options.inboxCapacity ?? INBOX_CAPACITY,
    });
    return new Loop({
      core,
      world: recovered.world,
      inbox,
      journal,
      defer,
      carryOut: (effect) => this.carryOut(effect),
      onStepped: (input, stepped) => this.afterStep(input, stepped),
      onFacts: (facts, seq) => this.outlet.emit(facts, seq),
      onCrash: this.options.onCrash,
      onFatal: (error) => {
        this.cut();
        this.options.onFatal(error);
      },
    });
  }

  private makeReconciliation(): Reconciliation {
    const { switches, clock, recovered, journal, log } = this.options;
    return new Reconciliation({
      switches,
      clock,
      limits: { ...RECONCILIATION_LIMITS, ...this.options.reconciliation },
      gapFrom: recovered.lastAt || clock.now(),
      steppedAt: () => recovered.world.at,
      isSpare: () => journal.trouble() !== undefined,
      offer: (switchId, body, reason) =>
        this.loop.offer(body, { actor: `switch:${switchId}`, reason }),
      log,
    });
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'command':
        return this.dispatcher.execute(effect.command);
      case 'timer.set':
        return this.timers.set(effect.timerId, effect.at);
      case 'timer.clear':
        return this.timers.clear(effect.timerId);
      case 'pin.check':
        return void this.checkPin(effect);
      default: {
        const unknown: never = effect;
        throw new Error(`unknown effect ${JSON.stringify(unknown)}`);
      }
    }
  }

  private async checkPin({ callId, agentId, pin, pinHash }: PinCheck): Promise<void> {
    const isRight = await isRightPin(pin, pinHash);
    const checked = { type: 'agent.sign-in-checked', callId, agentId, isRight } as const;
    this.loop.offer(checked, { actor: 'engine', reason: 'pin checked' });
  }

  private fireTimer(timerId: string): void {
    this.loop.offer({ type: 'timer.fired', timerId }, { actor: 'timer', reason: timerId });
  }

  private take(event: SwitchEvent): void {
    if (!this.isListening || !this.gate.admits(event)) return;
    const cause = { actor: `switch:${event.switchId}`, reason: event.type };
    this.loop.offer({ type: 'switch.event', event }, cause);
  }

  private afterStep(input: Input, stepped: Stepped): void {
    this.options.onStepped?.(input, stepped);
    if (input.body.type !== 'switch.event') return;
    const { event } = input.body;
    if (event.type === 'switch.up') this.reconciliation.up(event.switchId, input.at);
    if (event.type !== 'switch.down') return;
    this.reconciliation.down(event.switchId);
    if (event.fatal) this.loop.fail(replaced(event.switchId, event.reason));
  }
}

const stopping = (): CodedError =>
  new CodedError('ENGINE_STOPPING', 'the engine is stopping and takes nothing more', 'try again');

const journalFull = (trouble: string): CodedError =>
  new CodedError(
    'JOURNAL_FULL',
    `the journal takes no new work: ${trouble}`,
    'free space on the disk of the data directory',
  );

const replaced = (switchId: string, reason: string): CodedError =>
  new CodedError(
    'SWITCH_REPLACED',
    `another engine took our place on switch ${switchId}: ${reason}`,
    'run one engine for each Stasis application; this one has stopped',
  );
