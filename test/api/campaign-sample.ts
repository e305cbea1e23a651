import type { Centre } from '../../src/core/centre';
import type { Cause, InputBody } from '../../src/core/input';
import type {
  CampaignView,
  CrewCounts,
  DialingView,
  LeadView,
  PreviewView,
} from '../../src/engine/facade/campaign-view';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const crew = (given: Partial<CrewCounts> = {}): CrewCounts => ({
  loggedIn: 0,
  idle: 0,
  reserved: 0,
  talking: 0,
  wrapUp: 0,
  elsewhere: 0,
  onBreak: 0,
  noLine: 0,
  ...given,
});

const PACING = {
  mode: 'predictive',
  linesPerAgentMax: 1.8,
  ratio: 1,
  abandonMaxPct: 2.5,
} as const;

const DIALING: DialingView = {
  lines: { dialing: 9, listening: 1, waiting: 1, connected: 7, dropped: 0, machine: 1 },
  linesMax: 60,
  callsPerSecondMax: 10,
  hopper: 148,
  hopperMax: 200,
  hasOpen: true,
  pace: {
    launched: 38,
    byMinute: [0, 4, 18, 22, 25, 24, 26, 27, 24, 28, 31, 33, 36, 37, 38],
  },
  counts: {
    launched: 2_412,
    answered: 804,
    refused: 31,
    connected: 640,
    dropped: 14,
    machine: 122,
    busy: 241,
    'no-answer': 1_301,
    'hung-up': 9,
  },
  recent: {
    windowMs: 15 * MINUTE_MS,
    counts: { launched: 373, answered: 121, connected: 97, dropped: 2, machine: 18 },
  },
  answerRate: {
    formulaId: 'answer-rate',
    numerator: 121,
    denominator: 373,
    ratePct: (100 * 121) / 373,
    windowMs: 15 * MINUTE_MS,
  },
  decision: {
    lines: 2,
    reservedOnly: false,
    reasons: {
      bound: 'risk',
      threshold: 0.04,
      risk: 0.051,
      answerChance: 0.32,
      expectedAnswers: 3.1,
      expectedFrees: 2.4,
      horizonMs: 20_000,
      budgetLeft: 5.6,
      regime: 'campaign',
    },
    lookAgainInMs: 1_000,
  },
  budgets: [
    {
      formulaId: 'us',
      numerator: 14,
      denominator: 654,
      ratePct: (100 * 14) / 654,
      windowMs: DAY_MS,
      regime: 'campaign',
      limitPct: 2.5,
      dropsLeft: 2,
    },
    {
      formulaId: 'attempts',
      numerator: 14,
      denominator: 2_412,
      ratePct: (100 * 14) / 2_412,
      windowMs: 30 * DAY_MS,
      regime: 'code of CCV and DDV, 3.2',
      limitPct: 3,
      dropsLeft: 58,
    },
  ],
  breached: false,
};

/** A campaign in the middle of its day, worked by two companies. */
export const campaignSample = (now: number, over: Partial<CampaignView> = {}): CampaignView => ({
  campaignId: 'spring',
  clientId: 'nordlicht',
  name: 'Spring trips',
  queueId: 'nordlicht-booking',
  state: 'running',
  since: now - 95 * MINUTE_MS,
  endsAt: now + 6 * 3_600_000,
  machineDetection: true,
  pacing: { ...PACING, linesPerAgentMax: 2.2 },
  bounds: {
    modes: ['progressive', 'ratio', 'predictive'],
    linesPerAgentMax: 3,
    ratioMax: 2,
    abandonMaxPct: 3,
  },
  agents: crew({ loggedIn: 12, idle: 1, talking: 7, wrapUp: 2, onBreak: 1, noLine: 1 }),
  crews: [
    { providerId: 'baltic-voice', ...crew({ loggedIn: 5, talking: 4, onBreak: 1 }) },
    {
      providerId: 'rheinruf',
      ...crew({ loggedIn: 7, idle: 1, talking: 3, wrapUp: 2, noLine: 1 }),
    },
  ],
  occupancy: {
    formulaId: 'occupancy-now',
    numerator: 9,
    denominator: 10,
    ratePct: 90,
    windowMs: 0,
  },
  changes: [
    {
      at: now - 30 * MINUTE_MS,
      actor: 'token:supervisor',
      reason: 'answer rate rose after lunch',
      from: { ...PACING, mode: 'progressive' },
      to: PACING,
    },
    {
      at: now - 4 * MINUTE_MS,
      actor: 'token:supervisor',
      reason: 'agents wait too long',
      from: PACING,
      to: { ...PACING, linesPerAgentMax: 2.2 },
    },
  ],
  previews: [],
  ready: [],
  dialing: DIALING,
  ...over,
});

const LEAD: LeadView = {
  leadId: 'lead-7',
  listId: 'march',
  numbers: [
    { number: '+49301000007', role: 'home', zone: 'Europe/Berlin', isNext: true },
    { number: '+491701000007', role: 'mobile', zone: 'Europe/Berlin' },
  ],
  fields: { name: 'Erika Beispiel', trip: 'Rome' },
  attempts: [{ at: 1_700_000_000_000, number: '+49301000007', result: 'busy' }],
};

/** One lead on the desk of an agent, in the mode preview. */
export const previewSample = (now: number, agentId: string): PreviewView => ({
  ...LEAD,
  campaignId: 'spring',
  agentId,
  since: now - 20_000,
  expiresAt: now + 160_000,
});

/** What may be picked in the mode manual. */
export const readySample: readonly LeadView[] = [LEAD, { ...LEAD, leadId: 'lead-8' }];

/** The centre, applied with a campaign that names the providers that work it. */
export function workedBy(
  centre: Centre,
  campaignId: string,
  providerIds: readonly string[],
): [InputBody, Cause] {
  const [pattern] = centre.campaigns ?? [];
  if (!pattern) throw new Error('the example has no campaign');
  const campaigns = [{ ...pattern, campaignId, providerIds }];
  const body: InputBody = { type: 'centre.applied', centre: { ...centre, campaigns } };
  return [body, { actor: 'test', reason: 'test' }];
}
