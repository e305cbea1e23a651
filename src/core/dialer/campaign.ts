import { assert } from '../assert';
import type { Shape } from '../shape';
import type { Turn } from '../turn';
import { clearTimer, emit } from '../turn';
import type { PacingSettings } from './campaign-config';
import type { CountSlice } from './counts';
import type { Expectation } from './expectation';
import type { HopperLead } from './hopper';
import { newOutcomeLedger, type OutcomeLedger } from './outcome-ledger';
import { newPacingMemory, type PacingDecision, type PacingMemory } from './pacing';
import type { WorkAccount, WorkSums } from './work-account';

/**
 * A campaign while it lives.
 *
 * | state    | meaning                                          | leaves by                  |
 * | -------- | ------------------------------------------------ | -------------------------- |
 * | stopped  | nothing is dialed, the hopper was given back     | start                      |
 * | running  | leads are fetched and dialed                     | pause, drain, stop, none left |
 * | paused   | nothing new is dialed, the hopper stays          | start, drain, stop         |
 * | draining | what is in the hopper is dialed, nothing fetched | start, pause, stop, empty  |
 * | finished | no lead was left                                 | start                      |
 * | over     | its end has passed: no call starts any more      | a new centre, a later end  |
 *
 * Lines that ring go on ringing in every state: none is cut short of the legal ring time.
 * Timer: `pace:<campaignId>`, when pacing is to be looked at again, or the campaign's end.
 */
export type CampaignState = 'stopped' | 'running' | 'paused' | 'draining' | 'finished' | 'over';

const CAMPAIGN_NEXT = {
  stopped: ['running', 'over'],
  running: ['paused', 'draining', 'stopped', 'finished', 'over'],
  paused: ['running', 'draining', 'stopped', 'over'],
  draining: ['running', 'paused', 'stopped', 'over'],
  finished: ['running', 'stopped', 'over'],
  over: ['stopped'],
} as const satisfies Record<CampaignState, readonly CampaignState[]>;

/** One change of pacing, as it stays readable. */
export interface PacingChange {
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  readonly from: PacingSettings;
  readonly to: PacingSettings;
  /** It took an earlier change back. */
  readonly isUndo?: true;
  /** What was foretold of it, where that was asked for. */
  readonly expected?: Expectation;
  /** What the campaign had come to when it was made; absent in changes of earlier builds. */
  readonly work?: WorkSums;
}

/** A change as people are told of it: with what came of it. */
export type ToldChange = Omit<PacingChange, 'work'> & {
  readonly realised?: WorkSums & { readonly forMs: number };
};

/** A lead in the hopper, and the batch that brought it. */
export interface WaitingLead {
  readonly lead: HopperLead;
  readonly batch: number;
  /** When it came (ms, UTC); absent: in an earlier build. */
  readonly since?: number;
}

/** A lead that an agent looks at, out of the hopper meanwhile. */
export interface Preview {
  /** Of the attempt that may come of it; the agent is kept for that. */
  readonly attemptId: string;
  readonly agentId: string;
  readonly waiting: WaitingLead;
  readonly since: number;
  /** Taken away then (timer `preview:<agentId>`). */
  readonly expiresAt: number;
}

/** What came of the campaign's attempts since it first began. */
export type CampaignCounts = Record<string, number>;

export interface Campaign {
  readonly campaignId: string;
  readonly clientId: string;
  state: CampaignState;
  since: number;
  /** What holds now; a supervisor may have changed it. */
  pacing: PacingSettings;
  /** The newest last; at most `CHANGES_MAX`. */
  changes: PacingChange[];
  /** The last batch of leads that came in. */
  batch: number;
  /** Whether any lead of it was not done yet, as of that batch. */
  hasOpen: boolean;
  /** The next one first. */
  hopper: WaitingLead[];
  /** Leads that agents look at; absent: none yet. */
  previews?: readonly Preview[] | undefined;
  /** By agent, when leads were passed on within the last hour. */
  skips?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Numbers of whose wish not to be called SQL may not know yet, newest last; absent: none. */
  askedOut?: readonly string[] | undefined;
  /** Attempts that are not over. */
  attemptIds: string[];
  /** Launches of the last second (ms, UTC), oldest first. */
  launches: number[];
  memory: PacingMemory;
  ledger: OutcomeLedger;
  counts: CampaignCounts;
  /** The same by ten seconds, the newest last: those of the last quarter of an hour. */
  recent?: CountSlice[] | undefined;
  /** What pacing decided last. */
  decision?: PacingDecision | undefined;
  /** What its agents and the people called came to so far. */
  work?: WorkAccount | undefined;
  /** Whether drops are over a limit now: told once for each time that it happens. */
  breached: boolean;
}

/** Every field of a campaign, as one begins: see `Shape`. */
export const BLANK_CAMPAIGN: Shape<Campaign> = {
  campaignId: '',
  clientId: '',
  state: 'stopped',
  since: 0,
  pacing: { mode: 'progressive', linesPerAgentMax: 1, ratio: 1, abandonMaxPct: 3 },
  changes: [],
  batch: 0,
  hasOpen: true,
  hopper: [],
  previews: undefined,
  skips: undefined,
  askedOut: undefined,
  attemptIds: [],
  launches: [],
  memory: newPacingMemory(),
  ledger: newOutcomeLedger(),
  counts: {},
  recent: undefined,
  decision: undefined,
  work: undefined,
  breached: false,
};

export const CHANGES_MAX = 100;

/** The one setter of a campaign's state. */
export function moveCampaign(turn: Turn, campaign: Campaign, state: CampaignState): void {
  const legal: readonly CampaignState[] = CAMPAIGN_NEXT[campaign.state];
  const { campaignId, clientId } = campaign;
  assert(legal.includes(state), `campaign ${campaignId}: ${campaign.state} to ${state}`);
  const from = campaign.state;
  campaign.state = state;
  campaign.since = turn.at;
  turn.freshCampaigns.add(campaign);
  if (state !== 'running' && state !== 'draining') clearTimer(turn, { kind: 'pace', campaignId });
  emit(turn, { type: 'campaign.changed', campaignId, from, state }, clientId);
}

export const mayMove = ({ state }: Campaign, to: CampaignState): boolean =>
  (CAMPAIGN_NEXT[state] as readonly CampaignState[]).includes(to);

/** Whether agents decide when a lead is called, and pacing has no say. */
export const isByAgents = ({ pacing }: Campaign): boolean =>
  pacing.mode === 'preview' || pacing.mode === 'manual';
