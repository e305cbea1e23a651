import { assert } from '../assert';
import { noteMove } from '../queue/wait-learning';
import { clearTimer, type Turn } from '../turn';
import type { Contact, ContactPhase } from './contact';

const CONTACT_NEXT = {
  new: ['new', 'waiting', 'virtual', 'done'],
  waiting: ['waiting', 'offered', 'new', 'done'],
  offered: ['waiting', 'assigned', 'new', 'done'],
  assigned: ['waiting', 'new', 'done'],
  virtual: ['calling', 'new', 'done'],
  calling: ['waiting', 'virtual', 'new', 'done'],
  done: [],
} as const satisfies Record<ContactPhase, readonly ContactPhase[]>;

/** The one setter of a contact's phase; keeps the routing index and the waits. */
export function moveContact(turn: Turn, contact: Contact, phase: ContactPhase): void {
  const legal: readonly ContactPhase[] = CONTACT_NEXT[contact.phase];
  assert(legal.includes(phase), `contact ${contact.contactId}: ${contact.phase} to ${phase}`);
  const from = contact.phase;
  contact.phase = phase;
  turn.world.index.refreshContact(contact);
  noteMove(turn, contact, from);
  if (phase === 'waiting') turn.freshContacts.add(contact);
  else if (phase !== 'offered') leaveLine(turn, contact);
}

function leaveLine(turn: Turn, contact: Contact): void {
  const { contactId, callId, preferred } = contact;
  clearTimer(turn, { kind: 'wait', contactId });
  clearTimer(turn, { kind: 'unstaffed', contactId });
  clearTimer(turn, { kind: 'announce', callId });
  clearTimer(turn, { kind: 'relax', contactId });
  if (preferred?.heldUntil === undefined) return;
  delete preferred.heldUntil;
  clearTimer(turn, { kind: 'sticky', contactId });
}
