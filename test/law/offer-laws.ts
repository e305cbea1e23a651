import type { Agent } from '../../src/core/agent/agent';
import type { Contact } from '../../src/core/contact/contact';
import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { type Past, passedOver } from './choice-oracle';
import { isFree, isKept, mayServe } from './pair-oracle';
import { reservedFor } from './reserve-oracle';
import { comesBefore } from './urgency-oracle';
import { WorkLog } from './work-log';

/** A nailed-up line that was answered: no phone has to ring. */
const stands = (agent: Agent | undefined): boolean => agent?.line?.isUp === true;

type Offer = Extract<FactBody, { type: 'offer.made' }>;

const isOffer = (body: FactBody): body is Offer => body.type === 'offer.made';

const mayHave = (world: World, agentId: string, contact: Contact): boolean =>
  mayServe(world, agentId, contact) &&
  !isKept(world, agentId, contact) &&
  reservedFor(world, agentId, contact) === null;

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
      this.notePlace(world, body, at);
      if (body.type === 'call.connected') this.checkPlace(world, body.contactId);
    }
    this.takeOffers(world, facts.map(({ body }) => body).filter(isOffer));
  }

  private takeOffers(world: World, offers: readonly Offer[]): void {
    for (const [place, offer] of offers.entries()) {
      // Who rings together was chosen together: the round goes on with the last of them.
      const before = offers[place - 1];
      if (before && before.contactId !== offer.contactId) {
        this.lastOffered.set(before.queueId, before.agentId);
      }
      this.checkOffer(world, offer.agentId, offer.contactId);
      this.checkReserve(world, offer, offers.length - place - 1);
    }
    for (const { queueId, agentId } of offers.slice(-1)) this.lastOffered.set(queueId, agentId);
    this.checkRinging(world, offers);
  }

  private notePlace(world: World, body: FactBody, at: number): void {
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
    if (body.type === 'contact.queued' || body.type === 'callback.booked') {
      const left = this.left.get(body.contactId);
      this.places.set(body.contactId, left?.queueId === body.queueId ? left.at : at);
      this.left.delete(body.contactId);
    }
    if (body.type !== 'record.completed' || world.contacts.has(body.record.contactId)) return;
    this.places.delete(body.record.contactId);
    this.left.delete(body.record.contactId);
  }

  /** At the time of an offer those were free, too, who were offered something after it. */
  private checkReserve(world: World, { agentId, contactId }: Offer, later: number): void {
    const contact = world.contacts.get(contactId);
    const keeper = contact && reservedFor(world, agentId, contact, later);
    if (!keeper) return;
    this.broken.push(`${agentId} was offered ${contactId}, in the reserve of ${keeper}`);
  }

  /** As many phones as the queue lets ring, and no fewer than could. */
  private checkRinging(world: World, offers: readonly Offer[]): void {
    for (const contactId of new Set(offers.map((offer) => offer.contactId))) {
      const rung = offers.filter((offer) => offer.contactId === contactId).length;
      const contact = world.contacts.get(contactId);
      // A line that stands takes it at once: what kept others from it is over by then.
      if (contact?.phase === 'assigned') continue;
      const queue = world.centre.queues.find((q) => q.queueId === contact?.queueId);
      const ringMax = queue?.ringMax ?? 1;
      const spare = [...world.agents.values()].filter(
        (agent) =>
          contact &&
          !stands(agent) &&
          isFree(world, agent) &&
          mayHave(world, agent.agentId, contact),
      );
      const isLent = offers.some(
        (offer) => offer.contactId === contactId && stands(world.agents.get(offer.agentId)),
      );
      const due = isLent ? 1 : Math.min(ringMax, rung + spare.length);
      if (rung !== due) this.broken.push(`${rung} phones ring for ${contactId} and not ${due}`);
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
    if (isKept(world, agentId, contact)) {
      this.broken.push(
        `${agentId} was offered ${contactId}, left to ${contact.preferred?.agentId}`,
      );
    }
    this.checkPlace(world, contactId);
    this.checkChoice(world, agent, contact);
    const isFor = (other: Contact): boolean => mayHave(world, agentId, other);
    for (const other of world.contacts.values()) {
      if (other.phase === 'waiting' && comesBefore(world, other, contact, isFor)) {
        if (!isFor(other)) continue;
        this.broken.push(`${agentId} was offered ${contactId} before ${other.contactId}`);
      }
    }
  }

  /** A line that stands goes before phones that would have rung with it. */
  private checkChoice(world: World, chosen: Agent, contact: Contact): void {
    const { contactId, queueId, phase, preferred } = contact;
    // Whose line stands has it at once, and then nobody knows any more whether it was kept.
    if (phase === 'assigned' && preferred?.agentId === chosen.agentId) return;
    const queue = world.centre.queues.find((q) => q.queueId === queueId);
    let rungWithIt = stands(chosen) ? (queue?.ringMax ?? 1) - 1 : 0;
    for (const other of world.agents.values()) {
      if (!isFree(world, other) || !mayHave(world, other.agentId, contact)) continue;
      const rule = passedOver(world, contact, { chosen, other }, this);
      if (rule === null) continue;
      if (!stands(other) && rungWithIt > 0) rungWithIt -= 1;
      else {
        const { agentId } = chosen;
        this.broken.push(`${agentId} was offered ${contactId} before ${other.agentId}: ${rule}`);
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
