import type { People } from './scenario';

/** Who is called: drawn from the number of the attempt, so that each policy calls the same. */
export interface Person {
  /** What comes of the attempt, and after how long. */
  readonly outcome: 'person' | 'machine' | 'no-answer';
  readonly delayMs: number;
  readonly talkMs: number;
  readonly wrapMs: number;
}

const TALK_CV = 1;
const WRAP_CV = 0.5;

export function personOf(seed: number, attempt: number, people: People, ringMs: number): Person {
  const draw = (slot: number) => uniform(seed, attempt, slot);
  const wish = draw(0);
  const { answerChance, machineChance } = people;
  const isPerson = wish < answerChance;
  const answers = isPerson || wish < answerChance + machineChance;
  const scaleMs = scaleOf(people.answerDelayMeanMs, ringMs);
  const delayMs = -scaleMs * Math.log(1 - draw(1) * (1 - Math.exp(-ringMs / scaleMs)));
  return {
    outcome: isPerson ? 'person' : answers ? 'machine' : 'no-answer',
    delayMs: answers ? delayMs : ringMs,
    talkMs: lognormal(people.talkMeanMs, TALK_CV, normal(draw(2), draw(3))),
    wrapMs: lognormal(people.wrapMeanMs, WRAP_CV, normal(draw(4), draw(5))),
  };
}

/**
 * Who answers does so before the ring timeout: delays are exponential, cut there. The scale of
 * the exponential is the one with which they have their mean after the cut, found by halving.
 */
function scaleOf(meanMs: number, ringMs: number): number {
  const key = `${meanMs} ${ringMs}`;
  const known = scales.get(key);
  if (known !== undefined) return known;
  let [low, high] = [meanMs / 10, meanMs * 100];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    const cut = middle - ringMs / Math.expm1(ringMs / middle);
    if (cut < meanMs) low = middle;
    else high = middle;
  }
  scales.set(key, low);
  return low;
}

const scales = new Map<string, number>();

function lognormal(mean: number, variation: number, z: number): number {
  const variance = Math.log(1 + variation * variation);
  return mean * Math.exp(Math.sqrt(variance) * z - variance / 2);
}

const normal = (u: number, v: number): number =>
  Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);

/** From 0 up to, not including, 1: a hash (murmur3's finish) of its three numbers. */
function uniform(seed: number, attempt: number, slot: number): number {
  let mixed =
    Math.imul(seed, 0x9e3779b1) ^ Math.imul(attempt + 1, 0x85ebca77) ^ (slot * 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
