import { never } from '../assert';

/** The forms in which laws and codes count abandoned calls. */
export const ABANDON_FORMULAS = ['us', 'uk-amd', 'uk-no-amd', 'attempts'] as const;

export type AbandonFormula = (typeof ABANDON_FORMULAS)[number];

/** What came of a campaign's own attempts; inbound and manual calls do not belong here. */
export const OUTCOME_KINDS = [
  /** Every line that was launched. */
  'attempts',
  /** A person who was connected to an agent in time: C. */
  'liveInTime',
  /** A person who was connected, but late: X. */
  'liveLate',
  /** A person for whom no agent was there within the limit: D. */
  'dropped',
  /** A machine that an agent got to hear: M_a. */
  'machinesToAgents',
  /** A person whom an agent got to hear, in time or late: H_a. */
  'humansToAgents',
  /** Answers that machine detection took for machines; some of them were people. */
  'machinesDetected',
] as const;

export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

export const NO_OUTCOMES: OutcomeCounts = {
  attempts: 0,
  liveInTime: 0,
  liveLate: 0,
  dropped: 0,
  machinesToAgents: 0,
  humansToAgents: 0,
  machinesDetected: 0,
};

/** A rate that can be recomputed: formula, both sides of the fraction, and over how long. */
export interface AbandonRate {
  readonly formulaId: AbandonFormula;
  readonly numerator: number;
  readonly denominator: number;
  /** 0 while the denominator is 0. */
  readonly ratePct: number;
  readonly windowMs: number;
}

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Both sides of a regime's fraction. `falsePositivePct`: of so many in a hundred answers that
 * machine detection took for machines it is estimated that they were people (F of the UK's form).
 *
 * us: 16 CFR 310.4(b)(4)(i), 47 CFR 64.1200(a)(7). uk-amd, uk-no-amd: Ofcom, statement of policy of
 * 20 December 2016, annex 3. attempts: code of CCV and DDV, lost calls.
 */
export function abandonFraction(
  formula: AbandonFormula,
  counts: OutcomeCounts,
  falsePositivePct: number,
): Fraction {
  switch (formula) {
    case 'us':
      return ofLive(counts.dropped + counts.liveLate, counts.liveInTime);
    case 'uk-amd': {
      const falsePositives = (counts.machinesDetected * falsePositivePct) / 100;
      return ofLive(counts.dropped + falsePositives, counts.liveInTime);
    }
    case 'uk-no-amd':
      return ofPersons(counts);
    case 'attempts':
      return { numerator: counts.dropped, denominator: counts.attempts };
    default:
      return never(formula);
  }
}

const ofLive = (abandoned: number, served: number): Fraction => ({
  numerator: abandoned,
  denominator: abandoned + served,
});

/**
 * Among those dropped the share of machines was as among those whom agents heard. D' / (D' + H) is
 * D / (D + H + M); while no person was heard the latter is the limit that both sides are taken of.
 */
function ofPersons({ dropped, humansToAgents, machinesToAgents }: OutcomeCounts): Fraction {
  if (humansToAgents === 0) return ofLive(dropped, machinesToAgents);
  const persons = (dropped * humansToAgents) / (humansToAgents + machinesToAgents);
  return ofLive(persons, humansToAgents);
}

/** The rate in percent, with what it was made of. */
export function abandonRate(
  formula: AbandonFormula,
  counts: OutcomeCounts,
  options: { readonly windowMs: number; readonly falsePositivePct: number },
): AbandonRate {
  const fraction = abandonFraction(formula, counts, options.falsePositivePct);
  const { numerator, denominator } = fraction;
  return {
    formulaId: formula,
    numerator,
    denominator,
    ratePct: denominator === 0 ? 0 : (100 * numerator) / denominator,
    windowMs: options.windowMs,
  };
}

/** A formula as it is printed beside each figure made with it. */
export const describeFormula = (formula: AbandonFormula): string => DESCRIPTIONS[formula];

const DESCRIPTIONS: Readonly<Record<AbandonFormula, string>> = {
  us:
    '(D + X) / (D + X + C): people dropped or connected late, of all who answered; machines do ' +
    'not count, and the message does not cure a drop (16 CFR 310.4(b)(1)(iv) and (b)(4)(i); ' +
    '47 CFR 64.1200(a)(7))',
  'uk-amd':
    '(D + F) / (D + F + C): people dropped and, by estimate, people taken for machines, of these ' +
    'and those connected in time (Ofcom, persistent misuse statement 2016, annex 3, with AMD)',
  'uk-no-amd':
    "D' / (D' + H) with D' = D x H / (H + M): drops less the share of machines among the answers " +
    'that agents heard, of these and the people heard (Ofcom, persistent misuse statement 2016, ' +
    'annex 3, without AMD)',
  attempts:
    'D / N: lost calls, of all attempts (code of CCV and DDV on outbound dialing, agreed with ' +
    'the Bundesnetzagentur)',
};
