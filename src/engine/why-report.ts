import { step } from '../core/step';
import type { World } from '../core/world';
import { CodedError } from '../port/coded-error';
import {
  baseOf,
  bootOf,
  inputsAfter,
  isPast,
  type OpenJournal,
  openJournal,
  unknownCall,
  worldOf,
} from './call-journal';
import { DecisionRecorder } from './decision-recorder';
import type { WhyQuery, WhyReport } from './facade/why-view';
import { liveCore } from './live-core';
import { stepCrashed } from './loop';
import type { LoadedSnapshot } from './snapshot-file';
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
  const build = bootOf(journal, callId)?.header?.build ?? base?.head.build ?? '';
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
