import type { Contact } from '../contact/contact';
import { stagesFor } from '../queue/relax';
import { clearTimer, setTimer, type Turn } from '../turn';
import type { World } from '../world';

/**
 * Whether anybody is logged in and not on break, busy or not, who may serve this contact now or
 * at a later step of its relaxation.
 */
export function isStaffed(world: World, contact: Contact): boolean {
  const { clientId, queueId, step = 0 } = contact;
  // What is asked about is counted from then on: its steps come without another look at these.
  const counts = stagesFor(world, contact).map((stage) =>
    world.agentCount.agentsFor(stage, { clientId, queueId }),
  );
  return counts.slice(step).some((count) => count > 0);
}

/**
 * Agents for this contact are counted from now on: the first to come and the last to go are told.
 * To be called for everybody who waits when counting begins anew.
 */
export function watchStaffFor(world: World, contact: Contact): void {
  const { overflowWhen } = world.directory.queues.get(contact.queueId) ?? {};
  if (overflowWhen?.noAgentsMs !== undefined) isStaffed(world, contact);
}

/**
 * Looks after each step at those for whom the last agent has gone, or the first has come. Queues
 * that keep everybody waiting all the same cost nothing.
 */
export function watchStaff(turn: Turn): void {
  for (const contact of turn.freshContacts) watch(turn, contact);
  if (turn.freshStaff.size === 0) return;
  for (const { queueId, overflowWhen } of turn.world.centre.queues) {
    if (overflowWhen?.noAgentsMs === undefined || !turn.freshStaff.has(queueId)) continue;
    for (const contact of turn.world.index.inLine(queueId)) watch(turn, contact);
  }
}

function watch(turn: Turn, contact: Contact): void {
  if (contact.phase !== 'waiting' && contact.phase !== 'offered') return;
  const queue = turn.world.directory.queues.get(contact.queueId);
  const noAgentsMs = queue?.overflowWhen?.noAgentsMs;
  const { contactId } = contact;
  const isWatched = turn.world.timers.has(`unstaffed:${contactId}`);
  if (noAgentsMs === undefined || isStaffed(turn.world, contact)) {
    if (isWatched) clearTimer(turn, { kind: 'unstaffed', contactId });
  } else if (!isWatched) setTimer(turn, { kind: 'unstaffed', contactId }, turn.at + noAgentsMs);
}
