import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Centre } from '../core/centre';
import type { Hopper } from '../core/dialer/hopper-demand';
import type { Cause, Input, InputBody } from '../core/input';
import type { StaffingQuestion } from '../core/queue/staffing';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Outbox } from '../port/stores';
import type { Switch } from '../port/switch';
import { CommitPace } from './commit-pace';
import type { Core, CoreViews, Stepped, WorldState } from './core';
import { type Disk, NODE_DISK } from './disk';
import type { EngineHealth } from './engine-health';
import { type EngineLog, SILENT_LOG } from './engine-log';
import type {
  AgentView,
  CallView,
  Engine,
  QueueView,
  StaffingView,
  Submitted,
  SwitchView,
} from './facade';
import type { CallbackView } from './facade/callback-view';
import type { CampaignView } from './facade/campaign-view';
import type { RecordingView } from './facade/recording-view';
import type { FactListener } from './fact-outlet';
import { type ClosedSegment, FileJournal, type JournalLimits, journalFailed } from './file-journal';
import { JournalLock } from './journal-lock';
import { PoisonFile } from './poison';
import type { ReconciliationLimits } from './reconciliation';
import { type Recovered, recover } from './recovery';
import { Runtime } from './runtime';
import type { SnapshotRunner } from './snapshot-runner';
import { Snapshots } from './snapshots';
import { StepTrace, writeTrace } from './step-trace';
import { stepSum } from './stepping';

const SNAPSHOTS_KEPT = 3;
/** After a boot that replayed more than this, a snapshot is made at once. */
const REPLAY_LONG = 5_000;

export interface LeitstandEngineOptions<W extends WorldState> {
  readonly engineId: string;
  /** Version and commit: snapshots of another build are not used. */
  readonly build: string;
  readonly configHash: string;
  /** Segments, snapshots, lock and reserve live here; made when it is missing. */
  readonly journalDirectory: string;
  /** Taken by the one who owns more than the journal, and released by that one. */
  readonly lock?: JournalLock;
  readonly core: Core<W>;
  readonly views: CoreViews<W>;
  readonly switches: readonly Switch[];
  readonly clock: Clock;
  readonly outbox?: Outbox;
  /** Without one no snapshots are made, and a restart replays the whole journal. */
  readonly snapshotRunner?: SnapshotRunner;
  readonly journal?: Partial<JournalLimits>;
  readonly reconciliation?: Partial<ReconciliationLimits>;
  readonly inboxCapacity?: number;
  readonly log?: EngineLog;
  readonly disk?: Disk;
  /**
   * The engine has stopped by itself and the process must end: nothing is stepped any more. While
   * `start` is under way its rejection tells instead.
   */
  readonly onFatal: (error: CodedError) => void;
}

/** The live engine: the facade over one boot, with its journal on the disk. */
export class LeitstandEngine<W extends WorldState> implements Engine {
  private readonly log: EngineLog;
  private readonly poison: PoisonFile;
  private readonly listeners = new Set<FactListener>();
  private lock: JournalLock | undefined;
  private journal: FileJournal | undefined;
  private runtime: Runtime<W> | undefined;
  private snapshots: Snapshots | undefined;
  private trace: StepTrace | undefined;
  private recovered: Recovered<W> | undefined;
  private startedAt = 0;
  private isStarted = false;
  private differsAt: number | undefined;
  private failure: CodedError | undefined;

  constructor(private readonly options: LeitstandEngineOptions<W>) {
    this.log = options.log ?? SILENT_LOG;
    this.poison = new PoisonFile(options.journalDirectory);
  }

  /**
   * Recovers, journals this boot, connects the switches. Rejects with JOURNAL_LOCKED, the codes of
   * `recover`, JOURNAL_FAILED, or a switch's own code for what waiting cannot mend.
   */
  async start(): Promise<void> {
    if (!this.options.lock) this.lock = lockJournal(this.options.journalDirectory);
    try {
      const recovered = this.recoverWorld();
      await this.openJournal(recovered);
      await this.boot(recovered);
      this.isStarted = true;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Steps all that was taken, syncs it, and lets go of the switches. Calls live on. */
  async stop(): Promise<void> {
    if (this.runtime && !this.failure) await this.runtime.stop();
    await this.snapshots?.stop();
    try {
      if (this.failure) await this.journal?.abandon();
      else await this.journal?.close();
    } catch (error) {
      this.log.warn({ reason: String(error) }, 'the journal could not be sealed');
    }
    this.lock?.release();
    this.lock = undefined;
  }

  submit(body: InputBody, cause: Cause): Promise<Submitted> {
    const { runtime } = this;
    if (runtime === undefined || this.failure)
      return Promise.reject(
        this.failure ?? new CodedError('ENGINE_STOPPING', 'the engine has not started'),
      );
    return new Promise((resolve, reject) => runtime.submit(body, cause, { resolve, reject }));
  }

  centre(): Centre {
    return this.options.views.centre(this.world());
  }

  queues(): readonly QueueView[] {
    const world = this.world();
    return this.options.views.queues(world, this.nowOf(world));
  }

  staffing(queueId: string, question: StaffingQuestion): StaffingView | null {
    const world = this.world();
    return this.options.views.staffing(world, queueId, this.nowOf(world), question);
  }

  private nowOf(world: W): number {
    return Math.max(this.options.clock.now(), world.at);
  }

  agents(): readonly AgentView[] {
    const world = this.world();
    return this.options.views.agents(world, this.nowOf(world));
  }

  calls = (): readonly CallView[] => this.options.views.calls(this.world());
  callbacks = (): readonly CallbackView[] => this.options.views.callbacks(this.world());

  campaigns(): readonly CampaignView[] {
    const world = this.world();
    return this.options.views.campaigns(world, this.nowOf(world));
  }

  floorNow: Engine['floorNow'] = (campaignId) => {
    const world = this.world();
    return this.options.views.floorNow(world, campaignId, this.nowOf(world));
  };

  recordings(): readonly RecordingView[] {
    return this.options.views.recordings(this.world());
  }

  switches(): readonly SwitchView[] {
    return this.options.views.switches(this.world());
  }

  hopper(): Hopper {
    const world = this.world();
    return this.options.views.hopper(world, this.nowOf(world));
  }

  health(): EngineHealth {
    const { recovered, runtime } = this;
    return {
      engineId: this.options.engineId,
      epoch: runtime?.epoch ?? 0,
      seq: recovered?.world.seq ?? 0,
      startedAt: this.startedAt,
      inbox: runtime?.loop.backlog ?? 0,
      openCommands: recovered ? this.options.views.openCommandCount(recovered.world) : 0,
      journal: this.journalHealth(),
    };
  }

  /** May be called before `start`, and then hears of its first fact too. */
  onFacts(listener: FactListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private recoverWorld(): Recovered<W> {
    const { journalDirectory: directory, engineId, build, core, outbox, disk } = this.options;
    const recovered = recover({
      directory,
      engineId,
      build,
      core,
      disk: disk ?? NODE_DISK,
      poison: this.poison,
      outbox,
      log: this.log,
    });
    const { lastSeq, snapshotSeq, replayed } = recovered;
    this.log.info({ seq: lastSeq, snapshotSeq, replayed }, 'the world is recovered');
    this.recovered = recovered;
    return recovered;
  }

  private async openJournal(recovered: Recovered<W>): Promise<void> {
    const { journalDirectory: directory, engineId, build, clock, journal, disk } = this.options;
    const firstSeq = recovered.lastSeq + 1;
    const trace = new StepTrace(firstSeq, (segment, sums) => this.segmentStepped(segment, sums));
    this.trace = trace;
    this.journal = new FileJournal({
      directory,
      engineId,
      build,
      firstSeq,
      clock,
      ...(journal ? { limits: journal } : {}),
      ...(disk ? { disk } : {}),
      log: this.log,
      onClosed: (segment) => trace.close(segment),
    });
    await this.journal.open();
  }

  /** A full disk may cost the trace; then the snapshot is made without the comparison. */
  private segmentStepped({ firstSeq, lastSeq }: ClosedSegment, sums: readonly number[]): void {
    try {
      writeTrace(this.options.journalDirectory, firstSeq, sums);
    } catch (error) {
      this.log.warn({ seq: lastSeq, reason: String(error) }, 'the trace could not be written');
    }
    this.snapshots?.segmentClosed(lastSeq);
  }

  private countCrash(seq: number, error: unknown): void {
    try {
      this.poison.countCrash(seq, error);
    } catch (fault) {
      this.log.error({ seq, reason: String(fault) }, 'the crash could not be noted');
    }
  }

  private async boot(recovered: Recovered<W>): Promise<void> {
    this.startedAt = this.options.clock.now();
    this.snapshots = this.makeSnapshots(recovered);
    const runtime = this.makeRuntime(recovered, this.openOne());
    this.runtime = runtime;
    runtime.boot();
    await runtime.loop.idle();
    if (this.failure) throw this.failure;
    if (recovered.quarantine) this.poison.clear();
    await runtime.connect();
    if (this.failure) throw this.failure;
    if (recovered.replayed > REPLAY_LONG) this.snapshots?.segmentClosed(recovered.lastSeq);
  }

  private makeRuntime(recovered: Recovered<W>, journal: FileJournal): Runtime<W> {
    const { engineId, build, configHash, core, clock, switches, outbox } = this.options;
    const { reconciliation, inboxCapacity } = this.options;
    return new Runtime({
      engineId,
      build,
      configHash,
      nonce: randomBytes(6).toString('hex'),
      core,
      recovered,
      journal,
      clock,
      switches,
      outbox,
      listeners: this.listeners,
      ...(reconciliation ? { reconciliation } : {}),
      ...(inboxCapacity === undefined ? {} : { inboxCapacity }),
      defer: new CommitPace().defer,
      log: this.log,
      onStepped: (_input: Input, stepped: Stepped) => this.trace?.add(stepSum(stepped)),
      onCrash: (seq, error) => this.countCrash(seq, error),
      onFatal: (error) => this.fail(error),
    });
  }

  private makeSnapshots(recovered: Recovered<W>): Snapshots | undefined {
    const { snapshotRunner: runner, outbox, clock, engineId, build } = this.options;
    if (runner === undefined) return undefined;
    const directory = this.options.journalDirectory;
    return new Snapshots({
      runner,
      job: { directory, engineId, build, keep: SNAPSHOTS_KEPT },
      skip: () => [...recovered.skip],
      syncedSeq: () => outbox?.syncedSeq() ?? Number.MAX_SAFE_INTEGER,
      clock,
      log: this.log,
      onDifference: (seq) => {
        this.differsAt = seq;
      },
    });
  }

  private fail(error: CodedError): void {
    if (this.failure) return;
    this.failure = error;
    this.log.error({ code: error.code, reason: error.message }, 'the engine stops');
    void this.journal?.abandon();
    void this.runtime?.letGo();
    if (this.isStarted) this.options.onFatal(error);
  }

  private journalHealth(): EngineHealth['journal'] {
    const differs =
      this.differsAt === undefined
        ? undefined
        : `replay differs from live at seq ${this.differsAt}`;
    const detail = this.failure?.message ?? this.journal?.trouble() ?? differs;
    return detail === undefined ? { ok: true } : { ok: false, detail };
  }

  private world(): W {
    if (this.recovered === undefined)
      throw new CodedError('ENGINE_STOPPING', 'the engine has not started');
    return this.recovered.world;
  }

  private openOne(): FileJournal {
    if (this.journal === undefined) throw new Error('the journal is not open');
    return this.journal;
  }
}

/** Throws JOURNAL_LOCKED, or JOURNAL_FAILED where the directory cannot be written. */
export function lockJournal(directory: string): JournalLock {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    return JournalLock.take(directory);
  } catch (error) {
    throw error instanceof CodedError ? error : journalFailed(error);
  }
}
