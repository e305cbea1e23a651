import type { Input, InputBody } from '../core/input';
import { CodedError } from '../port/coded-error';
import type { Outbox } from '../port/stores';
import type { Core, WorldState } from './core';
import { type Disk, isNoSpace } from './disk';
import type { EngineLog } from './engine-log';
import {
  type CheckedJournal,
  type CheckedSegment,
  checkJournal,
  journalInputs,
} from './journal-reader';
import { stepCrashed } from './loop';
import type { PoisonFile } from './poison';
import { dueQuarantine } from './quarantine';
import { Redelivery } from './redelivery';
import { replayBase } from './replay-base';
import { corrupt, sealFrame } from './segment';
import { listSnapshots } from './snapshot-file';
import { StepCrash, stepAll } from './stepping';

export interface RecoveryOptions<W extends WorldState> {
  readonly directory: string;
  readonly engineId: string;
  readonly build: string;
  readonly core: Core<W>;
  readonly disk: Disk;
  readonly poison: PoisonFile;
  readonly outbox: Outbox | undefined;
  readonly log: EngineLog;
}

/** Where the engine goes on. */
export interface Recovered<W> {
  readonly world: W;
  /** Of the last input in the journal; 0 and 0 in an empty one. */
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly lastEpoch: number;
  /** Seqs that every replay skips. */
  readonly skip: ReadonlySet<number>;
  /** The marker that this boot has to journal. */
  readonly quarantine?: InputBody;
  readonly snapshotSeq: number;
  readonly replayed: number;
}

/**
 * Checks the journal, cuts off a torn tail, and replays onto the newest snapshot with effects
 * muted; facts go to the outbox where it does not have them yet. Throws JOURNAL_CORRUPT,
 * JOURNAL_FOREIGN, JOURNAL_FORMAT, JOURNAL_MISSING, SNAPSHOT_MISSING and STEP_CRASHED.
 */
export function recover<W extends WorldState>(options: RecoveryOptions<W>): Recovered<W> {
  const { directory, engineId, build, core, outbox, log } = options;
  const journal = checkJournal(directory, engineId);
  refuseLostTail(journal, directory, outbox?.takenSeq() ?? 0);
  const segments = closeTail(journal, options.disk, log);
  const poison = options.poison.read();
  const [poisoned] = poison ? journalInputs(segments, poison.seq, poison.seq) : [];
  const marker = dueQuarantine(poison, journal.quarantined, poisoned);
  const skip = new Set(journal.quarantined);
  if (marker !== undefined) skip.add(marker.quarantinedSeq);
  const seqMax = Math.min(journal.lastSeq, outbox?.takenSeq() ?? Number.MAX_SAFE_INTEGER);
  const base = replayBase(core, { directory, segments, engineId, build, seqMax });
  const inputs = journalInputs(segments, base.seq + 1);
  replayMuted(options, base.world, stepAll(core, base.world, inputs, skip));
  if (marker === undefined) options.poison.clear();
  const { lastSeq, lastInput } = journal;
  return {
    world: base.world,
    lastSeq,
    lastAt: lastInput?.at ?? 0,
    lastEpoch: Math.max(lastInput?.epoch ?? 0, base.world.epoch),
    skip,
    ...(marker === undefined ? {} : { quarantine: marker }),
    snapshotSeq: base.seq,
    replayed: lastSeq - base.seq,
  };
}

function replayMuted<W extends WorldState>(
  options: RecoveryOptions<W>,
  world: W,
  steps: ReturnType<typeof stepAll<W>>,
): void {
  const redelivery = new Redelivery(options.outbox);
  try {
    for (const { input, stepped } of steps) redelivery.add(stepped.facts, input.seq);
  } catch (error) {
    if (!(error instanceof StepCrash)) throw error;
    options.poison.countCrash(error.seq, error.cause);
    options.log.error({ seq: error.seq, worldSeq: world.seq }, 'the core failed in replay');
    throw stepCrashed(error.seq, error.cause);
  }
  redelivery.flush();
}

/** Snapshot and outbox come after the journal; when they know more than it, its end is lost. */
function refuseLostTail(journal: CheckedJournal, directory: string, takenSeq: number): void {
  const snapshotSeq = listSnapshots(directory)[0]?.seq ?? 0;
  const provenSeq = Math.max(takenSeq, snapshotSeq);
  if (provenSeq <= journal.lastSeq) return;
  const last = journal.segments[journal.segments.length - 1];
  if (last !== undefined)
    throw corrupt(
      last.name,
      journal.lastSeq + 1,
      `it ends there, but inputs up to ${provenSeq} were stepped`,
    );
  throw new CodedError(
    'JOURNAL_MISSING',
    `there is no journal in ${directory}, but inputs up to ${provenSeq} were stepped`,
    'restore it from a copy, or begin anew with an empty data directory and another engineId',
  );
}

/** Cuts off what a crash tore, and seals the segment: nothing is appended to it any more. */
function closeTail(journal: CheckedJournal, disk: Disk, log: EngineLog): readonly CheckedSegment[] {
  const last = journal.segments[journal.segments.length - 1];
  if (last === undefined || (last.isSealed && !last.isTorn)) return journal.segments;
  if (last.lastSeq < last.firstSeq) {
    disk.remove(last.path);
    return journal.segments.slice(0, -1);
  }
  const fd = disk.open(last.path);
  try {
    if (last.isTorn) log.warn({ seq: last.lastSeq }, 'a torn frame at the end was cut off');
    disk.truncate(fd, last.bytes);
    disk.syncNow(fd);
    sealNow(disk, fd, last, journal.lastInput);
  } finally {
    disk.close(fd);
  }
  return journal.segments;
}

/** On a full disk the segment stays without its seal, which only adds certainty. */
function sealNow(disk: Disk, fd: number, last: CheckedSegment, lastInput?: Input): void {
  const { firstSeq, lastSeq, bytes } = last;
  try {
    disk.writeNow(fd, sealFrame({ firstSeq, lastSeq, lastAt: lastInput?.at ?? 0 }), bytes);
    disk.syncNow(fd);
  } catch (error) {
    if (!isNoSpace(error)) throw error;
    disk.truncate(fd, bytes);
  }
}
