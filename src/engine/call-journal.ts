import { statSync } from 'node:fs';
import { newWorld, thawWorld, type World } from '../core/world';
import { CodedError } from '../port/coded-error';
import { type SegmentHead, segmentHeads } from './boot-list';
import { journalInputs } from './journal-reader';
import { listSegments } from './segment';
import { type LoadedSnapshot, listSnapshots, loadSnapshot, WORLD_SCHEMA } from './snapshot-file';

/** The call that a boot minted: `mintId` in core/ids.ts. */
const CALL_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-8ca1-8000-([0-9a-f]{12})$/;

/** A journal as far as one call asks for it; only the heads of its segments are read. */
export interface OpenJournal {
  readonly heads: readonly SegmentHead[];
  /** 1 while retention removed nothing. */
  readonly firstSeq: number;
  readonly skip: ReadonlySet<number>;
  /** Sound ones that lead on into what is there, newest first; each is read when it is reached. */
  snapshots(): Generator<LoadedSnapshot>;
}

export function openJournal(directory: string): OpenJournal {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw new CodedError(
      'JOURNAL_MISSING',
      `there is no journal at ${directory}`,
      'name <dataDir>/journal',
    );
  const heads = segmentHeads(listSegments(directory));
  const firstSeq = heads[0]?.firstSeq ?? 1;
  const skip = new Set(heads.flatMap(({ quarantined }) => quarantined));
  const snapshots = function* () {
    for (const name of listSnapshots(directory)) {
      const loaded = name.seq >= firstSeq - 1 ? loadSnapshot(name) : null;
      if (loaded?.head.worldSchema === WORLD_SCHEMA) yield loaded;
    }
  };
  return { heads, firstSeq, skip, snapshots };
}

/** The newest snapshot of before the call; undefined: the beginning. */
export function baseOf(journal: OpenJournal, callId: string): LoadedSnapshot | undefined {
  const [, high, low, count] = CALL_ID.exec(callId) ?? [];
  if (count === undefined) throw unknownCall(callId);
  const nonce = `${high}${low}`;
  const counter = Number.parseInt(count, 16);
  const boot = bootOf(journal, callId);
  let isKnown = boot !== undefined;
  for (const snapshot of journal.snapshots()) {
    const world = snapshot.frozen as Pick<World, 'nonce' | 'counter'>;
    const isOwn = world.nonce === nonce;
    isKnown ||= isOwn;
    if (isOwn ? world.counter < counter : boot && snapshot.seq < boot.firstSeq) return snapshot;
  }
  if (journal.firstSeq > 1) throw removed(journal, callId);
  if (!isKnown) throw unknownCall(callId);
  return undefined;
}

export function bootOf({ heads }: OpenJournal, callId: string): SegmentHead | undefined {
  const nonce = callId.slice(0, 13).replace('-', '');
  return heads.find((head) => head.nonce === nonce);
}

export const worldOf = ({ heads }: OpenJournal, base: LoadedSnapshot | undefined): World =>
  base ? thawWorld(base.frozen) : newWorld(heads[0]?.header?.engineId ?? '');

export const inputsAfter = ({ heads }: OpenJournal, base: LoadedSnapshot | undefined) =>
  journalInputs(heads, (base?.seq ?? 0) + 1);

/** Whether the id's number has been given, to something else. */
export function isPast(world: World, callId: string): boolean {
  const isOwn = callId.startsWith(`${world.nonce.slice(0, 8)}-${world.nonce.slice(8)}-`);
  return isOwn && world.counter >= Number.parseInt(callId.slice(-12), 16);
}

export const unknownCall = (callId: string): CodedError =>
  new CodedError(
    'CALL_NOT_FOUND',
    `no call ${callId} is in the journal`,
    'leitstand cdr list --json has the ids of ended calls',
  );

const removed = ({ firstSeq }: OpenJournal, callId: string): CodedError =>
  new CodedError(
    'JOURNAL_REMOVED',
    `the journal can be stepped again from seq ${firstSeq} on at the earliest, and call ` +
      `${callId} came before that or never: retention removed what led to it`,
    'restore the older segments from a copy, and name their directory: --journal',
  );
