import type { Agent } from '../../src/core/agent/agent';
import type { Contact } from '../../src/core/contact/contact';
import { stagesFor } from '../../src/core/queue/relax';
import type { World } from '../../src/core/world';
import { mayDo } from './pair-oracle';

/** Whom a queue cannot serve any more has a timer that lets it go. */
export function nobodyWaitsInVain(world: World): string[] {
  return [...world.contacts.values()]
    .filter((contact) => contact.phase === 'waiting')
    .flatMap((contact) => [...unstaffed(world, contact), ...closed(world, contact)]);
}

function unstaffed(world: World, contact: Contact): string[] {
  const queue = world.centre.queues.find((q) => q.queueId === contact.queueId);
  if (queue?.overflowWhen?.noAgentsMs === undefined) return [];
  const stages = stagesFor(world, contact).slice(contact.step);
  const mayCome = ({ config, status }: Agent): boolean =>
    status === 'available' &&
    config.queues?.[contact.queueId] !== 0 &&
    world.directory.mayServe(config.providerId, contact.clientId) &&
    stages.some(
      ({ requirement, providerIds = [config.providerId] }) =>
        providerIds.includes(config.providerId) && mayDo(config.skills, requirement),
    );
  const isStaffed = [...world.agents.values()].some(mayCome);
  const isLeaving = world.timers.has(`unstaffed:${contact.contactId}`);
  if (isStaffed === !isLeaving) return [];
  const line = isStaffed ? 'is to leave, and could be served' : 'waits for nobody, and is kept';
  return [`${contact.contactId} ${line}`];
}

function closed(world: World, contact: Contact): string[] {
  const queue = world.centre.queues.find((q) => q.queueId === contact.queueId);
  const timer = world.timers.get(`wait:${contact.contactId}`);
  // Who lost the agent has been served before closing, and waits for the next one.
  if (!queue?.hours || !timer || contact.outcome !== undefined) return [];
  const { calendarId, drainForMs } = queue.hours;
  const slots = world.calendars.get(calendarId)?.open ?? [];
  const last = slots.findLast(([start]) => start <= world.at);
  if (!last || timer.at <= Math.max(world.at, last[1] + drainForMs)) return [];
  return [`${contact.contactId} waits for longer than its queue is open`];
}
