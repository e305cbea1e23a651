import { known } from '../assert';
import type { Contact } from '../contact/contact';
import { enterNode } from '../ivr/interpreter';
import type { Turn } from '../turn';
import { isStaffed } from '../waiting/staffing';
import { type OverflowReason, turnAway } from './enqueue';

/** The queue cannot serve a contact any more: its call goes back into the flow. */
export function overflow(turn: Turn, contact: Contact, reason: OverflowReason): void {
  const call = known(turn.world.calls.get(contact.callId), `call ${contact.callId}`);
  enterNode(turn, call, turnAway(turn, call, contact, reason));
}

/** The longest wait is over. While an agent rings, the ringing decides first. */
export function expireWait(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (!contact) return;
  contact.expired = true;
  const { waitEndsAt = turn.at } = contact;
  if (turn.at < waitEndsAt) contact.expiredBy = 'closed';
  if (contact.phase === 'waiting') overflow(turn, contact, contact.expiredBy ?? 'timed-out');
}

/** Contacts whose wait ended while an agent rang in vain leave now, before routing looks. */
export function overflowExpired(turn: Turn): void {
  for (const contact of turn.freshContacts) {
    if (contact.phase !== 'waiting' || !contact.expired) continue;
    const isThere = turn.world.directory.queues.has(contact.queueId);
    const reason = contact.expiredBy ?? 'timed-out';
    overflow(turn, contact, isThere ? reason : 'queue-removed');
  }
}

/** Nobody who could serve it came back in time. While a phone rings, the ringing decides. */
export function leaveUnstaffed(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (contact?.phase !== 'waiting' || isStaffed(turn.world, contact)) return;
  overflow(turn, contact, 'no-agents');
}
