import { z } from 'zod';
import { count, named } from './view-schema';

const surveyFigures = z.object({
  asked: count,
  rated: count,
  ratingSum: count,
  solved: count,
  unsolved: count,
});

const errorSums = z.object({
  checked: count.describe('waits that are known to lie in the interval, or outside it'),
  inside: count,
  measured: count.describe('waits of known length, over which the sums run'),
  errorMsSum: z.number().int().describe('predicted median - wait; above 0: predicted too long'),
  absErrorMsSum: count,
});

const waitEstimate = named(
  'WaitEstimate',
  z.object({
    now: z
      .object({
        medianMs: count,
        lowMs: count.describe('eight waits of ten lie from here to highMs'),
        highMs: count,
        method: z.enum(['agent-free', 'line', 'line-and-head', 'expected-handle-time']),
        ahead: count.describe('how many are served before'),
        agents: count.describe('logged in, available and fit, busy ones included'),
      })
      .nullable()
      .describe('for who joins now with priority 0; null where no agent could serve'),
    today: z.object({
      answered: errorSums.describe('those who were connected'),
      left: errorSums.describe('those who left, as far as their waits became known'),
      leftCount: count,
    }),
    recent: errorSums.extend({ window: count }).describe('the last checks, at most `window`'),
  }),
);

export const queueView = named(
  'Queue',
  z.object({
    queueId: z.string(),
    clientId: z.string(),
    name: z.string(),
    waiting: count,
    longestWaitMs: count,
    callbacks: count.optional().describe('contacts that are to be called back'),
    agents: z.object({ idle: count, busy: count, onBreak: count }),
    today: z
      .object({
        offered: count,
        answered: count,
        abandoned: count,
        overflowed: count,
        withdrawn: count,
        answeredInTime: count,
        waitMsSum: count,
        survey: surveyFigures.optional().describe('absent: nobody was asked'),
        callbacksBooked: count.optional(),
        callbacksServed: count.optional(),
        callbacksFailed: count.optional(),
      })
      .optional()
      .describe('not for providers: it counts the calls of all of them'),
    serviceLevelMs: count,
    waitEstimate: waitEstimate.optional().describe('not for providers, as today'),
  }),
);
