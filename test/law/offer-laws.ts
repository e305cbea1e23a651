import { type Contact, compareContacts } from '../../src/core/contact/contact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { type Past, passedOver } from './choice-oracle';
import { isFree, mayServe } from './pair-oracle';
import { WorkLog } from './work-log';

/**
 * Law 3, the other way: no offer is made that the oracle forbids, none passes over a caller who is
 * before in line or an agent whom the queue's rules take first, and nobody loses the place that the
 * entry into the queue gave.
 */
export class OfferLaws implements Past {
  readonly broken: string[] = [];
  /** When each call went into the flow's node at which it stands. */
  private readonly enteredAt = new Map<string, number>();
  readonly work = new WorkLog();
  readonly lastOffered = new Map<string, string>();

  take(world: World, input: Input, { facts }: Stepped): void {
    for (const queueId of this.lastOffered.keys()) {
      if (!world.directory.queues.has(queueId)) this.lastOffered.delete(queueId);
    }
    this.work.take(facts, input.at);
    for (const { body, at } of facts) {
      if (body.type === 'ivr.entered') this.enteredAt.set(body.callId, at);
      if (body.type === 'record.completed') this.enteredAt.delete(body.record.callId);
      if (body.type === 'offer.made') {
        this.checkOffer(world, body.agentId, body.contactId);
        this.lastOffered.set(body.queueId, body.agentId);
      }
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
      if (!isFree(world, other) || !mayServe(world, other.agentId, contact)) continue;
      const rule = passedOver(world, contact, { chosen: agent, other }, this);
      if (rule === null) continue;
      this.broken.push(`${agentId} was offered ${contactId} before ${other.agentId}: ${rule}`);
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
