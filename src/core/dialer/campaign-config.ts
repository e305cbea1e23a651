import type { CampaignLaw } from './campaign-law';

/**
 * How lines are paced.
 * manual: the agent picks the lead, then it is called. preview: the agent sees the lead first, and
 * takes or skips it. progressive: one line for a reserved agent. ratio: so many lines for each idle
 * agent. predictive: as many as the expected drops allow.
 */
export const DIAL_MODES = ['manual', 'preview', 'progressive', 'ratio', 'predictive'] as const;

export type DialMode = (typeof DIAL_MODES)[number];

/** What a supervisor may change while the campaign runs, inside what was agreed. */
export interface PacingSettings {
  readonly mode: DialMode;
  /** Lines at once for each agent who is logged in for the campaign, at most. */
  readonly linesPerAgentMax: number;
  /** Lines for each idle agent, in the mode `ratio`. */
  readonly ratio: number;
  /** The campaign's own bound on drops, in percent of the people who answered. */
  readonly abandonMaxPct: number;
}

/** The bounds that a change of pacing is held to. */
export interface PacingBounds {
  readonly modes: readonly DialMode[];
  readonly linesPerAgentMax: number;
  readonly ratioMax: number;
  readonly abandonMaxPct: number;
}

/** What the centre file says of a campaign; its live state is not in it. */
export interface CampaignConfig {
  readonly campaignId: string;
  readonly clientId: string;
  readonly name: string;
  /** Whose agents serve those who answer, with its requirement, wrap-up and recording. */
  readonly queueId: string;
  /** Whose agents work it; absent: those of every company that may work for the client. */
  readonly providerIds?: readonly string[];
  /** Of those who answered, among the contacts of that queue. */
  readonly priority: number;
  readonly switchId: string;
  /** By which leads are called; the name that the switch gives the trunk. */
  readonly trunk: string;
  /** What the called party sees. */
  readonly callerNumber: string;
  readonly language: 'de' | 'en';
  /** No call starts before, and none after (ms, UTC). */
  readonly startsAt?: number;
  readonly endsAt: number;
  /** What a person hears for whom no agent is there in time. */
  readonly dropFlowId: string;
  /** Whether answers are listened to for machines; its time counts in the connect limit. */
  readonly machineDetection: boolean;
  /** What a machine hears; absent: it is hung up on. */
  readonly machineFlowId?: string;
  readonly ringTimeoutMs: number;
  /** Lines of the trunk that the campaign may have at once, and launches in a second. */
  readonly linesMax: number;
  readonly callsPerSecondMax: number;
  /** So many leads are kept ready. */
  readonly hopperMax: number;
  /** Leads that an agent may pass on in an hour, in the mode `preview`; absent: 20. */
  readonly previewSkipsPerHourMax?: number;
  readonly pacing: PacingSettings;
  readonly bounds: PacingBounds;
  readonly law: CampaignLaw;
}
