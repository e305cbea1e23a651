import { CodedError } from '../port/coded-error';
import type { Core, WorldState } from './core';
import { journalInputs } from './journal-reader';
import { replayBase } from './replay-base';
import { listSegments } from './segment';
import { pruneSnapshots, writeSnapshot } from './snapshot-file';
import { readTrace } from './step-trace';
import { stepAll, stepSum } from './stepping';

/** Plain data: it goes to a worker thread. */
export interface SnapshotJob {
  readonly directory: string;
  readonly engineId: string;
  readonly build: string;
  /** The last input of a closed segment. */
  readonly untilSeq: number;
  /** Quarantined seqs; their markers may stand in later segments. */
  readonly skip: readonly number[];
  readonly keep: number;
}

export interface SnapshotOutcome {
  readonly seq: number;
  /** How many replayed inputs were compared with what their live steps gave. */
  readonly checked: number;
  /** The first input whose replay gave something else: no snapshot was written. */
  readonly differsAt?: number;
}

/**
 * Replays closed segments onto the previous snapshot, compares each step with the live one, and
 * writes the next snapshot. Throws JOURNAL_CORRUPT, SNAPSHOT_MISSING, StepCrash.
 */
export function makeSnapshot<W extends WorldState>(
  core: Core<W>,
  job: SnapshotJob,
): SnapshotOutcome {
  const { directory, engineId, build, untilSeq } = job;
  const segments = listSegments(directory).filter(({ firstSeq }) => firstSeq <= untilSeq);
  const base = replayBase(core, { directory, segments, engineId, build, seqMax: untilSeq });
  const inputs = journalInputs(segments, base.seq + 1, untilSeq);
  const traces = new LiveSums(
    directory,
    segments.map(({ firstSeq }) => firstSeq),
  );
  let checked = 0;
  let seq = base.seq;
  for (const { input, stepped } of stepAll(core, base.world, inputs, new Set(job.skip))) {
    seq = input.seq;
    const live = traces.at(seq);
    if (live === undefined) continue;
    if (live !== stepSum(stepped)) return { seq: base.seq, checked, differsAt: seq };
    checked += 1;
  }
  if (seq !== untilSeq)
    throw new CodedError('JOURNAL_CORRUPT', `the journal ends at seq ${seq}, not ${untilSeq}`);
  const { epoch } = base.world;
  writeSnapshot(directory, { engineId, build, seq, epoch }, core.freezeWorld(base.world));
  pruneSnapshots(directory, job.keep);
  return { seq, checked };
}

/** The live sums by seq, one segment's at a time; seqs are asked for in order. */
class LiveSums {
  private index = -1;
  private sums: Uint32Array | undefined;

  constructor(
    private readonly directory: string,
    private readonly firstSeqs: readonly number[],
  ) {}

  at(seq: number): number | undefined {
    while ((this.firstSeqs[this.index + 1] ?? Number.MAX_SAFE_INTEGER) <= seq) {
      this.index += 1;
      this.sums = readTrace(this.directory, this.firstSeqs[this.index] ?? 0);
    }
    return this.sums?.[seq - (this.firstSeqs[this.index] ?? 0)];
  }
}
