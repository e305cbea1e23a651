import { clearTimer, type Turn } from '../turn';
import type { Contact, ContactPhase } from './contact';

/** The one setter of a contact's phase; keeps the routing index and the demand for routing. */
export function moveContact(turn: Turn, contact: Contact, phase: ContactPhase): void {
  contact.phase = phase;
  turn.world.index.refreshContact(contact);
  if (phase === 'waiting') turn.freshContacts.add(contact);
  else if (phase !== 'offered') clearTimer(turn, { kind: 'wait', contactId: contact.contactId });
  if (phase === 'waiting' || phase === 'new') delete contact.agentId;
}
