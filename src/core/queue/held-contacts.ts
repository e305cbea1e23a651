import type { Contact } from '../contact/contact';

/** Waiting contacts by the agent whom they are left to. */
export class HeldContacts {
  private readonly byAgent = new Map<string, Set<Contact>>();
  private readonly agentOf = new Map<string, string>();

  add(contact: Contact): void {
    const { contactId, preferred } = contact;
    if (preferred?.heldUntil === undefined) return;
    const { agentId } = preferred;
    this.agentOf.set(contactId, agentId);
    const beside = this.byAgent.get(agentId);
    if (beside) beside.add(contact);
    else this.byAgent.set(agentId, new Set([contact]));
  }

  drop(contact: Contact): void {
    const agentId = this.agentOf.get(contact.contactId);
    if (agentId === undefined) return;
    this.agentOf.delete(contact.contactId);
    const beside = this.byAgent.get(agentId);
    beside?.delete(contact);
    if (beside?.size === 0) this.byAgent.delete(agentId);
  }

  for(agentId: string): Iterable<Contact> {
    return this.byAgent.get(agentId) ?? [];
  }

  *all(): Iterable<Contact> {
    for (const contacts of this.byAgent.values()) yield* contacts;
  }
}
