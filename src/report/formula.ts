/** What a figure is: a share in percent, a mean in ms, or so many of something. */
export type FigureUnit = 'percent' | 'ms' | 'count';

/** How a figure is made; printed with every report that uses it. */
export interface Formula {
  readonly unit: FigureUnit;
  readonly numerator: string;
  /** 1 for a count. */
  readonly denominator: string;
  /** Standard, product or article of law that counts like this. */
  readonly source: string;
}

/** Closed: a formula never changes its meaning, another meaning is another id. */
export const FORMULAS = {
  'offered.v1': {
    unit: 'count',
    numerator: 'inbound calls that joined a queue, by the last queue and the time of the offer',
    denominator: '1',
    source: 'COPC',
  },
  'service-level.copc.v1': {
    unit: 'percent',
    numerator: 'answered within the threshold',
    denominator: 'offered',
    source: 'COPC',
  },
  'service-level.answered.v1': {
    unit: 'percent',
    numerator: 'answered within the threshold',
    denominator: 'answered',
    source: 'Asterisk app_queue, SL1',
  },
  'service-level.finished.v1': {
    unit: 'percent',
    numerator: 'answered or abandoned within the threshold',
    denominator: 'answered or abandoned',
    source: 'Asterisk app_queue, SL2',
  },
  'abandonment.v1': {
    unit: 'percent',
    numerator: 'hung up while waiting',
    denominator: 'offered',
    source: 'COPC',
  },
  'asa.v1': {
    unit: 'ms',
    numerator: 'sum of the waits of answered calls',
    denominator: 'answered',
    source: 'average speed of answer, COPC',
  },
  'aht.v1': {
    unit: 'ms',
    numerator: 'sum of talk, hold and wrap-up',
    denominator: 'calls that talked with an agent',
    source: 'average handling time, COPC',
  },
  'connect-rate.v1': {
    unit: 'percent',
    numerator: 'attempts that somebody or something answered',
    denominator: 'attempts',
    source: 'answer-seizure ratio, ITU-T E.411',
  },
  'live-rate.v1': {
    unit: 'percent',
    numerator: 'attempts that a person answered: connected or dropped',
    denominator: 'attempts',
    source: 'live answer rate',
  },
  'connect-late.v1': {
    unit: 'percent',
    numerator: 'people of campaigns who talked with an agent later than two seconds',
    denominator: 'people of campaigns who talked with an agent or were dropped',
    source: '16 CFR 310.4(b)(1)(iv): the two-second proof',
  },
  'abandon.us.v1': {
    unit: 'percent',
    numerator: 'people dropped (D), or connected later than two seconds (X)',
    denominator: 'D + X + people connected in time (C)',
    source: '16 CFR 310.4(b)(4)(i), 47 CFR 64.1200(a)(7)',
  },
  'abandon.uk-amd.v1': {
    unit: 'percent',
    numerator: 'people dropped (D), without an estimate of people taken for machines',
    denominator: 'D + people connected in time (C)',
    source: 'Ofcom, persistent misuse statement 2016, annex 3, with AMD',
  },
  'abandon.uk-no-amd.v1': {
    unit: 'percent',
    numerator: "D' = D x H / (H + M), of people (H) and machines (M) that agents heard",
    denominator: "D' + H",
    source: 'Ofcom, persistent misuse statement 2016, annex 3, without AMD',
  },
  'abandon.attempts.v1': {
    unit: 'percent',
    numerator: 'people dropped',
    denominator: 'all attempts',
    source: 'code of CCV and DDV, Bundesnetzagentur',
  },
} as const satisfies Readonly<Record<string, Formula>>;

export type FormulaId = keyof typeof FORMULAS;

/** A figure with what it was made of: whoever has the records can make it again. */
export interface Figure {
  readonly formula: FormulaId;
  readonly numerator: number;
  readonly denominator: number;
  /** To four places; null where the denominator is 0: nothing is not the same as none. */
  readonly value: number | null;
}

export function figure(formula: FormulaId, numerator: number, denominator = 1): Figure {
  const scale = FORMULAS[formula].unit === 'percent' ? 100 : 1;
  const value = denominator === 0 ? null : rounded((numerator * scale) / denominator);
  return { formula, numerator: rounded(numerator), denominator: rounded(denominator), value };
}

/** The same bytes on every machine: no digit hangs on how a sum was added up. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
