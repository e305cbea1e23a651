import type { AbandonFormula } from './abandon-rate';
import type { CampaignConfig } from './campaign-config';
import { LAW_BOOK, profilesAt } from './law/law-book';
import type { AttemptCaps, LawId } from './law-profile';
import type { NumberRules } from './number-rule';
import type { RetryRules } from './retry';
import { abandonRulesOf, type StrictestLaw, strictest } from './strictest-law';

/** What a campaign is held to, by law and by its own rules. */
export interface CampaignLaw {
  readonly profileIds: readonly LawId[];
  /** Its own hours beside the law's: a calendar of the centre. */
  readonly calendarId?: string;
  readonly attempts: AttemptCaps;
  /** Between two attempts to one person at least. */
  readonly gapMs: number;
  readonly numbers: NumberRules;
  readonly retry: RetryRules;
  /** Of a hundred answers taken for machines so many are estimated to have been people. */
  readonly falsePositivePct: number;
}

/** From the answer to the agent, where no law says a shorter time. */
const CONNECT_LIMIT_MS = 2_000;

/** The profiles of a campaign joined, kept until one of them changes. */
const joined = new WeakMap<CampaignConfig, { law: StrictestLaw; from: number; until: number }>();

/** What the campaign's profiles ask together at an instant. */
export function lawAt(config: CampaignConfig, at: number): StrictestLaw {
  const found = joined.get(config);
  if (found && at >= found.from && at < found.until) return found.law;
  const law = strictest(profilesAt(config.law.profileIds, at));
  const changes = LAW_BOOK.map(({ validFrom }) => validFrom);
  const from = Math.max(Number.NEGATIVE_INFINITY, ...changes.filter((one) => one <= at));
  const until = Math.min(Number.POSITIVE_INFINITY, ...changes.filter((one) => one > at));
  joined.set(config, { law, from, until });
  return law;
}

/** What its profiles ask together from one instant to another, each version that holds in it. */
export function lawsBetween(
  config: CampaignConfig,
  from: number,
  until: number,
): readonly StrictestLaw[] {
  const changes = LAW_BOOK.map(({ validFrom }) => validFrom);
  const within = new Set(changes.filter((at) => at > from && at < until));
  return [from, ...within].map((at) => lawAt(config, at));
}

/** By when after the answer an agent has to be there. */
export const connectLimitMs = (config: CampaignConfig, at: number): number =>
  Math.min(CONNECT_LIMIT_MS, lawAt(config, at).connectLimitMs?.value ?? CONNECT_LIMIT_MS);

/** A stretch of time over which drops are held against a limit. */
export interface AbandonWindow {
  /** Whose limit it is: an article of law or code, or `campaign`. */
  readonly regime: string;
  readonly formula: AbandonFormula;
  readonly limitPct: number;
  readonly windowMs: number;
  readonly falsePositivePct: number;
}

const DAY_MS = 86_400_000;

/** Every limit that holds for the drops of a campaign, its own bound first. */
export function abandonWindows(
  config: CampaignConfig,
  ownPct: number,
  at: number,
): readonly AbandonWindow[] {
  const { falsePositivePct } = config.law;
  const rules = abandonRulesOf(lawAt(config, at), config.machineDetection);
  return [
    { regime: 'campaign', formula: 'us', limitPct: ownPct, windowMs: DAY_MS, falsePositivePct },
    ...rules.map(({ formula, limitPct, window, source }) => ({
      ...{ regime: source, formula, limitPct, windowMs: window.ms, falsePositivePct },
    })),
  ];
}
