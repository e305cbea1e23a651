import type { QueueConfig } from '../centre';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { type Stage, stageAfter } from './relaxation';
import {
  LEVELS,
  meanPickUpMs,
  newQueueWaits,
  newWaitClass,
  type PredictedWait,
  type QueueWaits,
  type WaitClass,
  type WaitLevels,
  type WaitMethod,
  type WaitPlace,
} from './wait-class';
import { type WaitNumbers, type WaitShape, waitAt, waitShape } from './wait-model';

/** What a wait will probably be: from now until caller and agent talk, if the caller stays. */
export interface WaitEstimate extends PredictedWait {
  readonly method: WaitMethod;
  readonly inputs: WaitNumbers;
}

/** As much of a contact as an estimate looks at; one that is yet to join has the phase `new`. */
export type Waiter = Pick<
  Contact,
  'contactId' | 'clientId' | 'queueId' | 'asked' | 'priority' | 'phase' | 'waitingSince'
> &
  Partial<Pick<Contact, 'place' | 'relax'>>;

export type WaitPrediction =
  | { readonly estimate: WaitEstimate; readonly shape: WaitShape }
  | {
      readonly estimate: null;
      readonly shape?: undefined;
      readonly reason: 'no-agents' | 'queue-removed';
    };

const DEFAULT_HANDLE_MS = 180_000;
const DEFAULT_LEAVING_PER_MS = 1 / 1_200_000;
/** How many observations what is configured or assumed counts for. */
const PRIOR = { handles: 4, served: 30, left: 0.5, variances: 20 };

/**
 * How long this contact will still wait in its queue, from what the queue has learnt and how
 * things stand now; of a contact that is yet to join, how long it would. Changes nothing.
 * The work grows with the logarithm of the line.
 */
export function estimateWait(world: World, contact: Waiter, at: number): WaitPrediction {
  const queue = world.directory.queues.get(contact.queueId);
  if (!queue) return { estimate: null, reason: 'queue-removed' };
  const isInLine = contact.phase === 'waiting' || contact.phase === 'offered';
  const place = (isInLine && contact.place) || placeOf(world, contact);
  const agents = agentsFor(world, contact);
  if (agents === 0) return { estimate: null, reason: 'no-agents' };
  const waits = world.waits.get(queue.queueId) ?? newQueueWaits();
  const waitClass = waits.classes[place.classKey] ?? newWaitClass(at);
  if (contact.phase === 'offered' || isAgentFree(world, contact)) {
    return atOnce(waits, agents);
  }
  const ahead = world.places.countBefore(place, contact.contactId);
  const numbers: WaitNumbers = {
    ahead,
    agents,
    turnMs: turnMs(queue, waits, runningClass(world, waitClass, place, { at, agents })),
    handleVariance: handleVariance(waits),
    leavingPerMs:
      (PRIOR.left + waitClass.left) / (PRIOR.left / DEFAULT_LEAVING_PER_MS + waitClass.contactMs),
    pickUpMs: meanPickUpMs(waits),
    headMs: headDelay(world, contact, waitClass, { place, at }),
    headWeight: headWeight(waitClass),
  };
  const shape = waitShape(numbers);
  const method = methodOf(numbers, waits, waitClass);
  const isLater = contact.phase === 'waiting' && at > contact.waitingSince;
  const levels = isLater ? widened(waitClass.levels) : waitClass.levels;
  return { estimate: { ...told(shape, levels), method, inputs: numbers }, shape };
}

export function placeOf(world: World, contact: Waiter): WaitPlace {
  const { queueId, asked, priority } = contact;
  return world.places.placeAt(queueId, world.directory.requirement(queueId, asked), priority);
}

/** Stages of relaxation that come later than this are left out of the count of agents. */
const STAGE_MS = 60_000;

/**
 * Available agents who may serve a contact within the first minute of its wait; those of the last
 * stage of relaxation where there are none. The same number is what the queue's pace is measured
 * by, so that it is right as long as the two are used together.
 */
export function agentsFor(world: World, { clientId, queueId, asked, relax }: Waiter): number {
  const stages = world.directory.stages(queueId, asked, relax);
  const count = (stage: Stage | undefined): number =>
    stage ? world.agentCount.agentsFor(stage, { clientId, queueId }) : 0;
  return count(stages[stageAfter(stages, STAGE_MS)]) || count(stages.at(-1));
}

/** An idle agent who may be offered a contact that is yet to join; nobody waits beside one. */
function isAgentFree(world: World, { phase, clientId, queueId, asked, relax }: Waiter): boolean {
  const [stage] = world.directory.stages(queueId, asked, relax);
  if (phase === 'waiting' || !stage) return false;
  for (const agent of world.index.idleFor(stage.requirement)) {
    if (agent.heldBackUntil !== undefined) continue;
    if (world.agentCount.isFit(agent, { ...stage, clientId, queueId })) return true;
  }
  return false;
}

/** Of a gamma distribution: how much people differ in picking up, as an order of magnitude. */
const PICK_UP_SHAPE = 4;

function atOnce(waits: QueueWaits, agents: number): WaitPrediction {
  const pickUpMs = meanPickUpMs(waits);
  const inputs: WaitNumbers = {
    ahead: 0,
    agents,
    turnMs: 0,
    handleVariance: 1,
    leavingPerMs: 0,
    pickUpMs,
    headMs: null,
    headWeight: 0,
  };
  const shape = { meanMs: pickUpMs, shape: PICK_UP_SHAPE, lineMs: pickUpMs, headMs: null };
  return { estimate: { ...told(shape, LEVELS), method: 'agent-free', inputs }, shape };
}

/**
 * The ends are learnt from whole waits. For what is left of one they go halfway back to those of
 * the model where they are narrower: the shorter the rest, the more chance is in it.
 */
const widened = ({ low, mid, high }: WaitLevels): WaitLevels => ({
  low: (low + Math.min(low, LEVELS.low)) / 2,
  mid,
  high: (high + Math.max(high, LEVELS.high)) / 2,
});

/** What a distribution says, read at these levels. */
function told(shape: WaitShape, { low, mid, high }: WaitLevels): PredictedWait {
  const medianMs = Math.round(waitAt(shape, mid));
  const lowMs = Math.min(medianMs, Math.round(waitAt(shape, low)));
  const highMs = Math.max(medianMs, Math.round(waitAt(shape, high)));
  return { medianMs, lowMs, highMs };
}

function methodOf(numbers: WaitNumbers, waits: QueueWaits, waitClass: WaitClass): WaitMethod {
  if (numbers.headMs !== null) return 'line-and-head';
  return waits.handles < 1 && waitClass.served < 1 ? 'expected-handle-time' : 'line';
}

/** The weight of the head's delay with which the mean of both has the least squared error. */
function headWeight({ lineError, headError, bothError }: WaitClass): number {
  const spread = lineError + headError - 2 * bothError;
  return spread <= 0 ? 0 : Math.min(1, Math.max(0, (lineError - bothError) / spread));
}

/** The class with the time since its last event counted, so that a line that stands still shows. */
function runningClass(
  world: World,
  waitClass: WaitClass,
  place: WaitPlace,
  now: { readonly at: number; readonly agents: number },
): Pick<WaitClass, 'agentMs' | 'served'> {
  const isBusy = world.places.countIn(place) > 0;
  const passedMs = isBusy ? now.at - waitClass.at : 0;
  return { agentMs: waitClass.agentMs + passedMs * now.agents, served: waitClass.served };
}

/**
 * Agent time a served contact of the class: as measured while somebody waited, which has in it
 * whatever else these agents do, drawn to the queue's handle time while little was measured.
 */
function turnMs(
  queue: QueueConfig,
  waits: QueueWaits,
  measured: Pick<WaitClass, 'agentMs' | 'served'>,
): number {
  const expectedMs = handleMs(queue, waits);
  return (expectedMs * PRIOR.served + measured.agentMs) / (PRIOR.served + measured.served);
}

/** Agent time a contact of the queue: as learnt, drawn to what is given while that is little. */
export function handleMs(
  queue: Pick<QueueConfig, 'expectedHandleTimeMs'> | undefined,
  waits: Pick<QueueWaits, 'handleMs' | 'handles'> | undefined,
): number {
  const expectedMs = queue?.expectedHandleTimeMs ?? DEFAULT_HANDLE_MS;
  const learnt = waits ?? { handleMs: 0, handles: 0 };
  return (expectedMs * PRIOR.handles + learnt.handleMs) / (PRIOR.handles + learnt.handles);
}

/** Drawn to 1, that of an exponential handle time, while little was seen. */
function handleVariance({ handleMs, handleMs2, handles }: QueueWaits): number {
  if (handleMs <= 0) return 1;
  const seen = (handleMs2 * handles) / (handleMs * handleMs) - 1;
  const mean = (PRIOR.variances + seen * handles) / (PRIOR.variances + handles);
  return Math.min(4, Math.max(0.05, mean));
}

/**
 * How long those have waited whose turn it is: the last who was offered an agent since the line
 * last was empty, or the head of the line, whichever is more; less what this contact has behind it.
 */
function headDelay(
  world: World,
  contact: Waiter,
  waitClass: WaitClass,
  { place, at }: { readonly place: WaitPlace; readonly at: number },
): number | null {
  const head = world.places.head(place);
  if (!head || head.contactId === contact.contactId) return null;
  const lastMs = waitClass.lastOfferAt >= waitClass.busySince ? waitClass.lastDelayMs : 0;
  const delayMs = Math.max(lastMs, at - head.waitingSince);
  const waitedMs = contact.phase === 'waiting' ? at - contact.waitingSince : 0;
  return delayMs > waitedMs ? delayMs - waitedMs : null;
}
