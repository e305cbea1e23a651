import type { World } from '../world';

/**
 * Those who are to be called back, and those who are being called, for people; the
 * oldest place first. Across priorities and queues that is not the order of the calls.
 */
export function callbackViews(world: World) {
  const views = [];
  for (const contact of world.contacts.values()) {
    const { callback, contactId, clientId, queueId, callId, phase } = contact;
    if (!callback) continue;
    const { number, bookedAt, attempts, notBefore, expiresAt, confirmed } = callback;
    views.push({
      contactId,
      clientId,
      queueId,
      callId,
      number,
      state: phase === 'virtual' ? 'booked' : confirmed ? 'confirmed' : 'calling',
      priority: contact.priority,
      queuedAt: contact.queuedAt,
      bookedAt,
      attempts,
      notBefore,
      expiresAt,
    } as const);
  }
  return views.sort((a, b) => a.queuedAt - b.queuedAt || (a.contactId < b.contactId ? -1 : 1));
}
