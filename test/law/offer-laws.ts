import { compareIdle } from '../../src/core/agent/agent';
import { type Contact, compareContacts } from '../../src/core/contact/contact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { isFree, mayServe } from './pair-oracle';

/**
 * Law 3, the other way: no offer is made that the oracle forbids, none passes over a caller who is
 * before in line or an agent who has been idle for longer, and nobody loses the place that the
 * entry into the queue gave.
 */
export class OfferLaws {
  readonly broken: string[] = [];
  /** When each call went into the flow's node at which it stands. */
  private readonly enteredAt = new Map<string, number>();

  take(world: World, _input: Input, { facts }: Stepped): void {
    for (const { body, at } of facts) {
      if (body.type === 'ivr.entered') this.enteredAt.set(body.callId, at);
      if (body.type === 'record.completed') this.enteredAt.delete(body.record.callId);
      if (body.type === 'offer.made') this.checkOffer(world, body.agentId, body.contactId);
      if (body.type === 'call.connected') this.checkPlace(world, body.contactId);
    }
  }

  private checkOffer(world: World, agentId: string, contactId: string): void {
    const contact = world.contacts.get(contactId);
    const agent = world.agents.get(agentId);
    if (!contact || agent?.assignment?.contactId !== contactId) {
      this.broken.push(`${agentId} was offered ${contactId}, which neither of them knows`);
      return;
    }
    if (agent.status !== 'available') this.broken.push(`${agentId} is offered on ${agent.status}`);
    if (!mayServe(world, agentId, contact)) {
      this.broken.push(`${agentId} was offered ${contactId} of ${contact.queueId}, and may not`);
    }
    this.checkPlace(world, contactId);
    for (const other of world.agents.values()) {
      const isPassedOver = isFree(world, other) && compareIdle(other, agent) < 0;
      if (!isPassedOver || !mayServe(world, other.agentId, contact)) continue;
      this.broken.push(`${agentId} was offered ${contactId} before ${other.agentId}`);
    }
    for (const other of world.contacts.values()) {
      if (other.phase === 'waiting' && this.isBefore(other, contact)) {
        if (!mayServe(world, agentId, other)) continue;
        this.broken.push(`${agentId} was offered ${contactId} before ${other.contactId}`);
      }
    }
  }

  private isBefore(other: Contact, contact: Contact): boolean {
    return other !== contact && compareContacts(other, contact) < 0;
  }

  private checkPlace(world: World, contactId: string): void {
    const contact = world.contacts.get(contactId);
    const enteredAt = this.enteredAt.get(contact?.callId ?? '');
    if (!contact || contact.queuedAt === enteredAt) return;
    this.broken.push(`${contactId} queued at ${enteredAt}, and has the place ${contact.queuedAt}`);
  }
}
