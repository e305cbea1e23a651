import type { Effect } from '../core/effect';
import type { Fact } from '../core/fact';
import type { Cause, Input, InputBody } from '../core/input';
import { CodedError } from '../port/coded-error';
import type { Core, Stepped, WorldState } from './core';
import type { Submitted } from './facade';
import type { Inbox, InboxEntry, Ticket } from './inbox';
import type { Journal } from './journal';

/** One commit takes no more than this, so that a flood does not hold the event loop for long. */
const BATCH_MAX = 512;

export interface LoopOptions<W extends WorldState> {
  readonly core: Core<W>;
  readonly world: W;
  readonly inbox: Inbox;
  readonly journal: Journal;
  /** Runs the commit a little later, so that what arrives together is committed together. */
  readonly defer: (run: () => void) => void;
  readonly carryOut: (effect: Effect) => void;
  /** Told after each input, when its effects have left. */
  readonly onStepped: (input: Input, stepped: Stepped) => void;
  /** Told after each batch; `seq` is its newest input. */
  readonly onFacts: (facts: readonly Fact[], seq: number) => void;
  /** `step` threw at this seq; the loop has stopped. */
  readonly onCrash: (seq: number, error: unknown) => void;
  readonly onFatal: (error: CodedError) => void;
}

/**
 * inbox -> journal -> step -> facts and effects, in the order of the seqs. While one batch is on
 * its way to the disk the one before is stepped. Nothing leaves before its input is safe.
 */
export class Loop<W extends WorldState> {
  private committed: (readonly InboxEntry[])[] = [];
  private inFlight: readonly InboxEntry[] = [];
  private isDeferred = false;
  private isStepping = false;
  private idlers: (() => void)[] = [];
  private failure: CodedError | undefined;

  constructor(private readonly options: LoopOptions<W>) {}

  get halted(): boolean {
    return this.failure !== undefined;
  }

  /** Inputs that are not stepped yet. */
  get backlog(): number {
    const committed = this.committed.reduce((sum, batch) => sum + batch.length, 0);
    return this.options.inbox.size + this.inFlight.length + committed;
  }

  /** Takes an input. After a fatal error nothing is taken any more, and nothing is told. */
  offer(body: InputBody, cause: Cause, ticket?: Ticket): void {
    if (this.failure) return ticket?.reject(this.failure);
    try {
      this.options.inbox.put(body, cause, ticket);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      ticket?.reject(error);
      return this.fail(error);
    }
    if (this.inFlight.length === 0) this.pumpSoon();
  }

  /** Resolves when all that was taken, and what that caused, is stepped; or after a failure. */
  idle(): Promise<void> {
    if (this.failure || this.backlog === 0) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }

  /** Stops for good: nothing is stepped, nothing leaves, who waits is told why. */
  halt(error: CodedError): void {
    if (this.failure) return;
    this.failure = error;
    const rest = [...this.committed.flat(), ...this.inFlight, ...this.options.inbox.take(Infinity)];
    this.committed = [];
    this.inFlight = [];
    for (const entry of rest) entry.ticket?.reject(error);
    this.wakeIdlers();
  }

  /** Halts, and tells the one who owns the process. */
  fail(error: CodedError): void {
    if (this.failure) return;
    this.halt(error);
    this.options.onFatal(error);
  }

  private pumpSoon(): void {
    if (this.isDeferred || this.options.inbox.size === 0) return;
    this.isDeferred = true;
    this.options.defer(() => {
      this.isDeferred = false;
      this.pump();
    });
  }

  private pump(): void {
    const { inbox, journal } = this.options;
    if (this.failure || this.inFlight.length > 0 || inbox.size === 0) return;
    const batch = inbox.take(BATCH_MAX);
    this.inFlight = batch;
    journal.append(batch, (error) => {
      if (this.failure) return;
      if (error) return this.fail(error);
      this.inFlight = [];
      this.committed.push(batch);
      this.pumpSoon();
      this.stepCommitted();
    });
  }

  /** A journal in memory commits at once, inside a step: the outer call goes on with it. */
  private stepCommitted(): void {
    if (this.isStepping) return;
    this.isStepping = true;
    while (!this.failure) {
      const batch = this.committed[0];
      if (batch === undefined) break;
      this.stepBatch(batch);
      this.committed.shift();
    }
    this.isStepping = false;
    if (this.backlog === 0) this.wakeIdlers();
  }

  private stepBatch(batch: readonly InboxEntry[]): void {
    const facts: Fact[] = [];
    const answers: (() => void)[] = [];
    for (const { seq, at, payload, ticket } of batch) {
      const stepped = this.stepOne(seq, payload);
      if (stepped === undefined) return;
      for (const fact of stepped.facts) facts.push(fact);
      if (ticket === undefined) continue;
      const submitted: Submitted = { seq, at, facts: stepped.facts };
      answers.push(() => ticket.resolve(submitted));
    }
    this.options.onFacts(facts, batch[batch.length - 1]?.seq ?? 0);
    for (const answer of answers) answer();
  }

  private stepOne(seq: number, payload: string): Stepped | undefined {
    const { core, world, carryOut, onStepped, onCrash } = this.options;
    const input = JSON.parse(payload) as Input;
    let stepped: Stepped;
    try {
      stepped = core.step(world, input);
    } catch (error) {
      onCrash(seq, error);
      this.fail(stepCrashed(seq, error));
      return undefined;
    }
    if (this.failure) return undefined;
    for (const effect of stepped.effects) carryOut(effect);
    onStepped(input, stepped);
    return this.failure ? undefined : stepped;
  }

  private wakeIdlers(): void {
    const { idlers } = this;
    this.idlers = [];
    for (const wake of idlers) wake();
  }
}

export function stepCrashed(seq: number, error: unknown): CodedError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CodedError(
    'STEP_CRASHED',
    `the core failed on the input with seq ${seq}: ${reason}`,
    'restart the engine; after two crashes at one seq it is skipped. Report the journal segment',
  );
}
