import type { AbandonFormula } from '../../core/dialer/abandon-rate';
import type { AttemptPhase } from '../../core/dialer/attempt';
import type { CampaignState, ToldChange } from '../../core/dialer/campaign';
import type { PacingBounds, PacingSettings } from '../../core/dialer/campaign-config';
import type { PastAttempt } from '../../core/dialer/hopper';
import type { PacingDecision } from '../../core/dialer/pacing';

/** A campaign now, as a supervisor watches it. Times: ms since the epoch (UTC). */
export interface CampaignView {
  readonly campaignId: string;
  readonly clientId: string;
  readonly name: string;
  /** Whose agents serve those who answer. */
  readonly queueId: string;
  readonly state: CampaignState;
  readonly since: number;
  readonly startsAt?: number;
  /** No call starts from then on. */
  readonly endsAt: number;
  readonly machineDetection: boolean;
  readonly pacing: PacingSettings;
  readonly bounds: PacingBounds;
  readonly agents: CrewCounts;
  /** The same by company, in the order of their names. */
  readonly crews: readonly (CrewCounts & { readonly providerId: string })[];
  /** `occupancy-now` of all agents. */
  readonly occupancy: Figure;
  /** The newest last; at most 100. */
  readonly changes: readonly ToldChange[];
  /** Leads that agents look at (mode `preview`). */
  readonly previews: readonly PreviewView[];
  /** In the mode `manual`: the next leads that are ready, for agents to pick from. */
  readonly ready: readonly LeadView[];
  /** What is dialed; absent for a company that does not see the others' share of it. */
  readonly dialing?: DialingView;
}

/** Agents who could serve the campaign, by what they do; those logged out are not counted. */
export interface CrewCounts {
  /** All of the others together. */
  readonly loggedIn: number;
  readonly idle: number;
  /** Kept for a line that rings, or about to be joined. */
  readonly reserved: number;
  /** With somebody whom the campaign called. */
  readonly talking: number;
  readonly wrapUp: number;
  /** Busy with a call that is not the campaign's. */
  readonly elsewhere: number;
  /** On break, the work before it done. */
  readonly onBreak: number;
  /** Available, but without a line that stands: nobody who answers could be joined in time. */
  readonly noLine: number;
}

/** A share with what it was made of. `windowMs` 0: at this instant. */
export interface Figure {
  /** As in docs/GLOSSARY.md. */
  readonly formulaId: string;
  readonly numerator: number;
  readonly denominator: number;
  /** null while the denominator is 0. */
  readonly ratePct: number | null;
  readonly windowMs: number;
}

export interface DialingView {
  /** Lines in flight by phase. */
  readonly lines: Readonly<Record<Exclude<AttemptPhase, 'ended'>, number>>;
  readonly linesMax: number;
  readonly callsPerSecondMax: number;
  /** Leads that are ready to be called, and how many there may be. */
  readonly hopper: number;
  readonly hopperMax: number;
  /** Whether any lead was not done yet, at the last refill. */
  readonly hasOpen: boolean;
  readonly pace: {
    /** Lines launched in the last minute. */
    readonly launched: number;
    /** Minute by minute, the last 15, the newest last. */
    readonly byMinute: readonly number[];
  };
  /** Since the campaign first began: `launched`, `answered`, `refused`, and results of attempts. */
  readonly counts: Readonly<Record<string, number>>;
  /** The same in the last quarter of an hour. */
  readonly recent: {
    readonly windowMs: number;
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly answerRate: Figure;
  /** What pacing decided last. */
  readonly decision?: PacingDecision;
  readonly budgets: readonly BudgetView[];
  /** Whether drops are over a limit. */
  readonly breached: boolean;
}

/** How far a limit on dropped calls is used. */
export interface BudgetView extends Figure {
  readonly formulaId: AbandonFormula;
  /** Whose limit it is: an article of law or code, or `campaign`. */
  readonly regime: string;
  readonly limitPct: number;
  /** Drops that would fit in now, if nobody else answered; 0: none. */
  readonly dropsLeft: number;
}

/** A lead as an agent sees it. */
export interface LeadView {
  readonly leadId: string;
  readonly listId: string;
  readonly numbers: readonly {
    readonly number: string;
    readonly role: string;
    readonly zone: string;
    /** That which is called unless the agent picks another one. */
    readonly isNext?: true;
  }[];
  /** The client's own columns. */
  readonly fields: Readonly<Record<string, string>>;
  /** What was tried lately, the newest last. */
  readonly attempts: readonly PastAttempt[];
  /** Promised for that instant. */
  readonly callbackAt?: number;
}

export interface PreviewView extends LeadView {
  readonly campaignId: string;
  readonly agentId: string;
  readonly since: number;
  /** Taken away then, and the agent goes on break. */
  readonly expiresAt: number;
}
