import type { PacingBounds, PacingSettings } from '../../core/dialer/campaign-config';
import type { Expected } from '../../core/dialer/expectation';
import type { BusyAgent, PacingLimits, PacingMemory, RingingLine } from '../../core/dialer/pacing';

/** A campaign at one instant, with all that its next hour depends on: plain data. */
export interface FloorNow {
  readonly campaignId: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly settings: PacingSettings;
  /** What a change is held to. */
  readonly bounds: PacingBounds;
  readonly agents: number;
  readonly idle: number;
  readonly busy: readonly BusyAgent[];
  readonly ringing: readonly RingingLine[];
  /** Of the lead that would be dialed next. */
  readonly listId: string;
  /** What limits pacing beside the settings; `linesMax`: in all, those in flight included. */
  readonly limits: Omit<PacingLimits, 'mode' | 'linesPerAgentMax' | 'ratio' | 'abandonTargetPct'>;
  readonly memory: PacingMemory;
}

/** What is asked of a forecast: plain data, it goes to a worker thread. */
export interface ForecastJob {
  readonly now: FloorNow;
  readonly change: Partial<PacingSettings>;
}

/** What is expected under some settings for the time that is looked ahead. */
export interface PacingOutcome {
  readonly settings: PacingSettings;
  readonly occupancyPct: Expected;
  /** Of the people who answer. */
  readonly abandonPct: Expected;
  /** Of an agent, from one call's wrap-up to the next call. */
  readonly waitMs: Expected;
  readonly callsPerHour: Expected;
}

/** The same time lived through many times, under the settings as they are and as they would be. */
export interface PacingForecast {
  readonly campaignId: string;
  readonly at: number;
  readonly agents: number;
  /** So far it looks ahead. */
  readonly horizonMs: number;
  /** How often the time was lived through under each. */
  readonly runs: number;
  /** Outcomes of lines, and talks that ended, from which was learnt. */
  readonly learntFrom: { readonly lines: number; readonly talks: number };
  readonly now: PacingOutcome;
  readonly changed: PacingOutcome;
  readonly advice: readonly ForecastAdvice[];
}

/**
 * no-gain: the change brings nothing that shows. budget-binds: drops come to the bound, which then
 * holds the pace. little-learnt: the intervals are wide, since little was seen so far.
 */
export type ForecastAdvice = 'no-gain' | 'budget-binds' | 'little-learnt';
