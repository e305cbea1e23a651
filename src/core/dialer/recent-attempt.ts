import type { Turn } from '../turn';
import type { World } from '../world';
import type { Attempt } from './attempt';
import type { HopperLead, PastAttempt } from './hopper';

/**
 * What a hopper lead was brought with counts for so long; then it goes back to be asked about anew.
 */
export const FACTS_KEPT_MS = 3_600_000;

/**
 * So long attempts that are over are remembered here. Longer than what is known of a lead counts
 * (an hour), outcomes may wait for SQL while leads are claimed (an hour, see hopper-refill.ts) and
 * a wrap-up lasts together: whatever SQL did not tell of a lead is told here.
 */
const KEPT_MS = 3 * FACTS_KEPT_MS;

/** An attempt of late, as all who call for the same client have to know of it: plain data. */
export interface RecentAttempt {
  readonly attemptId: string;
  readonly campaignId: string;
  readonly at: number;
  readonly number: string;
  /** By what the person is known: see `personsOf`. */
  readonly persons: readonly string[];
  /** Absent: it lives, or its agent may still note how it came out. */
  result?: string;
  endedAt?: number;
  /** When the person said no in it. */
  refusedAt?: number;
}

/** Who a lead is to its client: whoever has one of its numbers, or its key. */
export const personsOf = (clientId: string, { numbers, key }: HopperLead): readonly string[] => [
  ...numbers.map(({ number }) => `${clientId} ${number}`),
  ...(key === undefined ? [] : [`${clientId} key ${key}`]),
];

/** Recent attempts by whom they were made to. Derived, never stored. */
export class PersonIndex {
  private readonly byPerson = new Map<string, Set<RecentAttempt>>();

  add(recent: RecentAttempt): void {
    for (const person of recent.persons) {
      const found = this.byPerson.get(person) ?? new Set();
      this.byPerson.set(person, found.add(recent));
    }
  }

  remove(recent: RecentAttempt): void {
    for (const person of recent.persons) {
      const found = this.byPerson.get(person);
      if (found?.delete(recent) && found.size === 0) this.byPerson.delete(person);
    }
  }

  /** Each once. */
  of(persons: readonly string[]): ReadonlySet<RecentAttempt> {
    return new Set(persons.flatMap((person) => [...(this.byPerson.get(person) ?? [])]));
  }
}

/** From this instant on every campaign of the client knows that the person is called. */
export function noteRecent({ world, at }: Turn, attempt: Attempt): void {
  forgetOld(world, at);
  addRecent(world, attempt);
}

function addRecent(world: World, attempt: Attempt): void {
  const { attemptId, campaignId, clientId, launchedAt, number, lead } = attempt;
  const persons = personsOf(clientId, lead);
  const recent = { attemptId, campaignId, at: launchedAt, number, persons };
  world.recentAttempts.set(attemptId, recent);
  world.persons.add(recent);
}

export function noteRecentEnd({ world, at }: Turn, attemptId: string, result: string): void {
  const recent = world.recentAttempts.get(attemptId);
  if (!recent) return;
  recent.result = result;
  recent.endedAt = at;
}

export function noteRecentRefusal({ world, at }: Turn, attemptId: string | undefined): void {
  const recent = world.recentAttempts.get(attemptId ?? '');
  if (recent) recent.refusedAt = at;
}

/** The oldest stand first. One that lives stays, whatever its age. */
function forgetOld(world: World, at: number): void {
  for (const recent of world.recentAttempts.values()) {
    if (recent.endedAt === undefined) continue;
    if (at - recent.endedAt <= KEPT_MS) return;
    world.recentAttempts.delete(recent.attemptId);
    world.persons.remove(recent);
  }
}

/** Attempts of a snapshot from before this was remembered. */
export function adoptAttempts(world: World): void {
  for (const attempt of world.attempts.values()) {
    if (!world.recentAttempts.has(attempt.attemptId)) addRecent(world, attempt);
  }
}

/** What counts against calling a person once more. */
export interface PersonHistory {
  /** For this client, by whichever list, campaign and number. */
  readonly attempts: readonly PastAttempt[];
  /** In this campaign, since it began. */
  readonly attemptsTotal: number;
  /** Another attempt to the person lives, or its agent has not told yet what was said. */
  readonly isCalledNow: boolean;
  /** When the person refused last, whichever campaign asked (ms, UTC). */
  readonly refusedAt?: number;
}

/** What SQL told of the person when the lead came, and what happened since. */
export function personHistory(
  world: World,
  { clientId, campaignId }: { readonly clientId: string; readonly campaignId: string },
  lead: HopperLead,
): PersonHistory {
  const { elsewhere = [], attemptsTotalElsewhere = 0 } = lead;
  const told = [...lead.attempts, ...elsewhere];
  const recent = [...world.persons.of(personsOf(clientId, lead))];
  // A number is not called twice in one instant.
  const fresh = recent.filter(
    ({ at, number }) => !told.some((past) => past.at === at && past.number === number),
  );
  const refusals = [lead, ...recent].flatMap(({ refusedAt }) => refusedAt ?? []);
  const ours = fresh.filter((one) => one.campaignId === campaignId);
  return {
    attempts: [...told, ...fresh.map(pastOf)],
    attemptsTotal: lead.attemptsTotal + attemptsTotalElsewhere + ours.length,
    isCalledNow: recent.some(({ endedAt }) => endedAt === undefined),
    ...(refusals.length > 0 && { refusedAt: Math.max(...refusals) }),
  };
}

const pastOf = ({ at, number, result = 'live' }: RecentAttempt): PastAttempt => ({
  ...{ at, number, result },
});
