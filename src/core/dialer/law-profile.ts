import type { AbandonFormula } from './abandon-rate';

/** Whose rules a campaign can be held to. */
export const LAW_IDS = ['de', 'de-ccv', 'uk-ofcom', 'us-ftc', 'us-fcc', 'fr'] as const;

export type LawId = (typeof LAW_IDS)[number];

/** What a profile says something about; each has its source. */
export type LawAspect =
  | 'abandon'
  | 'connect'
  | 'ring'
  | 'dropMessage'
  | 'quietAfterDrop'
  | 'quietAfterMachine'
  | 'hours'
  | 'attempts'
  | 'refusal'
  | 'consent'
  | 'callerId'
  | 'records';

/** How large a share of calls may be abandoned, of what, and over how long. */
export interface AbandonRule {
  readonly formula: AbandonFormula;
  /** In percent of the formula's denominator. */
  readonly limitPct: number;
  readonly window: { readonly kind: 'rolling'; readonly ms: number };
  /** Whose calls are counted together. */
  readonly scope: 'campaign' | 'campaign-and-centre';
  /** Holds only where answers are listened to for machines, or only where not; absent: always. */
  readonly machineDetection?: boolean;
  /** Article of law or code, or what the figure is instead. */
  readonly source: string;
}

/** Where the connect clock begins: with the answer, or when the person has said hello. */
export type ConnectFrom = 'answer' | 'greeting-end';

export type WeekDay = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** `from` and `to` are `HH:MM` on the wall of the called party. */
export interface WeeklyHours {
  readonly days: readonly WeekDay[];
  readonly from: string;
  readonly to: string;
}

/** When calls may be started, in the called party's time zone. */
export interface HoursRule {
  readonly weekly: readonly WeeklyHours[];
  /** Closed on the public holidays of this country; absent: holidays are days as any other. */
  readonly holidays?: string;
}

/**
 * At most so many attempts to one person. A day is any 24 hours, a week any seven days and nights,
 * 30 days any 720 hours: never less strict than the days of a calendar.
 */
export interface AttemptCaps {
  readonly perDay?: number;
  readonly perWeek?: number;
  readonly per30Days?: number;
  readonly perCampaign?: number;
}

/** Of whom consent is asked: of everyone, of consumers, or of whoever may be on a mobile. */
export interface ConsentRule {
  readonly required: 'always' | 'consumer' | 'mobile';
  /** How long its proof is kept: from giving it, and again from each use. */
  readonly retentionMs?: number;
  /** Kinds that stand in place of a consent, like a contract that is running. */
  readonly exemptKinds: readonly string[];
}

/** What somebody hears whose call no agent takes in time. */
export interface DropMessage {
  readonly withinMs: number;
  readonly mustSay: readonly ('caller-name' | 'caller-number' | 'purpose' | 'opt-out-key')[];
}

/**
 * The rules of one law or code while one version of them is valid: plain data. Times are ms, dates
 * ms since the epoch (UTC). What a profile leaves out it says nothing about.
 */
export interface LawProfile {
  readonly profileId: LawId;
  readonly title: string;
  /** Whose rules: the country of its numbers and holidays. */
  readonly country: 'DE' | 'GB' | 'US' | 'FR';
  readonly validFrom: number;
  /** The first instant at which it holds no more. */
  readonly validUntil?: number;
  /** Every one of them is kept: denominators differ, so that none is always the strictest. */
  readonly abandon: readonly AbandonRule[];
  readonly connectLimitMs?: number;
  readonly connectFrom?: ConnectFrom;
  readonly ringMinMs?: number;
  readonly ringMaxMs?: number;
  readonly dropMessage?: DropMessage;
  /** After a drop the person is left alone so long, unless an agent is guaranteed. */
  readonly quietAfterDropMs?: number;
  /** After a machine was hung up on: likewise. */
  readonly quietAfterMachineMs?: number;
  readonly hours?: HoursRule;
  readonly attempts: AttemptCaps;
  /** After a refusal the person is left alone so long. */
  readonly refusalQuietMs?: number;
  readonly consent?: ConsentRule;
  /** What number has to be shown. */
  readonly callerIdDuty: string;
  /** How long records of calls are kept. */
  readonly recordsKeptMs?: number;
  /** Article by aspect. */
  readonly sources: Readonly<Partial<Record<LawAspect, string>>>;
}

/** The article that a profile names for an aspect, with the profile's id. */
export const sourceOf = (profile: LawProfile, aspect: LawAspect): string =>
  `${profile.profileId}: ${profile.sources[aspect] ?? profile.title}`;
