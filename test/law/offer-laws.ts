import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { type Past, passedOver } from './choice-oracle';
import { isFree, isKept, mayServe } from './pair-oracle';
import { comesBefore } from './urgency-oracle';
import { WorkLog } from './work-log';

/**
 * Law 3, the other way: no offer is made that the oracle forbids, none passes over a caller who is
 * before in line or an agent whom the queue's rules take first, and nobody loses the place that the
 * entry into the queue gave.
 */
export class OfferLaws implements Past {
  readonly broken: string[] = [];
  readonly work = new WorkLog();
  readonly lastOffered = new Map<string, string>();
  /** The place in its queue that each contact has. */
  private readonly places = new Map<string, number>();
  /** The place that a contact left by a key, and gets again in the same queue. */
  private readonly left = new Map<string, { readonly queueId: string; readonly at: number }>();

  take(world: World, input: Input, { facts }: Stepped): void {
    for (const queueId of this.lastOffered.keys()) {
      if (!world.directory.queues.has(queueId)) this.lastOffered.delete(queueId);
    }
    this.work.take(world, facts, input.at);
    for (const { body, at } of facts) {
      this.notePlace(body, at);
      if (body.type === 'offer.made') {
        this.checkOffer(world, body.agentId, body.contactId);
        this.lastOffered.set(body.queueId, body.agentId);
      }
      if (body.type === 'call.connected') this.checkPlace(world, body.contactId);
    }
  }

  private notePlace(body: FactBody, at: number): void {
    if (body.type === 'contact.overflowed') {
      const { contactId, queueId, reason } = body;
      if (reason !== 'key') this.left.delete(contactId);
      else this.left.set(contactId, { queueId, at: this.places.get(contactId) ?? Number.NaN });
    }
    if (body.type === 'call.transferred' && body.to.kind === 'queue') {
      const { queueId, place } = body.to;
      if (place === 'end') this.left.delete(body.contactId);
      else {
        const kept = this.places.get(body.contactId) ?? Number.NaN;
        this.left.set(body.contactId, { queueId, at: kept });
      }
    }
    if (body.type === 'contact.queued') {
      const left = this.left.get(body.contactId);
      this.places.set(body.contactId, left?.queueId === body.queueId ? left.at : at);
      this.left.delete(body.contactId);
    }
    if (body.type !== 'record.completed') return;
    this.places.delete(body.record.contactId);
    this.left.delete(body.record.contactId);
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
    if (isKept(world, agentId, contact)) {
      this.broken.push(
        `${agentId} was offered ${contactId}, left to ${contact.preferred?.agentId}`,
      );
    }
    this.checkPlace(world, contactId);
    for (const other of world.agents.values()) {
      if (!isFree(world, other) || !mayServe(world, other.agentId, contact)) continue;
      if (isKept(world, other.agentId, contact)) continue;
      const rule = passedOver(world, contact, { chosen: agent, other }, this);
      if (rule === null) continue;
      this.broken.push(`${agentId} was offered ${contactId} before ${other.agentId}: ${rule}`);
    }
    for (const other of world.contacts.values()) {
      if (other.phase === 'waiting' && comesBefore(world, other, contact)) {
        if (!mayServe(world, agentId, other) || isKept(world, agentId, other)) continue;
        this.broken.push(`${agentId} was offered ${contactId} before ${other.contactId}`);
      }
    }
  }

  private checkPlace(world: World, contactId: string): void {
    const contact = world.contacts.get(contactId);
    const place = this.places.get(contactId);
    if (!contact || contact.queuedAt === place) return;
    this.broken.push(`${contactId} queued at ${place}, and has the place ${contact.queuedAt}`);
  }
}
