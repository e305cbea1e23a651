import type { QueueConfig } from '../centre';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { unmet } from './requirement';
import {
  newQueueWaits,
  newWaitClass,
  type QueueWaits,
  type WaitClass,
  type WaitMethod,
  type WaitPlace,
} from './wait-class';
import { type WaitNumbers, type WaitShape, waitAt, waitShape } from './wait-model';

/** What a wait will probably be: from now until caller and agent talk, if the caller stays. */
export interface WaitEstimate {
  /** As many realised waits are shorter as are longer. ms. */
  readonly medianMs: number;
  /** Of ten realised waits one is shorter than `lowMs`, one longer than `highMs`. */
  readonly lowMs: number;
  readonly highMs: number;
  readonly method: WaitMethod;
  readonly inputs: WaitNumbers;
}

export type WaitPrediction =
  | { readonly estimate: WaitEstimate; readonly shape: WaitShape }
  | { readonly estimate: null; readonly reason: 'no-agents' | 'queue-removed' };

const DEFAULT_HANDLE_MS = 180_000;
const DEFAULT_PICK_UP_MS = 5_000;
const DEFAULT_LEAVING_PER_MS = 1 / 1_200_000;
/** How many observations what is configured or assumed counts for. */
const PRIOR = { handles: 4, served: 8, left: 0.5, pickUps: 2 };

/**
 * How long this contact will still wait in its queue, from what the queue has learnt and how
 * things stand now; of a contact that is yet to join, how long it would. Changes nothing.
 * The work grows with the logarithm of the line.
 */
export function estimateWait(world: World, contact: Contact, at: number): WaitPrediction {
  const queue = world.directory.queues.get(contact.queueId);
  if (!queue) return { estimate: null, reason: 'queue-removed' };
  const place = contact.place ?? placeOf(world, contact);
  const requirement = world.directory.requirement(contact.queueId, contact.asked);
  const agents = world.agentCount.agentsFor(contact.clientId, requirement);
  if (agents === 0) return { estimate: null, reason: 'no-agents' };
  const waits = world.waits.get(queue.queueId) ?? newQueueWaits();
  const waitClass = waits.classes[place.classKey] ?? newWaitClass(at);
  if (contact.phase === 'offered' || isAgentFree(world, contact)) {
    return atOnce(waits, waitClass, agents);
  }
  const ahead = world.places.countBefore(place, contact);
  const numbers: WaitNumbers = {
    ahead,
    agents,
    turnMs: turnMs(queue, waits, runningClass(world, waitClass, place, { at, agents })),
    leavingPerMs:
      (PRIOR.left + waitClass.left) / (PRIOR.left / DEFAULT_LEAVING_PER_MS + waitClass.contactMs),
    pickUpMs: pickUpMs(waits),
    headMs: headDelay(world, contact, waitClass, { place, at }),
    headWeight: waitClass.lineError / (waitClass.lineError + waitClass.headError),
  };
  return predictionOf(numbers, waitClass, methodOf(numbers, waits, waitClass));
}

export function placeOf(world: World, contact: Contact): WaitPlace {
  const requirement = world.directory.requirement(contact.queueId, contact.asked);
  const key = world.agentCount.keyOf(requirement);
  const { queueId, priority } = contact;
  return { lineKey: `${queueId} ${key}`, classKey: `${priority} ${key}`, priority };
}

/** An idle agent who may be offered a contact that is yet to join; nobody waits beside one. */
function isAgentFree(world: World, contact: Contact): boolean {
  if (contact.phase === 'waiting') return false;
  for (const agent of world.index.idleFor(contact.requirement)) {
    if (agent.heldBackUntil !== undefined) continue;
    if (!world.directory.mayServe(agent.config.providerId, contact.clientId)) continue;
    if (!unmet(agent.config.skills, contact.requirement)) return true;
  }
  return false;
}

function atOnce(waits: QueueWaits, waitClass: WaitClass, agents: number): WaitPrediction {
  const numbers: WaitNumbers = {
    ahead: 0,
    agents,
    turnMs: 0,
    leavingPerMs: 0,
    pickUpMs: pickUpMs(waits),
    headMs: null,
    headWeight: 0,
  };
  return predictionOf(numbers, waitClass, 'agent-free');
}

function predictionOf(
  inputs: WaitNumbers,
  { levels }: WaitClass,
  method: WaitMethod,
): WaitPrediction {
  const shape = waitShape(inputs);
  const medianMs = Math.round(waitAt(shape, levels.mid));
  const lowMs = Math.min(medianMs, Math.round(waitAt(shape, levels.low)));
  const highMs = Math.max(medianMs, Math.round(waitAt(shape, levels.high)));
  return { estimate: { medianMs, lowMs, highMs, method, inputs }, shape };
}

function methodOf(numbers: WaitNumbers, waits: QueueWaits, waitClass: WaitClass): WaitMethod {
  if (numbers.headMs !== null) return 'line-and-head';
  return waits.handles < 1 && waitClass.served < 1 ? 'expected-handle-time' : 'line';
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

const pickUpMs = (waits: QueueWaits): number =>
  (DEFAULT_PICK_UP_MS * PRIOR.pickUps + waits.pickUpMs) / (PRIOR.pickUps + waits.pickUps);

/**
 * How long those have waited whose turn it is: the last who was offered an agent since the line
 * last was empty, or the head of the line, whichever is more; less what this contact has behind it.
 */
function headDelay(
  world: World,
  contact: Contact,
  waitClass: WaitClass,
  { place, at }: { readonly place: WaitPlace; readonly at: number },
): number | null {
  const head = world.places.head(place);
  if (!head || head === contact) return null;
  const lastMs = waitClass.lastOfferAt >= waitClass.busySince ? waitClass.lastDelayMs : 0;
  const delayMs = Math.max(lastMs, at - head.waitingSince);
  const waitedMs = contact.phase === 'waiting' ? at - contact.waitingSince : 0;
  return delayMs > waitedMs ? delayMs - waitedMs : null;
}
