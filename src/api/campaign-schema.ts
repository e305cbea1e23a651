import { z } from 'zod';
import type { AbandonFormula } from '../core/dialer/abandon-rate';
import type { DialMode } from '../core/dialer/campaign-config';
import { count, named, timestamp } from './view-schema';

export const dialMode = z.enum([
  'manual',
  'preview',
  'progressive',
  'ratio',
  'predictive',
] satisfies DialMode[]);

const FORMULAS = ['us', 'uk-amd', 'uk-no-amd', 'attempts'] satisfies AbandonFormula[];

const percent = z.number().min(0);

export const pacingSettings = named(
  'PacingSettings',
  z.object({
    mode: dialMode,
    linesPerAgentMax: z.number().describe('lines at once for each agent who is there, at most'),
    ratio: z.number().describe('lines for each idle agent, in the mode `ratio`'),
    abandonMaxPct: percent.describe("the campaign's own bound on drops, of those who answered"),
  }),
);

export const pacingBounds = named(
  'PacingBounds',
  z.object({
    modes: z.array(dialMode),
    linesPerAgentMax: z.number(),
    ratioMax: z.number(),
    abandonMaxPct: percent,
  }),
);

/** A figure that is foretold. */
export const expected = z
  .object({ median: z.number(), low: z.number(), high: z.number() })
  .describe('nine of ten outcomes lie from `low` to `high`');

export const pacingChange = named(
  'PacingChange',
  z.object({
    at: timestamp,
    actor: z.string().describe('`token:<tokenId>`; clients and providers see `token`'),
    reason: z.string(),
    from: pacingSettings,
    to: pacingSettings,
    isUndo: z.literal(true).optional().describe('it took an earlier change back'),
    expected: z
      .object({ horizonMs: count, occupancyPct: expected, abandonPct: expected })
      .optional()
      .describe('what was foretold of it; absent: nothing'),
    realised: z
      .object({
        forMs: count,
        busyMs: count.describe('sum over agents while it dialed'),
        thereMs: count.describe('the same; busyMs / thereMs is the occupancy'),
        people: count.describe('who answered, and were connected or dropped'),
        drops: count,
      })
      .optional()
      .describe('what came of it, until the next change'),
  }),
);

const setting = z.number().min(0).max(1_000);

/** What of the settings becomes different. */
export const pacingChangeBody = z
  .strictObject({
    mode: dialMode.optional(),
    linesPerAgentMax: setting.optional(),
    ratio: setting.optional(),
    abandonMaxPct: setting.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one setting');

const crew = {
  loggedIn: count.describe('all of the others together'),
  idle: count,
  reserved: count.describe('kept for a line that rings, or about to be joined'),
  talking: count,
  wrapUp: count,
  elsewhere: count.describe('busy with a call that is not of the campaign'),
  onBreak: count,
  noLine: count.describe('available, but without a line that stands'),
};

const figure = {
  formulaId: z.string().describe('as in docs/GLOSSARY.md'),
  numerator: z.number(),
  denominator: z.number(),
  ratePct: z.number().nullable().describe('null while the denominator is 0'),
  windowMs: count.describe('0: at this instant'),
};

const counts = z
  .record(z.string(), count)
  .describe('`launched`, `answered`, `refused` (by the gate), and results of attempts');

const budget = z.object({
  ...figure,
  formulaId: z.enum(FORMULAS),
  regime: z.string().describe('whose limit it is: an article of law or code, or `campaign`'),
  limitPct: percent,
  dropsLeft: count.describe('drops that would fit in now'),
});

const dialing = z.object({
  lines: z
    .object({
      dialing: count,
      listening: count.describe('answered: a person or a machine?'),
      waiting: count.describe('a person is there, an agent not yet'),
      connected: count,
      dropped: count.describe('hears the drop action'),
      machine: count,
    })
    .describe('in flight, by phase'),
  linesMax: count,
  callsPerSecondMax: z.number(),
  hopper: count.describe('leads that are ready'),
  hopperMax: count,
  hasOpen: z.boolean().describe('whether any lead was not done yet, at the last refill'),
  pace: z.object({
    launched: count.describe('lines launched in the last minute'),
    byMinute: z.array(count).describe('the last 15 minutes, the newest last'),
  }),
  counts: counts.describe('since the campaign first began'),
  recent: z.object({ windowMs: count, counts }),
  answerRate: z.object(figure),
  decision: z
    .object({
      lines: count,
      reservedOnly: z
        .boolean()
        .describe('the bound of the drops holds: no line beyond free agents'),
      reasons: z.looseObject({ bound: z.string() }).describe('what kept it from being more'),
      lookAgainInMs: z.number(),
    })
    .optional()
    .describe('of pacing, the last one'),
  budgets: z.array(budget),
  breached: z.boolean().describe('drops are over a limit'),
});

export const campaignView = named(
  'Campaign',
  z.object({
    campaignId: z.string(),
    clientId: z.string(),
    name: z.string(),
    queueId: z.string(),
    state: z.enum(['stopped', 'running', 'paused', 'draining', 'finished', 'over']),
    since: timestamp.describe('of the state'),
    startsAt: timestamp.optional(),
    endsAt: timestamp.describe('no call starts from then on'),
    machineDetection: z.boolean(),
    pacing: pacingSettings,
    bounds: pacingBounds,
    agents: z.object(crew),
    crews: z.array(z.object({ providerId: z.string(), ...crew })),
    occupancy: z.object(figure),
    lastChange: pacingChange.optional(),
    dialing: dialing
      .optional()
      .describe('absent for a provider that shares the campaign with others'),
  }),
);
