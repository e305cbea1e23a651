import { type Contact, comparePlaces } from '../contact/contact';
import type { World } from '../world';
import { mayFall, scoreMs, type Urgency } from './urgency';
import { handleMs } from './wait-estimate';

/** What a contact's wait counts as at this instant, in ms; see urgency.ts. */
export function contactScoreMs(world: World, contact: Contact, at: number): number {
  const { queueId, priority, queuedAt } = contact;
  const urgency = world.directory.urgency(queueId);
  const waited = {
    priority,
    waitedMs: at - queuedAt,
    handleMs: handleMsOf(world, urgency, queueId),
  };
  return scoreMs(urgency, waited);
}

/** Only two curves ask for it, and looking is not free. */
function handleMsOf(world: World, { curve }: Urgency, queueId: string): number {
  if (curve !== 'deadline' && curve !== 'in-time-first') return 0;
  return handleMs(world.directory.queues.get(queueId), world.waits.get(queueId));
}

/**
 * Whom an agent who may serve both takes first: in one line the earlier place, else the higher
 * score. Of three contacts, two of one line, it may go round where a curve falls: see `inTurn`.
 */
export const compareUrgency =
  (world: World, at: number) =>
  (a: Contact, b: Contact): number => {
    if (isOrderedByPlace(world, a, b)) return comparePlaces(a, b);
    return contactScoreMs(world, b, at) - contactScoreMs(world, a, at) || comparePlaces(a, b);
  };

/** Where every curve rises the scores of a line are in the order of its places anyway. */
const isOrderedByPlace = (world: World, a: Contact, b: Contact): boolean =>
  a.queueId === b.queueId &&
  a.priority === b.priority &&
  fallsIn(world, a) &&
  world.index.shareLine(a, b);

export const fallsIn = (world: World, { queueId }: Contact): boolean =>
  mayFall(world.directory.urgency(queueId));

/**
 * Who of one queue is served first, whatever is asked of agents for either: that is what places are
 * told by, and who is called back. In one priority the earlier place, where the curve falls, too.
 */
export const compareInQueue = (world: World, queueId: string, at: number) => {
  const byUrgency = compareUrgency(world, at);
  if (!mayFall(world.directory.urgency(queueId))) return byUrgency;
  return (a: Contact, b: Contact): number =>
    a.priority === b.priority ? comparePlaces(a, b) : byUrgency(a, b);
};

const isNobody = (): boolean => false;

/**
 * Who of a queue has missed the target, where its curve falls there: all who have, and all who
 * have not, count for the more the longer they wait.
 */
export function isLateIn(world: World, queueId: string, at: number): (one: Contact) => boolean {
  const urgency = world.directory.urgency(queueId);
  if (!mayFall(urgency)) return isNobody;
  return ({ queuedAt }) => at - queuedAt > urgency.targetMs;
}

/** Waiting contacts in the order of serving; in one line nobody before an earlier place. */
export function inTurn(world: World, contacts: Iterable<Contact>): Contact[] {
  const waiting = [...contacts].filter(({ phase }) => phase === 'waiting');
  const byUrgency = compareUrgency(world, world.at);
  if (!waiting.some((one) => fallsIn(world, one))) return waiting.sort(byUrgency);
  const lines = new Map<string, Contact[]>();
  for (const contact of waiting.sort(comparePlaces)) {
    const key = world.index.lineKeyOf(contact) ?? contact.contactId;
    const line = lines.get(key);
    if (line) line.push(contact);
    else lines.set(key, [contact]);
  }
  return mergedByHeads([...lines.values()], byUrgency);
}

function mergedByHeads(
  lines: readonly Contact[][],
  compare: (a: Contact, b: Contact) => number,
): Contact[] {
  const order: Contact[] = [];
  const places = lines.map(() => 0);
  for (;;) {
    let first = -1;
    let best: Contact | undefined;
    for (const [index, line] of lines.entries()) {
      const head = line[places[index] ?? 0];
      if (head && (!best || compare(head, best) < 0)) [first, best] = [index, head];
    }
    if (!best) return order;
    order.push(best);
    places[first] = (places[first] ?? 0) + 1;
  }
}
