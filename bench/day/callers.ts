import { Chance } from './chance';
import type { CallerClass, Scenario } from './scenario';

export interface Caller {
  readonly index: number;
  readonly kind: CallerClass;
  readonly classIndex: number;
  /** ms of the day, whole. */
  readonly at: number;
  readonly patienceMs: number;
  readonly talkMs: number;
}

/**
 * Everybody who calls on one day, in the order in which they come. What a caller brings, patience
 * and talk, is drawn beforehand: each policy gets the same callers (common random numbers).
 */
export function callersOf(scenario: Scenario, seed: number): Caller[] {
  const all = scenario.classes.flatMap((kind, classIndex) => {
    const [patience, talk] = ['patience', 'talk'].map(
      (what) => new Chance(seed, `${scenario.name} ${what} ${kind.name}`),
    ) as [Chance, Chance];
    const chance = new Chance(seed, `${scenario.name} arrivals ${kind.name}`);
    return arrivals(kind, scenario.durationMs, chance).map((at) => ({
      kind,
      classIndex,
      at,
      patienceMs: Math.ceil(patience.draw(kind.patience)),
      talkMs: Math.max(1, Math.round(talk.draw(kind.talk))),
    }));
  });
  return all.sort((a, b) => a.at - b.at).map((caller, index) => ({ index, ...caller }));
}

const HOUR_MS = 3_600_000;

/** A Poisson process whose rate is constant in each stretch: unit exponentials, stretched. */
function arrivals(kind: CallerClass, durationMs: number, chance: Chance): number[] {
  const rates = kind.arrivalsPerHour;
  const stretchMs = durationMs / rates.length;
  const found: number[] = [];
  let left = chance.exponential();
  for (const [index, perHour] of rates.entries()) {
    const perMs = perHour / HOUR_MS;
    let at = index * stretchMs;
    const end = at + stretchMs;
    while (left < (end - at) * perMs) {
      at += left / perMs;
      found.push(Math.floor(at));
      left = chance.exponential();
    }
    left -= (end - at) * perMs;
  }
  return found;
}
