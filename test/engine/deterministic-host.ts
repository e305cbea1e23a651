import type { Cause, Input, InputBody } from '../../src/core/input';
import type { Core, Stepped, WorldState } from '../../src/engine/core';
import { type EngineLog, SILENT_LOG } from '../../src/engine/engine-log';
import type { Submitted } from '../../src/engine/facade';
import type { FactListener } from '../../src/engine/fact-outlet';
import { stepCrashed } from '../../src/engine/loop';
import { dueQuarantine } from '../../src/engine/quarantine';
import type { ReconciliationLimits } from '../../src/engine/reconciliation';
import type { Recovered } from '../../src/engine/recovery';
import { Redelivery } from '../../src/engine/redelivery';
import { Runtime } from '../../src/engine/runtime';
import { StepCrash, stepAll } from '../../src/engine/stepping';
import type { Clock } from '../../src/port/clock';
import { CodedError } from '../../src/port/coded-error';
import type { Outbox } from '../../src/port/stores';
import type { Switch } from '../../src/port/switch';
import type { MemoryJournal } from './memory-journal';

/** A clock that stands still until it is turned. */
export interface TurnableClock extends Clock {
  /** When the next alarm is due; undefined when none is set. */
  nextAt(): number | undefined;
  advanceTo(at: number): void;
}

export interface DeterministicHostOptions<W extends WorldState> {
  readonly core: Core<W>;
  /** Outlives the host: give the same one to the next host, and it is a restart. */
  readonly journal: MemoryJournal;
  readonly clock: TurnableClock;
  readonly switches: readonly Switch[];
  readonly outbox?: Outbox;
  /** 12 hex digits; made from the epoch when it is not given. */
  readonly nonce?: string;
  readonly build?: string;
  readonly configHash?: string;
  readonly reconciliation?: Partial<ReconciliationLimits>;
  readonly log?: EngineLog;
  /** After each input: what the laws are checked on. */
  readonly onStepped?: (input: Input, stepped: Stepped) => void;
  readonly onFatal?: (error: CodedError) => void;
}

/**
 * The same boot as the daemon's, on a clock that a test turns and a journal in memory: an input is
 * committed and stepped within the call that offers it. Promises are used for connect and
 * snapshot only. `drop` is a SIGKILL; a new host on the same journal is the restart.
 */
export class DeterministicHost<W extends WorldState> {
  readonly world: W;
  /** Why it stopped by itself. */
  failure: CodedError | undefined;
  private readonly listeners = new Set<FactListener>();
  private readonly runtime: Runtime<W>;
  private isConnecting = false;
  private isDropped = false;
  private crashSeq: number | undefined;

  /** Recovers from the journal. Throws STEP_CRASHED; count on the second one to quarantine. */
  constructor(private readonly options: DeterministicHostOptions<W>) {
    const recovered = recoverFromMemory(options);
    this.world = recovered.world;
    const epoch = recovered.lastEpoch + 1;
    const { journal, clock, switches, outbox, core } = options;
    this.runtime = new Runtime({
      engineId: journal.engineId,
      build: options.build ?? 'simulation',
      configHash: options.configHash ?? 'simulation',
      nonce: options.nonce ?? epoch.toString(16).padStart(12, '0'),
      core: { ...core, step: (world, input) => this.step(world, input) },
      recovered,
      journal,
      clock,
      switches,
      outbox,
      listeners: this.listeners,
      ...(options.reconciliation ? { reconciliation: options.reconciliation } : {}),
      defer: (run) => run(),
      log: options.log ?? SILENT_LOG,
      ...(options.onStepped ? { onStepped: options.onStepped } : {}),
      onCrash: (seq, error) => this.crashed(seq, error),
      onFatal: (error) => this.fatal(error),
    });
  }

  get epoch(): number {
    return this.runtime.epoch;
  }

  /** Neither dropped nor failed. */
  get alive(): boolean {
    return !this.isDropped && this.failure === undefined;
  }

  onFacts(listener: FactListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Journals the start and connects the switches. Turn the clock (`run`) to go on. */
  start(): void {
    this.runtime.boot();
    this.isConnecting = true;
    this.runtime.connect().then(
      () => {
        this.isConnecting = false;
      },
      (error: unknown) => {
        this.isConnecting = false;
        if (error instanceof CodedError) this.fatal(error);
        else throw error;
      },
    );
  }

  /** Like `Engine.submit`, at once. Throws its coded errors. Not to be called from a listener. */
  submit(body: InputBody, cause: Cause): Submitted {
    let answer: Submitted | undefined;
    let refusal: CodedError | undefined;
    this.runtime.submit(body, cause, {
      resolve: (submitted) => {
        answer = submitted;
      },
      reject: (error) => {
        refusal = error;
      },
    });
    if (refusal) throw refusal;
    if (answer === undefined) throw new Error('submit was called from within a step');
    return answer;
  }

  /** Turns the clock up to `until` (ms since the epoch), letting promises settle where any wait. */
  async run(until: number): Promise<void> {
    const { clock } = this.options;
    for (;;) {
      await this.settle();
      const next = clock.nextAt();
      if (next === undefined || next > until) break;
      clock.advanceTo(next);
    }
    clock.advanceTo(until);
  }

  /** For a simulation that turns the clock itself: call it after each turn. */
  async settle(): Promise<void> {
    const waits = this.isConnecting || this.runtime.pendingSnapshots > 0;
    if (waits && this.alive) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** True while a promise has to settle before the clock may be turned. */
  get waits(): boolean {
    return this.alive && (this.isConnecting || this.runtime.pendingSnapshots > 0);
  }

  /** As SIGKILL: nothing enters or leaves from now on; the links close as sockets would. */
  drop(): void {
    this.isDropped = true;
    this.runtime.cut();
    this.runtime.loop.halt(new CodedError('HOST_DROPPED', 'the host was dropped'));
    void this.runtime.letGo();
  }

  /** The input that gets this seq comes into the journal, and then the process dies. */
  dropAfterJournaling(seq: number): void {
    this.crashSeq = seq;
  }

  private step(world: W, input: Input): Stepped {
    if (this.crashSeq === undefined || input.seq < this.crashSeq)
      return this.options.core.step(world, input);
    this.drop();
    return { facts: [], effects: [] };
  }

  private crashed(seq: number, error: unknown): void {
    const { journal } = this.options;
    journal.poison = countCrash(journal, seq, error);
  }

  private fatal(error: CodedError): void {
    this.failure = error;
    this.runtime.cut();
    this.options.onFatal?.(error);
  }
}

const countCrash = (journal: MemoryJournal, seq: number, error: unknown) => ({
  seq,
  crashes: journal.poison?.seq === seq ? journal.poison.crashes + 1 : 1,
  error: String(error),
});

function recoverFromMemory<W extends WorldState>(
  options: DeterministicHostOptions<W>,
): Recovered<W> {
  const { journal, core, outbox } = options;
  const { inputs, quarantined } = journal.read();
  const { poison } = journal;
  const poisoned = poison ? inputs[poison.seq - 1] : undefined;
  const marker = dueQuarantine(poison, quarantined, poisoned);
  const skip = new Set(quarantined);
  if (marker) skip.add(marker.quarantinedSeq);
  const world = core.newWorld(journal.engineId);
  const redelivery = new Redelivery(outbox);
  try {
    for (const { input, stepped } of stepAll(core, world, inputs, skip))
      redelivery.add(stepped.facts, input.seq);
  } catch (error) {
    if (!(error instanceof StepCrash)) throw error;
    journal.poison = countCrash(journal, error.seq, error.cause);
    throw stepCrashed(error.seq, error.cause);
  }
  redelivery.flush();
  const last = inputs[inputs.length - 1];
  return {
    world,
    lastSeq: last?.seq ?? 0,
    lastAt: last?.at ?? 0,
    lastEpoch: Math.max(last?.epoch ?? 0, world.epoch),
    skip,
    ...(marker ? { quarantine: marker } : {}),
    snapshotSeq: 0,
    replayed: inputs.length,
  };
}
