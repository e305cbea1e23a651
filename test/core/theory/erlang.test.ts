import { erlangB, erlangC, erlangServiceLevel, erlangWait } from '../../../src/core/theory/erlang';
import { approximateErlangA, erlangA } from '../../../src/core/theory/erlang-a';
import { agentsNeeded, forecast, offeredLoad } from '../../../src/core/theory/forecast';
import { normalHazard } from '../../../src/core/theory/normal';

/** Handle time 180 s, service level within 20 s, patience 120 s; each figure to its last digit. */
const VECTORS = [
  [5, 4, '.19907', '.55411', '99.74', '.50416', '.34514', '.11716'],
  [10, 8, '.12166', '.40918', '36.83', '.67235', '.26241', '.06211'],
  [20, 18, '.10921', '.55077', '49.57', '.55898', '.31972', '.05715'],
  [50, 45, '.05410', '.36386', '13.10', '.79123', '.22629', '.02403'],
  [100, 95, '.04880', '.50646', '18.23', '.70942', '.28868', '.02322'],
] as const;

const HANDLE_S = 180;
const digits = (value: number, like: string): string => {
  const places = like.length - like.indexOf('.') - 1;
  return value.toFixed(places).replace(/^0\./, '.');
};

describe.each(VECTORS)('%i servers, %i Erlang', (servers, load, b, c, wait, level, waits, left) => {
  test('Erlang B and C', () => {
    expect(digits(erlangB(servers, load), b)).toBe(b);
    expect(digits(erlangC(servers, load), c)).toBe(c);
    expect(digits(erlangWait(servers, load) * HANDLE_S, wait)).toBe(wait);
    expect(digits(erlangServiceLevel(servers, load, 20 / HANDLE_S), level)).toBe(level);
  });

  test('Erlang A', () => {
    const figures = erlangA({ servers, load, patience: 120 / HANDLE_S }, 20 / HANDLE_S);
    expect(digits(figures.waitProbability, waits)).toBe(waits);
    expect(digits(figures.abandonment, left)).toBe(left);
  });
});

/** By Simpson's rule over the density of the virtual wait, in a program of its own. */
test.each([
  [5, 4, 0.078109499, 0.061000824, 0.732943079],
  [20, 18, 0.038098251, 0.034140302, 0.826756266],
  [100, 95, 0.015482305, 0.014776109, 0.946117918],
  [10, 14, 0.206369483, 0.210605931, 0.282549901],
])('Erlang A, %i servers, %i Erlang: waits and service level', (servers, load, all, served, sl) => {
  const figures = erlangA({ servers, load, patience: 2 / 3 }, 1 / 9);
  expect(figures.meanWait).toBeCloseTo(all, 8);
  expect(figures.servedWait).toBeCloseTo(served, 8);
  expect(figures.serviceLevel).toBeCloseTo(sl, 8);
});

test('the approximation is near the exact Erlang A, and nearer the more servers', () => {
  const at = (servers: number, load: number) =>
    approximateErlangA({ servers, load, patience: 2 / 3 });
  expect(digits(at(100, 95).waitProbability, '.279')).toBe('.279');
  expect(digits(at(100, 95).abandonment, '.0228')).toBe('.0228');
  const misses = [50, 500, 5_000].map((servers) => {
    const load = servers - Math.sqrt(servers) / 2;
    const exact = erlangA({ servers, load, patience: 2 / 3 }, 0).waitProbability;
    return Math.abs(at(servers, load).waitProbability - exact);
  });
  expect(misses).toEqual([...misses].sort((a, b) => b - a));
  expect(misses[2]).toBeLessThan(0.01);
});

test('patience without end is Erlang C, none at all is Erlang B', () => {
  const endless = erlangA({ servers: 20, load: 18, patience: 1e7 }, 1 / 9);
  expect(endless.waitProbability).toBeCloseTo(erlangC(20, 18), 5);
  expect(endless.serviceLevel).toBeCloseTo(erlangServiceLevel(20, 18, 1 / 9), 5);
  expect(endless.servedWait).toBeCloseTo(erlangWait(20, 18), 4);
  const none = erlangA({ servers: 20, load: 18, patience: 1e-7 }, 1 / 9);
  expect(none.abandonment).toBeCloseTo(erlangB(20, 18), 5);
});

test.each([
  [5_000, 100],
  [5_000, 4_990],
  [5_000, 9_000],
  [1, 40],
  [20_000, 19_999],
])('%i servers and %i Erlang give shares, and callers who are served or leave', (servers, load) => {
  for (const patience of [0.01, 1, 20]) {
    const figures = erlangA({ servers, load, patience }, 0.1);
    for (const share of [figures.waitProbability, figures.abandonment, figures.serviceLevel]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(figures.serviceLevel + figures.abandonment).toBeLessThanOrEqual(1 + 1e-9);
    // Nobody serves more than all servers can; those who cannot be served leave.
    expect(load * (1 - figures.abandonment)).toBeLessThanOrEqual(servers * (1 + 1e-9));
    const forEver = erlangA({ servers, load, patience }, 1e6);
    expect(forEver.serviceLevel).toBeCloseTo(1 - figures.abandonment, 8);
  }
  expect(erlangB(servers, load)).toBeLessThan(1);
});

test('the hazard of the normal distribution, on both sides of the seam of its two ways', () => {
  expect(normalHazard(0)).toBeCloseTo(Math.sqrt(2 / Math.PI), 12);
  expect(normalHazard(3.0000001) - normalHazard(3)).toBeCloseTo(9.2e-8, 8);
  expect(normalHazard(3)).toBeCloseTo(3.2830986, 6);
  expect(normalHazard(-40)).toBe(0);
  expect(normalHazard(60)).toBeCloseTo(60.016657, 5);
});

describe('agents needed', () => {
  const demand = { arrivalsPerHour: 900, handleMs: 180_000, patienceMs: 120_000 };
  const goal = { serviceLevel: 0.8, withinMs: 20_000 };

  test('are the fewest with whom the goal is met', () => {
    expect(offeredLoad(demand)).toBeCloseTo(45, 10);
    for (const patient of [demand, { arrivalsPerHour: 900, handleMs: 180_000 }]) {
      const agents = agentsNeeded(patient, goal) ?? 0;
      expect(forecast(patient, agents, 20_000).serviceLevel).toBeGreaterThanOrEqual(0.8);
      expect(forecast(patient, agents - 1, 20_000).serviceLevel).toBeLessThan(0.8);
    }
    // Without patience 50 agents give .79 (the table above), so it takes one more.
    expect(agentsNeeded({ arrivalsPerHour: 900, handleMs: 180_000 }, goal)).toBe(51);
  });

  test('for a bound on those who wait, also where the approximation takes over', () => {
    const waiting = { waitProbability: 0.2 };
    const agents = agentsNeeded(demand, waiting) ?? 0;
    expect(forecast(demand, agents, 0).waitProbability).toBeLessThanOrEqual(0.2);
    expect(forecast(demand, agents - 1, 0).waitProbability).toBeGreaterThan(0.2);
    const many = agentsNeeded({ ...demand, arrivalsPerHour: 60_000 }, waiting) ?? 0;
    const { waitProbability } = forecast({ ...demand, arrivalsPerHour: 60_000 }, many, 0);
    expect(Math.abs(waitProbability - 0.2)).toBeLessThan(0.015);
  });

  test('are one for hardly any call, and none where no number is enough', () => {
    expect(agentsNeeded({ arrivalsPerHour: 0.001, handleMs: 60_000 }, goal)).toBe(1);
    expect(agentsNeeded({ arrivalsPerHour: 1e7, handleMs: 60_000 }, goal)).toBeNull();
  });

  test('without patience and with too few agents waits have no end', () => {
    const figures = forecast({ arrivalsPerHour: 900, handleMs: 180_000 }, 44, 20_000);
    expect(figures).toMatchObject({ waitProbability: 1, serviceLevel: 0, occupancy: 1 });
    expect(figures.answeredWaitMs).toBe(Number.POSITIVE_INFINITY);
  });
});
