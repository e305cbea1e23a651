import { assert } from '../assert';
import type { World } from '../world';
import type { HopperLead, LeadPromise } from './hopper';

/**
 * One call to one number of a lead.
 *
 * | phase     | meaning                                   | leaves to                            |
 * | --------- | ----------------------------------------- | ------------------------------------ |
 * | dialing   | asked of the switch; the phone rings       | listening, waiting, ended            |
 * | listening | answered: a person or a machine?           | waiting, machine, ended              |
 * | waiting   | a person is there, an agent not yet        | connected, dropped, ended            |
 * | connected | talks with an agent, or did                | ended                                |
 * | dropped   | no agent in time: the drop action runs     | ended                                |
 * | machine   | a machine: hung up on, or hears a message  | ended                                |
 * | ended     | absorbs                                    |                                      |
 *
 * Timers: those of its call and contact; the contact's longest wait is the connect limit.
 */
export type AttemptPhase =
  | 'dialing'
  | 'listening'
  | 'waiting'
  | 'connected'
  | 'dropped'
  | 'machine'
  | 'ended';

const ATTEMPT_NEXT = {
  dialing: ['listening', 'waiting', 'ended'],
  listening: ['waiting', 'machine', 'ended'],
  waiting: ['connected', 'dropped', 'ended'],
  connected: ['ended'],
  dropped: ['ended'],
  machine: ['ended'],
  ended: [],
} as const satisfies Record<AttemptPhase, readonly AttemptPhase[]>;

/** How an attempt came out. */
export const ATTEMPT_RESULTS = [
  /** Talked with an agent. */
  'connected',
  /** A person answered, and no agent was there in time. */
  'dropped',
  /** A person answered, and hung up before an agent was there. */
  'hung-up',
  /** A machine answered. */
  'machine',
  'busy',
  'no-answer',
  'rejected',
  /** There is no such number. */
  'invalid-number',
  /** Talked with an agent, who noted that it is somebody else's number. */
  'wrong-number',
  /** The network, or the trunk, did not get through to the phone. */
  'unreachable',
  'congestion',
  /** Something failed in us or in the switch. */
  'failed',
  /** Nothing tells how it came out: it counts as an attempt, and as a drop. */
  'unknown',
] as const;

export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** How a talk came out, by one of the agents who were in it: plain data. */
export interface TalkNote {
  readonly agentId: string;
  /** In the client's words. */
  readonly disposition: string;
  readonly promise?: LeadPromise;
}

export interface Attempt {
  readonly attemptId: string;
  readonly campaignId: string;
  readonly clientId: string;
  readonly lead: HopperLead;
  /** The batch that brought the lead. */
  readonly batch: number;
  readonly number: string;
  readonly callId: string;
  phase: AttemptPhase;
  readonly launchedAt: number;
  answeredAt?: number | undefined;
  /** An agent chose the lead: no figure of pacing. Absent: the engine dialed. */
  readonly byAgent?: true;
  /** When the agent was there. */
  connectedAt?: number | undefined;
  /** Who is kept for it; absent: whoever is free. */
  reservedAgentId?: string | undefined;
  /** Who talked with the lead first. */
  agentId?: string | undefined;
  /** What agents in its call have noted so far, each once, the newest last; absent: nothing. */
  notes?: readonly TalkNote[] | undefined;
  /** Whoever was called said, to a flow, that it is not to happen again. */
  doNotCall?: true | undefined;
}

/** The one setter of an attempt's phase; false where that phase is behind it. */
export function moveAttempt(world: World, attempt: Attempt, phase: AttemptPhase): boolean {
  const legal: readonly AttemptPhase[] = ATTEMPT_NEXT[attempt.phase];
  if (attempt.phase === 'ended') return false;
  assert(legal.includes(phase), `attempt ${attempt.attemptId}: ${attempt.phase} to ${phase}`);
  attempt.phase = phase;
  world.openLines.refresh(attempt);
  return true;
}
