import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { QueueDay, World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';

const DAY_MS = 86_400_000;

const FIGURES = [
  'offered',
  'answered',
  'abandoned',
  'overflowed',
  'withdrawn',
  'answeredInTime',
  'waitMsSum',
] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

const nothing = (): Figures =>
  Object.fromEntries(FIGURES.map((name) => [name, 0])) as unknown as Figures;

/**
 * The figures of a queue's day, counted a second time from the facts alone: who came into the
 * queue, and the one way in which each left it. `offered` is the sum of all ways out and of those
 * who are still there.
 */
export class CountLaws {
  readonly broken: string[] = [];
  private readonly days = new Map<string, Figures>();
  /** The queue of each contact that came in and has not been counted out. */
  private readonly inside = new Map<string, string>();
  /** Answered, and back since the agent was lost: counted out already. */
  private readonly served = new Set<string>();
  /** Called back: counted out when they asked for it, where they had come in at all. */
  private readonly calledBack = new Set<string>();

  take(world: World, input: Input, { facts }: Stepped): void {
    const today = Math.floor(input.at / DAY_MS);
    for (const { body } of facts) this.count(world, body, today);
    for (const contactId of this.inside.keys()) {
      const phase = world.contacts.get(contactId)?.phase ?? 'done';
      if (phase === 'done') this.goOut(contactId, 'withdrawn', today);
    }
    for (const { queueId } of world.centre.queues) this.compare(world, queueId, today);
  }

  private count(world: World, body: FactBody, day: number): void {
    switch (body.type) {
      case 'callback.confirmed':
        this.calledBack.add(body.contactId);
        return;
      case 'contact.queued':
        this.calledBack.delete(body.contactId);
        this.served.delete(body.contactId);
        return this.comeIn(body.contactId, body.queueId, day);
      case 'contact.overflowed':
        if (this.calledBack.delete(body.contactId)) return;
        if (body.reason !== 'timed-out' && !this.served.has(body.contactId)) {
          this.comeIn(body.contactId, body.queueId, day);
        }
        this.served.delete(body.contactId);
        return this.goOut(body.contactId, 'overflowed', day);
      case 'call.transferred':
        // A stay in another queue, or in the next of a flow, is one of its own.
        if (body.to.kind === 'queue' || body.to.kind === 'flow') this.served.delete(body.contactId);
        return;
      case 'contact.abandoned':
        return this.goOut(body.contactId, 'abandoned', day);
      case 'call.connected':
        this.calledBack.delete(body.contactId);
        return this.countAnswer(world, body, day);
      case 'record.completed':
        this.served.delete(body.record.contactId);
        if (body.record.endedBy !== 'caller' || !this.inside.has(body.record.contactId)) return;
        this.broken.push(`${body.record.callId} left its queue by itself, and did not abandon it`);
        return;
      default:
        return;
    }
  }

  private comeIn(contactId: string, queueId: string, day: number): void {
    if (this.inside.has(contactId)) return;
    this.inside.set(contactId, queueId);
    this.figures(queueId, day).offered += 1;
  }

  private goOut(contactId: string, way: keyof Figures, day: number): void {
    const queueId = this.inside.get(contactId);
    if (queueId === undefined) return;
    this.inside.delete(contactId);
    this.figures(queueId, day)[way] += 1;
  }

  private countAnswer(
    world: World,
    body: Extract<FactBody, { type: 'call.connected' }>,
    day: number,
  ): void {
    const queue = world.centre.queues.find((q) => q.queueId === body.queueId);
    if (this.inside.has(body.contactId)) {
      const figures = this.figures(body.queueId, day);
      figures.waitMsSum += body.waitedMs;
      if (queue && body.waitedMs <= queue.serviceLevelMs) figures.answeredInTime += 1;
    }
    this.goOut(body.contactId, 'answered', day);
    this.served.add(body.contactId);
  }

  private figures(queueId: string, day: number): Figures {
    const key = `${queueId} on ${day}`;
    const found = this.days.get(key) ?? nothing();
    this.days.set(key, found);
    return found;
  }

  private compare(world: World, queueId: string, day: number): void {
    const row = world.days.get(queueId) as (QueueDay & Partial<Figures>) | undefined;
    const ours = row?.day === day ? row : undefined;
    const counted = this.days.get(`${queueId} on ${day}`) ?? nothing();
    for (const name of FIGURES) {
      const shown = ours?.[name] ?? 0;
      if (shown !== counted[name]) {
        this.broken.push(`${queueId}: ${name} is ${shown}, the facts say ${counted[name]}`);
      }
    }
  }
}
