import type { Agent } from './agent';

/** Marks that callers gave, 1 to 5. */
export interface Ratings {
  count: number;
  sum: number;
}

/** Of a centre in which nobody has been rated yet: the middle of 1 to 5. */
const MEAN_UNKNOWN = 3;
/** So many marks of the centre's mean are added to an agent's own. */
const PRIOR_COUNT = 10;

export const newRatings = (): Ratings => ({ count: 0, sum: 0 });

/** One more mark for an agent; it counts for the centre's mean as well. */
export function addRating(agent: Pick<Agent, 'ratings'>, all: Ratings, mark: number): void {
  agent.ratings ??= newRatings();
  for (const ratings of [agent.ratings, all]) {
    ratings.count += 1;
    ratings.sum += mark;
  }
}

/**
 * An agent's mean mark, drawn towards the centre's mean as if that had been given ten times more
 * (a Bayesian average): one happy caller makes no best agent, one unhappy caller no worst.
 */
export function ratedMean(own: Ratings | undefined, all: Ratings): number {
  const prior = all.count === 0 ? MEAN_UNKNOWN : all.sum / all.count;
  const { count, sum } = own ?? newRatings();
  return (sum + PRIOR_COUNT * prior) / (count + PRIOR_COUNT);
}
