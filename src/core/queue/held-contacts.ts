import { type Contact, comparePlaces } from '../contact/contact';

/**
 * Waiting contacts by the agent whom they are left to. They are told by their places: the order
 * in which they came here is another one after a restart.
 */
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

  for(agentId: string): readonly Contact[] {
    return [...(this.byAgent.get(agentId) ?? [])].sort(comparePlaces);
  }

  all(): readonly Contact[] {
    return [...this.byAgent.values()].flatMap((held) => [...held]).sort(comparePlaces);
  }
}
