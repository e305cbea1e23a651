import { z } from 'zod';
import type { ForecastAdvice } from '../engine/facade/pacing-forecast-view';
import { expected, pacingSettings } from './campaign-schema';
import { count, named, timestamp } from './view-schema';

const outcome = named(
  'PacingOutcome',
  z.object({
    settings: pacingSettings,
    occupancyPct: expected,
    abandonPct: expected.describe('drops, of the people who answer'),
    waitMs: expected.describe('of an agent, from one call to the next'),
    callsPerHour: expected.describe('people who are joined with an agent'),
  }),
);

const ADVICE = ['no-gain', 'budget-binds', 'little-learnt'] satisfies ForecastAdvice[];

export const pacingForecast = named(
  'PacingForecast',
  z.object({
    campaignId: z.string(),
    at: timestamp,
    agents: count,
    horizonMs: count.describe('so far it looks ahead'),
    runs: count.describe('how often that time was simulated under each'),
    learntFrom: z.object({
      lines: count.describe('that came to an outcome'),
      talks: count.describe('that ended; those long ago count less'),
    }),
    now: outcome,
    changed: outcome,
    advice: z.array(z.enum(ADVICE)),
  }),
);
