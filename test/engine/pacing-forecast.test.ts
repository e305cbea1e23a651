import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Happening } from '../../bench/pacing/floor';
import { observationOf } from '../../bench/pacing/our-policy';
import type { PacingSettings } from '../../src/core/dialer/campaign-config';
import { newPacingMemory, observe } from '../../src/core/dialer/pacing';
import type { FloorNow } from '../../src/engine/facade/pacing-forecast-view';
import { Dice } from '../../src/engine/forecast/dice';
import { WorkerForecastRunner } from '../../src/engine/forecast/forecast-runner';
import { learntPeople } from '../../src/engine/forecast/learnt-people';
import { forecastPacing } from '../../src/engine/forecast/pacing-forecast';
import { predicted } from '../../src/engine/forecast/prediction-interval';
import { floorSample } from '../api/forecast-sample';
import { compileEngine } from './compiled-source';

/** A floor that has seen so many lines, three of ten answered in 14 s; talks last 20 to 180 s. */
function experienced(lines: number, settings: Partial<PacingSettings> = {}): FloorNow {
  const memory = newPacingMemory();
  const tell = (kind: Happening['kind'], at: number, who: number) =>
    observe(memory, observationOf({ kind, at, who, listId: 'a' }));
  for (let n = 0; n < lines; n += 1) {
    const at = n * 200_000;
    tell('launched', at, n);
    if (n % 10 >= 3) {
      tell('failed', at + 20_000, n);
      continue;
    }
    const answeredAt = at + ((n * 7_919) % 14_000);
    tell('answered', answeredAt, n);
    tell('connected', answeredAt, n);
    const endedAt = answeredAt + 20_000 + 1_000 * ((n * 31) % 160);
    tell('talk-ended', endedAt, n);
    tell('wrap-ended', endedAt + 20_000, n);
  }
  const floor = floorSample(0);
  return {
    ...floor,
    memory,
    agents: 4,
    busy: [],
    idle: 4,
    ringing: [],
    settings: { ...floor.settings, ...settings },
  };
}

test('people are drawn as they were learnt', () => {
  const now = experienced(1_000);
  const runs = Array.from({ length: 40 }, (_, seed) =>
    learntPeople(now.memory, { listId: 'a', ringTimeoutMs: 20_000 }, new Dice(seed)),
  );
  const lines = runs.flatMap((people) => Array.from({ length: 50 }, () => people.lineEnd(0)));
  const answers = lines.filter(({ isAnswer }) => isAnswer);
  expect(answers.length / lines.length).toBeGreaterThan(0.26);
  expect(answers.length / lines.length).toBeLessThan(0.34);
  const late = runs.flatMap((people) => Array.from({ length: 50 }, () => people.lineEnd(15_000)));
  expect(late.filter(({ isAnswer }) => isAnswer).length).toBeLessThan(40);
  for (const { afterMs } of late) expect(afterMs).toBeGreaterThanOrEqual(15_000);
  const talks = runs.flatMap((people) =>
    Array.from({ length: 50 }, () => people.leftMs('talk', 0)),
  );
  const meanMs = talks.reduce((sum, one) => sum + one, 0) / talks.length;
  expect(meanMs).toBeGreaterThan(90_000);
  expect(meanMs).toBeLessThan(102_000);
  const left = runs.map((people) => people.leftMs('talk', 140_000));
  expect(left.reduce((sum, one) => sum + one, 0) / left.length).toBeLessThan(50_000);
});

test('a change from progressive to predictive shows more talk, more drops, shorter waits', () => {
  const now = experienced(1_000, { mode: 'progressive' });
  const found = forecastPacing({ now, change: { mode: 'predictive', linesPerAgentMax: 3 } });
  expect(found.now.abandonPct).toEqual({ median: 0, low: 0, high: 0 });
  expect(found.changed.abandonPct.high).toBeGreaterThan(0);
  expect(found.changed.occupancyPct.median).toBeGreaterThan(found.now.occupancyPct.median + 2);
  expect(found.changed.waitMs.median).toBeLessThan(found.now.waitMs.median);
  expect(found.learntFrom.lines).toBe(1_000);
  expect(found.advice).not.toContain('no-gain');
  expect(forecastPacing({ now, change: { mode: 'predictive', linesPerAgentMax: 3 } })).toEqual(
    found,
  );
});

test('what is not known well is told in wider intervals, and said', () => {
  const width = (lines: number) => {
    const now = experienced(lines, { mode: 'progressive' });
    const { changed, advice } = forecastPacing({ now, change: { linesPerAgentMax: 2 } });
    const { low, high } = changed.occupancyPct;
    return { width: high - low, advice };
  };
  const [little, much] = [width(30), width(1_000)];
  expect(little.advice).toContain('little-learnt');
  expect(much.advice).toEqual(['no-gain']);
  expect(little.width).toBeGreaterThan(1.2 * much.width);
});

test('what cannot be foretold is refused with a code', () => {
  const now = experienced(10);
  const refused = (over: Partial<FloorNow>, change: Partial<PacingSettings>) => {
    try {
      forecastPacing({ now: { ...now, ...over }, change });
      return 'ok';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(refused({}, { linesPerAgentMax: 9 })).toBe('PACING_OUT_OF_BOUNDS');
  expect(refused({ agents: 0 }, { ratio: 2 })).toBe('FORECAST_NO_AGENTS');
  const bounds = { ...now.bounds, modes: ['preview', 'predictive'] as const };
  expect(refused({ bounds }, { mode: 'preview' })).toBe('FORECAST_MODE');
});

test('the interval is as wide as few runs ask for', () => {
  // Student's t with eleven degrees of freedom is 1.796.
  const runs = Array.from({ length: 12 }, (_, n) => 4.5 + n);
  const deviation = Math.sqrt(13);
  expect(predicted(runs).high).toBeCloseTo(10 + 1.796 * deviation * Math.sqrt(13 / 12), 2);
});

test('a worker thread gives the forecast, and refusals with their codes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'forecast-'));
  try {
    const script = join(compileEngine(directory), 'forecast', 'forecast-worker.js');
    const now = experienced(50, { mode: 'progressive' });
    const job = { now, change: { linesPerAgentMax: 2 } };
    const runner = new WorkerForecastRunner({ script });
    expect(await runner.run(job)).toEqual(forecastPacing(job));
    await expect(runner.run({ ...job, change: { ratio: 99 } })).rejects.toMatchObject({
      code: 'PACING_OUT_OF_BOUNDS',
    });
    const hasty = new WorkerForecastRunner({ script, runMaxMs: 0 });
    const asked = Array.from({ length: 5 }, () => hasty.run(job));
    const codes = (await Promise.allSettled(asked)).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : 'ok',
    );
    expect([codes[0], codes[4]]).toEqual(['FORECAST_TOO_LONG', 'FORECAST_BUSY']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
