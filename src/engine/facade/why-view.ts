import type { Cause } from '../../core/input';
import type { AgentRule } from '../../core/queue/agent-rule';
import type { CensusGroup } from '../../core/queue/census';
import type { Clause } from '../../core/queue/why-not';
import type { CallResult } from '../../port/call-record';
import type { ExtraAgent } from './extra-agent';

/** Why a call waited and who got it: the decisions of routing, replayed from the journal. */
export interface WhyReport {
  readonly callId: string;
  readonly contactId: string;
  readonly clientId: string;
  readonly offeredAt: number;
  /** Absent while the call goes on. */
  readonly endedAt?: number;
  readonly result?: CallResult;
  /** The build that decided; another one that replays may decide otherwise. */
  readonly build: string;
  readonly isSameBuild: boolean;
  readonly moments: readonly WhyMoment[];
  /** Of a question that supposed one more agent. */
  readonly whatIf?: WhatIf;
  /** Moments that were left out, since a bound bit: agents who became free and did not matter. */
  readonly omitted: number;
}

/**
 * queued: joined the queue. relaxed: it asks less now. requeued: its agent was lost. agent-free:
 * somebody could have been rung. outvoted: somebody whom it could have had was given to another.
 * left: the queue, unserved.
 */
export type WhyMomentKind =
  | 'queued'
  | 'relaxed'
  | 'requeued'
  | 'agent-free'
  | 'outvoted'
  | 'offer-made'
  | 'offer-failed'
  | 'switch-up'
  | 'switch-down'
  | 'centre-applied'
  | 'connected'
  | 'left';

export interface WhyMoment {
  readonly kind: WhyMomentKind;
  readonly at: number;
  readonly seq: number;
  readonly cause: Cause;
  /** Of the contact at this moment. */
  readonly queueId: string;
  readonly requirement: string;
  /** Whose agents it takes; absent: of every provider that may work for the client. */
  readonly providerIds?: readonly string[];
  readonly priority: number;
  /** Since when it had its place in the line. */
  readonly queuedAt: number;
  readonly waitedMs: number;
  /** Of relaxation: which step, from 1, of so many. */
  readonly step?: number;
  readonly steps?: number;
  /** Whom the moment is about, and what `whyNot` said of that agent before anybody was chosen. */
  readonly agentId?: string;
  readonly providerId?: string;
  readonly verdict?: { readonly clause: Clause | null; readonly detail?: string };
  /** Why an offer failed, why it left, which switch. */
  readonly reason?: string;
  /** Every agent, by what `whyNot` said. Empty where the contact did not wait. */
  readonly groups: readonly CensusGroup[];
  readonly chosen?: WhyChosen;
  /** Of one that joined a sticky queue: its own or last agent, to whom it is left until then. */
  readonly preferredAgent?: WhyPreferredAgent;
  /** The contact that was served before this one, although the agent fitted both. */
  readonly preferred?: WhyPreferred;
}

export interface WhyPreferredAgent {
  readonly agentId: string;
  readonly providerId: string;
  readonly why: 'own' | 'last';
  /** Absent where the agent is preferred and not waited for. */
  readonly heldUntil?: number;
}

export interface WhyChosen {
  readonly agentId: string;
  readonly providerId: string;
  /** The rule of the queue that decided: of several eligible the first by which two differ. */
  readonly strategy: AgentRule | 'agent-id';
  readonly idleMs: number;
  readonly eligible: number;
  /** What each rule compared. `next`: of who would have been taken otherwise. */
  readonly scores: readonly {
    readonly rule: AgentRule;
    readonly figure: number;
    readonly next?: number;
  }[];
}

export interface WhyPreferred {
  readonly callId: string;
  readonly clientId: string;
  readonly queueId: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly priority: number;
  readonly queuedAt: number;
  /** What its wait counted as, and what this one's did: ms of waiting, see queue/urgency.ts. */
  readonly scoreMs: number;
  readonly ownScoreMs: number;
  /**
   * urgency: by the curves and weights of their queues. turn: it comes later, but was joined with
   * the other agent whom this one did not fit.
   */
  readonly rule: 'priority' | 'longer-wait' | 'urgency' | 'id' | 'turn';
}

/** Which call, and for whom. */
export interface WhyQuery {
  readonly callId: string;
  /** Its agents are listed first. */
  readonly firstProviderId?: string;
  /** What this one more would have changed is told, too. */
  readonly withAgent?: ExtraAgent;
}

/** What one more agent would have changed first; nothing is said of what would have followed. */
export interface WhatIf {
  readonly agentId: string;
  readonly providerId: string;
  readonly skills: Readonly<Record<string, number>>;
  /** When the call that is asked about joined its first queue; ms since the epoch (UTC). */
  readonly availableFrom: number;
  /** The first offer to this agent; absent where there was none until the call ended. */
  readonly change?: {
    readonly at: number;
    readonly callId: string;
    readonly waitedMs: number;
    /** Whom the journal has the same call offered to, then or later. */
    readonly insteadOf?: { readonly agentId: string; readonly waitedMs: number };
  };
}
