import type { CalendarComputed } from '../input';
import { CAP_WINDOW_MS, capFreeAt, quietUntil, type WindowedCap } from './attempt-cap';
import { windowVerdict } from './calling-window';
import { consentTo } from './consent';
import type { GateClause, GateRefusal } from './gate-clause';
import type { HopperLead, LeadConsent, LeadNumber } from './hopper';
import type { AttemptCaps, ConsentRule } from './law-profile';
import { NUMBER_OUT_RESULTS, type NumberRules, numberVerdict } from './number-rule';
import { FACTS_KEPT_MS, type PersonHistory } from './recent-attempt';
import type { Bound, StrictestLaw } from './strictest-law';

/** One call that somebody wants to place. */
export interface GateAttempt {
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly number: Pick<LeadNumber, 'number' | 'suppressed' | 'consent'> & {
    /** Absent: not known, so that it may be a mobile. */
    readonly lineType?: 'fixed' | 'mobile';
  };
  /** Since when what is told here is known (ms, UTC). */
  readonly knownAt: number;
  readonly lead: Pick<
    HopperLead,
    'attempts' | 'consent' | 'consentWithdrawnAt' | 'callback' | 'audience'
  >;
  /** The same, and all other leads of the client that are the same person. */
  readonly person: PersonHistory;
  /** An agent is reserved for it, so that it cannot be dropped. */
  readonly agentGuaranteed: boolean;
  /** Whose agents would talk; absent: those of any company that the campaign names. */
  readonly providerId?: string;
  /** The number that will be shown. */
  readonly callerId?: string;
  /**
   * The hours that have to be open, those of the called number's zone for each profile of
   * `rules.law.hours` and the campaign's own; undefined where one was not computed.
   */
  readonly calendars: readonly (CalendarComputed | undefined)[];
  readonly trunk: {
    readonly linesInUse: number;
    readonly linesMax: number;
    /** Recent launches (ms, UTC), those of the last second at least. */
    readonly launches: readonly number[];
    readonly callsPerSecondMax: number;
  };
}

/** What a campaign is held to. */
export interface GateRules {
  readonly law: StrictestLaw;
  readonly campaign: {
    /** Whether its state lets calls start: running, or draining what the hopper holds. */
    readonly mayDial: boolean;
    readonly startsAt?: number;
    readonly endsAt?: number;
    /** The companies that may talk for it now. */
    readonly providerIds: readonly string[];
  };
  /** The campaign's own, beside the law's. */
  readonly attempts: AttemptCaps;
  readonly gapMs: number;
  readonly numbers: NumberRules;
  /** Numbers that the client may show. */
  readonly callerIds: readonly string[];
}

/**
 * Why this attempt may not be made now: the first clause in the order of `GATE_CLAUSES` that
 * forbids it, or null. Total and without side effects: dialing, `leitstand why` and the tests of
 * law 6 all use it. Asked once before each launch; a line that rings is never cut by it.
 */
export const gate = (attempt: GateAttempt, rules: GateRules): GateRefusal | null =>
  numberRefusal(attempt, rules) ??
  campaignEnded(attempt, rules) ??
  usedUp(attempt, rules) ??
  consentRefusal(attempt, rules) ??
  campaignRefusal(attempt, rules) ??
  partyRefusal(attempt, rules) ??
  nowRefusal(attempt) ??
  peaceRefusal(attempt, rules) ??
  capRefusal(attempt, rules) ??
  soonRefusal(attempt, rules) ??
  windowRefusal(attempt, rules) ??
  trunkRefusal(attempt);

const refused = (clause: GateClause, law?: string): GateRefusal => ({
  clause,
  ...(law !== undefined && { law }),
  final: true,
});

const until = (clause: GateClause, at: number | undefined, law?: string): GateRefusal => ({
  clause,
  ...(law !== undefined && { law }),
  ...(at !== undefined && Number.isFinite(at) && { until: at }),
});

function numberRefusal({ number, lead }: GateAttempt, rules: GateRules): GateRefusal | null {
  const isOut = lead.attempts.some(
    (past) => past.number === number.number && NUMBER_OUT_RESULTS.includes(past.result),
  );
  if (isOut) return refused('number-invalid');
  const verdict = numberVerdict(number.number, rules.numbers);
  if (verdict) return refused(verdict);
  return number.suppressed ? refused(`do-not-call-${number.suppressed}`) : null;
}

const campaignEnded = ({ at }: GateAttempt, { campaign }: GateRules): GateRefusal | null =>
  campaign.endsAt !== undefined && at >= campaign.endsAt ? refused('campaign-over') : null;

function usedUp({ person }: GateAttempt, { law, attempts }: GateRules): GateRefusal | null {
  const bound = stricter(law.attempts.perCampaign, attempts.perCampaign);
  return bound && person.attemptsTotal >= bound.value ? refused('attempts-total', bound.law) : null;
}

function consentRefusal(attempt: GateAttempt, { law }: GateRules): GateRefusal | null {
  const consent = consentTo(attempt.number, attempt.lead);
  for (const rule of law.consent) {
    if (!isAsked(rule.required, attempt)) continue;
    if (!consent || consent.givenAt > attempt.at || consent.evidence === '') {
      return refused('consent-missing', rule.law);
    }
    // An exemption of one law is no consent to another.
    const isExempt = EXEMPTIONS.has(consent.kind);
    if (isExempt && !rule.exemptKinds.includes(consent.kind)) {
      return refused('consent-missing', rule.law);
    }
    const { expiresAt = Number.POSITIVE_INFINITY } = consent;
    if (attempt.at >= expiresAt || attempt.at >= proofEndsAt(attempt, consent, rule)) {
      return refused('consent-expired', rule.law);
    }
  }
  return null;
}

/** What nobody has to be able to prove any more counts for nothing. Kept from each use anew. */
function proofEndsAt(
  { person }: GateAttempt,
  { givenAt }: LeadConsent,
  { retentionMs = Number.POSITIVE_INFINITY }: ConsentRule,
): number {
  return Math.max(givenAt, ...person.attempts.map((past) => past.at)) + retentionMs;
}

/** Kinds that are no consent by themselves; they stand in place of one where a law says so. */
const EXEMPTIONS: ReadonlySet<string> = new Set(['contract']);

function isAsked(required: 'always' | 'consumer' | 'mobile', attempt: GateAttempt): boolean {
  if (required === 'always') return true;
  if (required === 'mobile') return attempt.number.lineType !== 'fixed';
  return attempt.lead.audience !== 'business';
}

function campaignRefusal({ at }: GateAttempt, { campaign }: GateRules): GateRefusal | null {
  if (campaign.startsAt !== undefined && at < campaign.startsAt) {
    return until('not-begun', campaign.startsAt);
  }
  return campaign.mayDial ? null : { clause: 'campaign-not-running' };
}

function partyRefusal(attempt: GateAttempt, rules: GateRules): GateRefusal | null {
  const { providerId, callerId } = attempt;
  const { providerIds } = rules.campaign;
  const mayTalk =
    providerId === undefined ? providerIds.length > 0 : providerIds.includes(providerId);
  if (!mayTalk) return { clause: 'provider-not-entitled' };
  if (callerId === undefined || callerId === '') return { clause: 'caller-id-missing' };
  return rules.callerIds.includes(callerId) ? null : { clause: 'caller-id-not-allotted' };
}

function nowRefusal({ at, knownAt, person }: GateAttempt): GateRefusal | null {
  if (at - knownAt > FACTS_KEPT_MS) return { clause: 'facts-stale' };
  return person.isCalledNow ? { clause: 'called-now' } : null;
}

/** Results after which somebody may have answered and found nobody there. */
const DROPS = ['dropped', 'unknown'] as const;

function peaceRefusal(attempt: GateAttempt, { law }: GateRules): GateRefusal | null {
  const { at, person } = attempt;
  const { refusalQuietMs, quietAfterDropMs, quietAfterMachineMs } = law;
  if (refusalQuietMs && person.refusedAt !== undefined) {
    const end = person.refusedAt + refusalQuietMs.value;
    if (at < end) return until('refused-before', end, refusalQuietMs.law);
  }
  if (attempt.agentGuaranteed) return null;
  const quiet = (clause: GateClause, results: readonly string[], bound: Bound | undefined) => {
    const end = bound && quietUntil(person.attempts, results, { at, quietMs: bound.value });
    return typeof end === 'number' ? until(clause, end, bound?.law) : null;
  };
  return (
    quiet('quiet-after-drop', DROPS, quietAfterDropMs) ??
    quiet('quiet-after-machine', ['machine'], quietAfterMachineMs)
  );
}

const WINDOWED: readonly (readonly [WindowedCap, GateClause])[] = [
  ['per30Days', 'attempts-30-days'],
  ['perWeek', 'attempts-week'],
  ['perDay', 'attempts-day'],
];

function capRefusal({ at, person }: GateAttempt, rules: GateRules): GateRefusal | null {
  for (const [cap, clause] of WINDOWED) {
    const bound = stricter(rules.law.attempts[cap], rules.attempts[cap]);
    if (!bound) continue;
    const windowMs = CAP_WINDOW_MS[cap];
    const freeAt = capFreeAt(person.attempts, at, { cap: bound.value, windowMs });
    if (freeAt !== null) return until(clause, freeAt, bound.law);
  }
  return null;
}

/** The law's bound where it is not above the campaign's own. */
function stricter(
  ofLaw: Bound | undefined,
  own: number | undefined,
): { readonly value: number; readonly law?: string } | undefined {
  if (own === undefined || (ofLaw && ofLaw.value <= own)) return ofLaw;
  return { value: own };
}

function soonRefusal({ at, lead, person }: GateAttempt, { gapMs }: GateRules): GateRefusal | null {
  const last = Math.max(Number.NEGATIVE_INFINITY, ...person.attempts.map((past) => past.at));
  if (at < last + gapMs) return until('gap', last + gapMs);
  const due = lead.callback?.at;
  return due !== undefined && at < due ? until('callback-not-due', due) : null;
}

function windowRefusal(
  { at, calendars }: GateAttempt,
  { law: { hours } }: GateRules,
): GateRefusal | null {
  const law = hours.length > 0 ? hours.map((one) => one.law).join('; ') : undefined;
  // Fewer calendars than profiles with hours: somebody forgot to look one up.
  if (calendars.length < Math.max(1, hours.length)) return until('window-unknown', undefined, law);
  const verdict = windowVerdict(calendars, at);
  if (!verdict) return null;
  return until(verdict.clause, 'until' in verdict ? verdict.until : undefined, law);
}

function trunkRefusal({ at, trunk }: GateAttempt): GateRefusal | null {
  if (trunk.linesInUse >= trunk.linesMax) return { clause: 'trunk-full' };
  const recent = trunk.launches.map((launchedAt) => ({ at: launchedAt, number: '', result: '' }));
  const limit = { cap: trunk.callsPerSecondMax, windowMs: 1000 };
  const freeAt = capFreeAt(recent, at, limit);
  return freeAt === null ? null : until('trunk-rate', freeAt);
}
