import { newPacingMemory } from '../../src/core/dialer/pacing';
import type {
  FloorNow,
  ForecastJob,
  PacingForecast,
} from '../../src/engine/facade/pacing-forecast-view';

/** Ten agents of a campaign, three of whom are free, from whom nothing was learnt. */
export const floorSample = (at: number): FloorNow => ({
  campaignId: 'spring',
  at,
  settings: { mode: 'predictive', linesPerAgentMax: 1.8, ratio: 1, abandonMaxPct: 2.5 },
  bounds: {
    modes: ['progressive', 'ratio', 'predictive'],
    linesPerAgentMax: 3,
    ratioMax: 3,
    abandonMaxPct: 3,
  },
  agents: 10,
  idle: 3,
  busy: Array.from({ length: 7 }, (_, n) => ({ phase: 'talk' as const, elapsedMs: 9_000 * n })),
  ringing: [{ ageMs: 4_000, listId: 'a' }],
  listId: 'a',
  limits: { connectLimitMs: 2_000, ringTimeoutMs: 20_000, linesMax: 60, budgets: [] },
  memory: newPacingMemory(),
});

/** What a forecast looks like; its figures are made up. */
export const forecastSample = ({ now, change }: ForecastJob): PacingForecast => ({
  campaignId: now.campaignId,
  at: now.at,
  agents: now.agents,
  horizonMs: 3_600_000,
  runs: 12,
  learntFrom: { lines: 2_140, talks: 612 },
  now: {
    settings: now.settings,
    occupancyPct: { median: 81.2, low: 77.4, high: 85 },
    abandonPct: { median: 0.62, low: 0.1, high: 1.5 },
    waitMs: { median: 32_400, low: 26_100, high: 38_700 },
    callsPerHour: { median: 208, low: 190, high: 226 },
  },
  changed: {
    settings: { ...now.settings, ...change },
    occupancyPct: { median: 87.9, low: 84.6, high: 91.2 },
    abandonPct: { median: 2.31, low: 1.2, high: 3.8 },
    waitMs: { median: 19_300, low: 13_900, high: 24_700 },
    callsPerHour: { median: 226, low: 207, high: 245 },
  },
  advice: ['budget-binds'],
});
