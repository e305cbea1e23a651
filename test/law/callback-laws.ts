import { mayCallBack } from '../../src/core/callback/callback-config';
import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';

type Body<T extends FactBody['type']> = Extract<FactBody, { type: T }>;

/**
 * Callbacks: only numbers that may be called are, never two calls to one at once, never more often
 * than agreed, no agent before the key, and each that is booked comes to one end.
 */
export class CallbackLaws {
  readonly broken: string[] = [];
  /** Calls in which somebody pressed 1. */
  private readonly pressed = new Set<string>();
  private readonly pending = new Set<string>();

  take(world: World, _input: Input, { facts }: Stepped): void {
    for (const { body } of facts) this.look(world, body);
  }

  private look(world: World, body: FactBody): void {
    switch (body.type) {
      case 'ivr.digits':
        if (body.outcome === 'accepted' && body.digits === '1') this.pressed.add(body.callId);
        return;
      case 'callback.booked':
        if (this.pending.has(body.contactId)) this.broken.push(`${body.contactId} is booked twice`);
        this.pending.add(body.contactId);
        return;
      case 'call.dialed':
        return this.dialed(world, body);
      case 'callback.confirmed':
        if (this.pressed.has(body.callId)) return;
        this.broken.push(`${body.contactId} stands in line, and nobody pressed the key`);
        return;
      case 'call.connected':
        this.pending.delete(body.contactId);
        return;
      case 'callback.ended':
        if (this.pending.delete(body.contactId)) return;
        this.broken.push(`${body.contactId} is called no more, and was not to be called`);
        return;
      default:
        return;
    }
  }

  private dialed(world: World, { contactId, legId, dnis }: Body<'call.dialed'>): void {
    const contact = world.contacts.get(contactId);
    const config = world.centre.queues.find((q) => q.queueId === contact?.queueId)?.callback;
    const { attempts = Number.NaN } = contact?.callback ?? {};
    if (!config || !mayCallBack(config, dnis)) this.broken.push(`${dnis} was called, and may not`);
    if (!(attempts <= (config?.attemptsMax ?? 0))) {
      this.broken.push(`${contactId} is called for the ${attempts}th time`);
    }
    const others = [...world.calls.values()].filter(
      (call) => call.contactId === contactId && call.legId !== legId,
    );
    if (others.length > 0) this.broken.push(`${contactId} has two calls at once`);
  }

  /** After everything has been hung up and has expired. */
  finish(): void {
    for (const contactId of this.pending) this.broken.push(`${contactId} waits for its call still`);
  }
}
