import { type AbandonFormula, abandonFraction } from '../core/dialer/abandon-rate';
import type { CallSums, ReportGroup, SumName } from './call-sums';
import { type Figure, type FormulaId, figure } from './formula';

export const REPORT_KIND_NAMES = [
  'queues',
  'providers',
  'agents',
  'campaigns',
  'lists',
  'abandon',
  'connect-time',
] as const;

export type ReportKind = (typeof REPORT_KIND_NAMES)[number];

interface Kind {
  readonly group: ReportGroup;
  readonly sums: readonly SumName[];
  readonly figures: readonly FormulaId[];
}

const HANDLING: readonly SumName[] = ['handled', 'talkMs', 'holdMs', 'wrapMs'];
const INBOUND: readonly SumName[] = [
  ...(['offered', 'answered', 'abandoned', 'answeredInTime', 'abandonedInTime'] as const),
  ...(['waitAnsweredMs', 'waitMaxMs'] as const),
];
const DIALED: readonly SumName[] = [
  ...(['attempts', 'reached', 'liveInTime', 'liveLate', 'dropped', 'machines'] as const),
  ...(['machinesToAgents', 'humansToAgents'] as const),
];
const WAITING: readonly FormulaId[] = [
  ...(['offered.v1', 'service-level.copc.v1', 'service-level.answered.v1'] as const),
  ...(['service-level.finished.v1', 'abandonment.v1', 'asa.v1'] as const),
];
const DIALING: readonly FormulaId[] = ['connect-rate.v1', 'live-rate.v1'];

/** What each report tells of its calls. */
export const REPORT_KINDS: Readonly<Record<ReportKind, Kind>> = {
  queues: { group: 'queue', sums: [...INBOUND, ...HANDLING], figures: [...WAITING, 'aht.v1'] },
  providers: {
    group: 'provider',
    sums: ['calls', ...INBOUND, ...HANDLING, ...DIALED],
    figures: ['aht.v1', 'asa.v1', 'service-level.answered.v1', 'connect-late.v1'],
  },
  agents: { group: 'agent', sums: ['calls', ...HANDLING], figures: ['aht.v1', 'asa.v1'] },
  campaigns: {
    group: 'campaign',
    sums: [...DIALED, ...HANDLING],
    figures: [...DIALING, 'connect-late.v1', 'abandon.us.v1', 'aht.v1'],
  },
  lists: { group: 'list', sums: [...DIALED, ...HANDLING], figures: [...DIALING, 'aht.v1'] },
  abandon: {
    group: 'campaign',
    sums: DIALED,
    figures: ['abandon.us.v1', 'abandon.uk-amd.v1', 'abandon.uk-no-amd.v1', 'abandon.attempts.v1'],
  },
  'connect-time': {
    group: 'campaign',
    sums: ['liveInTime', 'liveLate', 'dropped'],
    figures: ['connect-late.v1'],
  },
};

export const figuresOf = (formulas: readonly FormulaId[], sums: CallSums): Figure[] =>
  formulas.map((formula) => figure(formula, ...FRACTIONS[formula](sums)));

type Fraction = readonly [numerator: number, denominator: number];

const FRACTIONS: Readonly<Record<FormulaId, (sums: CallSums) => Fraction>> = {
  'offered.v1': (s) => [s.offered, 1],
  'service-level.copc.v1': (s) => [s.answeredInTime, s.offered],
  'service-level.answered.v1': (s) => [s.answeredInTime, s.answered],
  'service-level.finished.v1': (s) => [
    s.answeredInTime + s.abandonedInTime,
    s.answered + s.abandoned,
  ],
  'abandonment.v1': (s) => [s.abandoned, s.offered],
  'asa.v1': (s) => [s.waitAnsweredMs, s.answered],
  'aht.v1': (s) => [s.talkMs + s.holdMs + s.wrapMs, s.handled],
  'connect-rate.v1': (s) => [s.reached, s.attempts],
  'live-rate.v1': (s) => [live(s), s.attempts],
  'connect-late.v1': (s) => [s.liveLate, live(s)],
  'abandon.us.v1': abandon('us'),
  'abandon.uk-amd.v1': abandon('uk-amd'),
  'abandon.uk-no-amd.v1': abandon('uk-no-amd'),
  'abandon.attempts.v1': abandon('attempts'),
};

const live = (s: CallSums): number => s.liveInTime + s.liveLate + s.dropped;

/** As the gate counts; no people are estimated among those who were taken for machines. */
function abandon(formula: AbandonFormula): (sums: CallSums) => Fraction {
  return (sums) => {
    const counts = { ...sums, machinesDetected: sums.machines };
    const { numerator, denominator } = abandonFraction(formula, counts, 0);
    return [numerator, denominator];
  };
}
