/** By what the calls of a report are told apart. */
export const REPORT_GROUPS = ['queue', 'provider', 'agent', 'campaign', 'list'] as const;

export type ReportGroup = (typeof REPORT_GROUPS)[number];

/** What is added up over calls; counts, and sums in ms. */
export const SUM_NAMES = [
  'calls',
  'offered',
  'answered',
  'abandoned',
  'answeredInTime',
  'abandonedInTime',
  'waitAnsweredMs',
  'waitMaxMs',
  'handled',
  'talkMs',
  'holdMs',
  'wrapMs',
  'attempts',
  'reached',
  'liveInTime',
  'liveLate',
  'dropped',
  'machines',
  'machinesToAgents',
  'humansToAgents',
] as const;

export type SumName = (typeof SUM_NAMES)[number];

export type CallSums = Readonly<Record<SumName, number>>;

/** The sums of one interval for one queue, provider, … (null: the calls that have none). */
export interface SumRow {
  /** Of the interval, from 0. */
  readonly intervalIndex: number;
  readonly group: string | null;
  readonly sums: CallSums;
}

/** Sums of calls within a log, as the log was when it had `size` leaves. */
export interface SumQuery {
  readonly clientId: string;
  readonly size: number;
  /** As intervalBounds gives them. */
  readonly bounds: readonly number[];
  readonly group: ReportGroup;
  /** What counts as answered in time, ms. */
  readonly thresholdMs: number;
  readonly providerId?: string;
  readonly agentId?: string;
}
