import { CASE_WEIGHTS, CASES, type Outlook } from './outlook';
import { exactTail, normalTail } from './surplus';

/**
 * The chance that who answers one more line finds no agent, weighed by when that would be. That
 * another, who answers later, may find the agent gone is left out: it costs more than it saves,
 * since whoever becomes free until then is not counted either.
 */
export function riskOfOneMore(outlook: Outlook): number {
  let risk = 0;
  for (let time = 0; time < outlook.times; time += 1) {
    const weight = outlook.weights[time] as number;
    if (weight > 0) risk += weight * chanceOfDeficit(outlook, time, 0);
  }
  return risk;
}

/** One case in so many may have more drops than the campaign's own bound has left. */
const UNLIKELY = 0.003;

/** Whether so many drops or more, of the lines in flight and one more, are not unlikely. */
export function couldDrop(outlook: Outlook, drops: number): boolean {
  for (let time = 0; time < outlook.times; time += 1) {
    if (chanceOfDeficit(outlook, time, drops) > UNLIKELY) return true;
  }
  return false;
}

/** The chance that more people answered by then than agents are there for, by `more` at least. */
function chanceOfDeficit(outlook: Outlook, time: number, more: number): number {
  const { exact, frees, answers, spare } = outlook;
  let chance = 0;
  for (let one = 0; one < CASES; one += 1) {
    const index = time * CASES + one;
    const known = exact?.answers[index];
    const weight = CASE_WEIGHTS[one] as number;
    chance += known
      ? weight * exactTail(known, exact?.freesAtMost[time] as Float64Array, spare + more)
      : weight *
        normalTail(
          (answers.mean[index] as number) - (frees.mean[time] as number),
          (answers.variance[index] as number) + (frees.variance[time] as number),
          (answers.third[index] as number) - (frees.third[time] as number),
          spare + more,
        );
  }
  return chance;
}

/** One case in so many may have more drops than law 5 counts with. */
const RARE = 0.001;

/** Drops among those who wait and the lines in flight that 1 case of 1,000 exceeds. */
export function dropsAtMost(outlook: Outlook): number {
  let most = Math.max(0, -outlook.spare);
  const all = outlook.times;
  for (let time = 0; time < all; time += 1) {
    if (chanceOfDeficit(outlook, time, most + 1) <= RARE) continue;
    let [low, high] = [most + 1, most + 2];
    while (chanceOfDeficit(outlook, time, high) > RARE) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (chanceOfDeficit(outlook, time, middle) > RARE) low = middle;
      else high = middle;
    }
    most = low;
  }
  return most;
}
