import { statSync } from 'node:fs';
import { step } from '../core/step';
import { newWorld, thawWorld, type World } from '../core/world';
import { CodedError } from '../port/coded-error';
import { type SegmentHead, segmentHeads } from './boot-list';
import { DecisionRecorder } from './decision-recorder';
import type { WhyQuery, WhyReport } from './facade';
import { journalInputs } from './journal-reader';
import { liveCore } from './live-core';
import { stepCrashed } from './loop';
import { listSegments } from './segment';
import { type LoadedSnapshot, listSnapshots, loadSnapshot, WORLD_SCHEMA } from './snapshot-file';
import { StepCrash, stepAll } from './stepping';

/** Plain data: it goes to a worker thread. */
export interface WhyJob extends WhyQuery {
  readonly directory: string;
  /** Of the one who asks. */
  readonly build: string;
  /** How many agents each group of a census lists. */
  readonly agentsMax: number;
}

export const AGENTS_LISTED = 10;

/** The call that a boot minted: `mintId` in core/ids.ts. */
const CALL_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-8ca1-8000-([0-9a-f]{12})$/;

/**
 * Steps the journal again from before the call was offered until it ended, and tells each decision
 * of routing about it. Takes no lock: the daemon may be running. Throws CALL_NOT_FOUND,
 * JOURNAL_REMOVED, JOURNAL_MISSING, JOURNAL_CORRUPT, STEP_CRASHED.
 */
export function explainCall(job: WhyJob): WhyReport {
  const journal = openJournal(job.directory);
  const base = baseOf(journal, job.callId);
  const recorder = new DecisionRecorder(job.callId, job);
  for (const world of replay(journal, base, recorder)) {
    if (recorder.ended) break;
    if (!recorder.offered && isPast(world, job.callId)) throw unknownCall(job.callId);
  }
  const { offered, ended, moments, omitted } = recorder;
  if (!offered) throw unknownCall(job.callId);
  const { callId, contactId, clientId, at: offeredAt } = offered;
  const build = bootOf(journal, callId)?.header?.build ?? '';
  const end = ended ? { endedAt: ended.endedAt, result: ended.result } : {};
  const about = { callId, contactId, clientId, offeredAt, ...end };
  return { ...about, build, isSameBuild: build === job.build, moments, omitted };
}

/** The call that was offered last. Throws CALL_NOT_FOUND where the journal has none. */
export function lastCallId(directory: string): string {
  const journal = openJournal(directory);
  for (const base of [...journal.snapshots(), undefined]) {
    let last: string | undefined;
    if (!base && journal.firstSeq > 1) break;
    const world = worldOf(journal, base);
    for (const { callId } of world.calls.values()) last = callId;
    for (const { stepped } of stepAll(liveCore, world, inputsAfter(journal, base), journal.skip))
      for (const { body } of stepped.facts) if (body.type === 'call.offered') last = body.callId;
    if (last !== undefined) return last;
  }
  throw new CodedError('CALL_NOT_FOUND', `no call is in the journal in ${directory}`);
}

interface OpenJournal {
  readonly heads: readonly SegmentHead[];
  /** 1 while retention removed nothing. */
  readonly firstSeq: number;
  readonly skip: ReadonlySet<number>;
  /** Sound ones that lead on into what is there, newest first; each is read when it is reached. */
  snapshots(): Generator<LoadedSnapshot>;
}

function openJournal(directory: string): OpenJournal {
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
function baseOf(journal: OpenJournal, callId: string): LoadedSnapshot | undefined {
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

function bootOf({ heads }: OpenJournal, callId: string): SegmentHead | undefined {
  const nonce = callId.slice(0, 13).replace('-', '');
  return heads.find((head) => head.nonce === nonce);
}

const worldOf = ({ heads }: OpenJournal, base: LoadedSnapshot | undefined): World =>
  base ? thawWorld(base.frozen) : newWorld(heads[0]?.header?.engineId ?? '');

const inputsAfter = ({ heads }: OpenJournal, base: LoadedSnapshot | undefined) =>
  journalInputs(heads, (base?.seq ?? 0) + 1);

/** The world after each step; the recorder looks on. */
function* replay(
  journal: OpenJournal,
  base: LoadedSnapshot | undefined,
  recorder: DecisionRecorder,
): Generator<World> {
  const world = worldOf(journal, base);
  const core = {
    ...liveCore,
    step: (w: World, i: Parameters<typeof step>[1]) => step(w, i, recorder),
  };
  try {
    for (const { input, stepped } of stepAll(
      core,
      world,
      inputsAfter(journal, base),
      journal.skip,
    )) {
      recorder.take(world, { input, facts: stepped.facts });
      yield world;
    }
  } catch (error) {
    throw error instanceof StepCrash ? stepCrashed(error.seq, error.cause) : error;
  }
}

/** Whether the id's number has been given, to something else. */
function isPast(world: World, callId: string): boolean {
  const isOwn = callId.startsWith(`${world.nonce.slice(0, 8)}-${world.nonce.slice(8)}-`);
  return isOwn && world.counter >= Number.parseInt(callId.slice(-12), 16);
}

const unknownCall = (callId: string): CodedError =>
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
