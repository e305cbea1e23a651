import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import { stageAfter } from '../../src/core/queue/relaxation';
import { unmet } from '../../src/core/queue/requirement';
import type { WaitErrors } from '../../src/core/queue/wait-error';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';

const DAY_MS = 86_400_000;

type Body<T extends FactBody['type']> = Extract<FactBody, { type: T }>;
type Predicted = Pick<Body<'contact.estimated'>, 'medianMs' | 'lowMs' | 'highMs'>;

interface Sums {
  checked: number;
  inside: number;
  measured: number;
  errorMsSum: number;
  absErrorMsSum: number;
}

const noSums = (): Sums => ({
  checked: 0,
  inside: 0,
  measured: 0,
  errorMsSum: 0,
  absErrorMsSum: 0,
});

/**
 * Wait estimates: nobody is told nonsense, each is compared with what came of it, and the error
 * figures of a day are what the facts alone say.
 */
export class EstimateLaws {
  readonly broken: string[] = [];
  /** What a contact was told in this stay. */
  private readonly told = new Map<string, Predicted>();
  private readonly sums = new Map<string, { answered: Sums; left: Sums }>();

  take(world: World, input: Input, { facts }: Stepped): void {
    const day = Math.floor(input.at / DAY_MS);
    for (const { body } of facts) this.look(world, body, day);
    for (const { queueId } of world.centre.queues) this.compare(world, queueId, day);
  }

  private look(world: World, body: FactBody, day: number): void {
    switch (body.type) {
      case 'contact.queued':
      case 'callback.booked':
        this.told.delete(body.contactId);
        return;
      case 'contact.estimated':
        return this.estimated(world, body);
      case 'call.connected':
        return this.connected(body, day);
      case 'contact.wait-known':
        return this.known(body, day);
      default:
        return;
    }
  }

  private estimated(world: World, body: Body<'contact.estimated'>): void {
    const { contactId, medianMs, lowMs, highMs } = body;
    if (this.told.has(contactId)) this.broken.push(`${contactId} is told twice how long it waits`);
    this.told.set(contactId, body);
    const isOrdered = lowMs >= 0 && lowMs <= medianMs && medianMs <= highMs;
    if (!isOrdered || !Number.isSafeInteger(lowMs + medianMs + highMs)) {
      this.broken.push(`${contactId} is told to wait ${lowMs}..${medianMs}..${highMs}`);
    }
    const counted = agentsFor(world, contactId);
    if (counted !== body.agents) {
      this.broken.push(`${contactId} is said to have ${body.agents} agents, and has ${counted}`);
    }
  }

  private connected(body: Body<'call.connected'>, day: number): void {
    const { contactId, predicted, waitedMs } = body;
    const told = this.told.get(contactId);
    this.told.delete(contactId);
    if (told?.medianMs !== predicted?.medianMs || told?.highMs !== predicted?.highMs) {
      this.broken.push(`${contactId} is connected, and its estimate is not the one it was told`);
    }
    if (!predicted) return;
    const isInside = waitedMs >= predicted.lowMs && waitedMs <= predicted.highMs;
    this.add(this.sumsOf(body.queueId, day).answered, isInside, predicted.medianMs - waitedMs);
  }

  private known(body: Body<'contact.wait-known'>, day: number): void {
    const { lowMs, medianMs, highMs, leastMs, mostMs = Number.POSITIVE_INFINITY } = body;
    const isInside = leastMs >= lowMs && mostMs <= highMs;
    if (isInside !== body.isInside || leastMs > mostMs) {
      this.broken.push(`${body.contactId} lay in its interval: ${body.isInside}, and does not`);
    }
    const errorMs = leastMs === mostMs ? medianMs - leastMs : null;
    this.add(this.sumsOf(body.queueId, day).left, isInside, errorMs);
  }

  private add(sums: Sums, isInside: boolean, errorMs: number | null): void {
    sums.checked += 1;
    sums.inside += +isInside;
    if (errorMs === null) return;
    sums.measured += 1;
    sums.errorMsSum += errorMs;
    sums.absErrorMsSum += Math.abs(errorMs);
  }

  private sumsOf(queueId: string, day: number): { answered: Sums; left: Sums } {
    const key = `${queueId} on ${day}`;
    const found = this.sums.get(key) ?? { answered: noSums(), left: noSums() };
    this.sums.set(key, found);
    return found;
  }

  private compare(world: World, queueId: string, day: number): void {
    const errors: WaitErrors | undefined = world.waits.get(queueId)?.errors;
    if (errors?.day !== day) return;
    const ours = this.sumsOf(queueId, day);
    for (const whose of ['answered', 'left'] as const) {
      const [shown, counted] = [errors[whose], ours[whose]].map((sums) => JSON.stringify(sums));
      if (shown !== counted) {
        this.broken.push(
          `${queueId}: errors of the ${whose} are ${shown}, by the facts ${counted}`,
        );
      }
    }
  }
}

/** Counted the long way: who is available and may be offered it within a minute, or at last. */
function agentsFor(world: World, contactId: string): number {
  const contact = world.contacts.get(contactId);
  if (!contact) return 0;
  const { clientId, queueId, asked, relax } = contact;
  const stages = world.directory.stages(queueId, asked, relax);
  const [early, late] = [stages[stageAfter(stages, 60_000)], stages.at(-1)].map(
    (stage) =>
      [...world.agents.values()].filter(
        ({ status, removed, config }) =>
          status === 'available' &&
          !removed &&
          world.directory.mayServe(config.providerId, clientId) &&
          config.queues?.[queueId] !== 0 &&
          (stage?.providerIds?.includes(config.providerId) ?? true) &&
          !unmet(config.skills, stage?.requirement ?? []),
      ).length,
  );
  return early || late || 0;
}

/** What the estimates keep aside of the world agrees with it. To be asked after each step. */
export function brokenPlaces(world: World): string[] {
  const broken: string[] = [];
  for (const contact of world.contacts.values()) {
    if (contact.phase !== 'waiting' || !contact.place) continue;
    const { place } = contact;
    const before = [...world.contacts.values()].filter(
      (other) =>
        other.phase === 'waiting' &&
        other.place?.lineKey === place.lineKey &&
        (other.place.priority > place.priority ||
          (other.place.priority === place.priority && isEarlier(other, contact))),
    );
    const counted = world.places.countBefore(place, contact.contactId);
    if (counted !== before.length) {
      broken.push(`${contact.contactId} has ${before.length} before it, not ${counted}`);
    }
  }
  for (const [queueId, { recent, classes }] of world.waits) {
    if (recent.length > 100) broken.push(`${queueId} keeps ${recent.length} checks`);
    for (const { vacancies } of Object.values(classes)) {
      if (vacancies.length > 32) broken.push(`${queueId} keeps ${vacancies.length} vacancies`);
    }
  }
  return broken;
}

interface Standing {
  readonly contactId: string;
  readonly queuedAt: number;
}

const isEarlier = (a: Standing, b: Standing): boolean =>
  a.queuedAt < b.queuedAt || (a.queuedAt === b.queuedAt && a.contactId < b.contactId);
