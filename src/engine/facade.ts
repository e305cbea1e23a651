import type { Centre, PhoneConfig } from '../core/centre';
import type { AgentState, Fact } from '../core/fact';
import type { AgentStatus, Cause, InputBody } from '../core/input';
import type { AgentRule } from '../core/queue/agent-rule';
import type { CensusGroup } from '../core/queue/census';
import type { StaffingQuestion } from '../core/queue/staffing';
import type { WaitMethod } from '../core/queue/wait-class';
import type { Clause } from '../core/queue/why-not';
import type { CallResult } from '../port/call-record';
import type { EngineHealth } from './engine-health';
import type { RecordingView } from './recording-view';
import type { SurveyFigures } from './survey-figures';

/** What api, cli and jobs may ask of the engine; they know nothing else of it. */
export interface Engine {
  /**
   * Puts an operator's input into the inbox. Resolves when it is in the journal and stepped, with
   * its facts; a `request.refused` among them says that it changed nothing, and why.
   * Rejects with ENGINE_STOPPING, or JOURNAL_FULL when the disk takes nothing more.
   */
  submit(body: InputBody, cause: Cause): Promise<Submitted>;
  centre(): Centre;
  queues(): readonly QueueView[];
  /** How many agents theory wants for a queue; null where there is no such queue. */
  staffing(queueId: string, question: StaffingQuestion): StaffingView | null;
  agents(): readonly AgentView[];
  calls(): readonly CallView[];
  /** Those that run, and those whose file is not sealed yet. */
  recordings(): readonly RecordingView[];
  switches(): readonly SwitchView[];
  health(): EngineHealth;
  /** Calls the listener after each journaled batch; the returned function ends that. */
  onFacts(listener: (facts: readonly Fact[]) => void): () => void;
}

export interface Submitted {
  readonly seq: number;
  readonly at: number;
  readonly facts: readonly Fact[];
}

export interface QueueView {
  readonly queueId: string;
  readonly clientId: string;
  readonly name: string;
  readonly waiting: number;
  /** ms; 0 when nobody waits. */
  readonly longestWaitMs: number;
  /** Contacts that keep a place and are to be called back, or are being called. */
  readonly callbacks?: number;
  /** Agents entitled and skilled for the queue's own requirement, by what they do. */
  readonly agents: { readonly idle: number; readonly busy: number; readonly onBreak: number };
  /** Since the last start of the day (UTC) or of the engine. */
  readonly today: {
    readonly offered: number;
    readonly answered: number;
    readonly abandoned: number;
    readonly overflowed: number;
    /** Ended by the centre, or lost with the switch, while they waited. */
    readonly withdrawn: number;
    readonly answeredInTime: number;
    readonly waitMsSum: number;
    /** What callers said after the call; absent: nobody was asked. */
    readonly survey?: SurveyFigures;
    readonly callbacksBooked?: number;
    readonly callbacksServed?: number;
    readonly callbacksFailed?: number;
  };
  readonly serviceLevelMs: number;
  readonly waitEstimate: WaitEstimateView;
}

/** How long who joins now will wait, and how good such estimates were. */
export interface WaitEstimateView {
  /** For the lowest priority; null where no agent is there who could serve. */
  readonly now: {
    readonly medianMs: number;
    /** Eight waits of ten lie from here to `highMs`. */
    readonly lowMs: number;
    readonly highMs: number;
    readonly method: WaitMethod;
    readonly ahead: number;
    readonly agents: number;
  } | null;
  /** Since the start of the day (UTC); apart for those who were connected and those who left. */
  readonly today: {
    readonly answered: WaitErrorSums;
    readonly left: WaitErrorSums;
    /** Those who left; the waits of some of them never become known. */
    readonly leftCount: number;
  };
  /** Over the last checks, at most `window` of them. */
  readonly recent: WaitErrorSums & { readonly window: number };
}

export interface WaitErrorSums {
  /** Waits that are known to lie in the interval, or outside it. */
  readonly checked: number;
  readonly inside: number;
  /** Waits of known length; of them the sums of predicted median - wait, with and without sign. */
  readonly measured: number;
  readonly errorMsSum: number;
  readonly absErrorMsSum: number;
}

/** What theory says of a queue, beside what was seen in its last hour; shares are 0 to 1. */
export interface StaffingView {
  readonly queueId: string;
  readonly clientId: string;
  /** The stretch that was counted, ms since the epoch (UTC). */
  readonly from: number;
  readonly at: number;
  readonly observed: {
    readonly offered: number;
    readonly answered: number;
    readonly answeredInTime: number;
    readonly abandoned: number;
    readonly answeredWaitMs: number;
    readonly waitMs: number;
    readonly handled: number;
    readonly busyMs: number;
  };
  readonly goal: { readonly serviceLevel: number; readonly withinMs: number };
  readonly agents: {
    readonly onDuty: number;
    /** Of them: those whom other queues may have as well. */
    readonly shared: number;
    /** What they make together, each counted by this queue's part of the load it may serve. */
    readonly effective: number;
  };
  /** Absent where too little was seen and nothing else was said. */
  readonly demand?: {
    readonly arrivalsPerHour: number;
    readonly handleMs: number;
    readonly patienceMs?: number;
    /** Erlang. */
    readonly load: number;
  };
  readonly needed: number | null;
  readonly forecasts: readonly {
    readonly agents: number;
    readonly waitProbability: number;
    readonly serviceLevel: number;
    /** null: without end. */
    readonly answeredWaitMs: number | null;
    readonly abandonment: number;
    readonly occupancy: number;
  }[];
}

export interface AgentView {
  readonly agentId: string;
  readonly name: string;
  readonly providerId: string;
  readonly status: AgentStatus;
  readonly reason?: string;
  readonly state: AgentState;
  /** When state or status last changed, ms since the epoch (UTC). */
  readonly since: number;
  readonly callId?: string;
  readonly reachable: boolean;
  readonly phone: PhoneConfig;
  /** Of a nailed-up phone: whether its line stands. */
  readonly line?: 'up' | 'dialing' | 'down';
  readonly skills: Readonly<Record<string, number>>;
  /** Until when (ms, UTC) the skills are had that will expire. */
  readonly skillsUntil?: Readonly<Record<string, number>>;
  /** Levels for single queues, 0 to 10, above what the skills say. */
  readonly queues?: Readonly<Record<string, number>>;
  /** Since midnight UTC, what goes on included; `ringMs`: while the phone rang. */
  /** Marks of callers, 1 to 5, since the agent was first in the centre. */
  readonly ratings?: { readonly count: number; readonly sum: number };
  readonly today: {
    readonly calls: number;
    readonly talkMs: number;
    readonly holdMs: number;
    readonly wrapUpMs: number;
    readonly ringMs: number;
    readonly idleMs: number;
    readonly breakMs: number;
  };
}

export interface CallView {
  readonly callId: string;
  readonly clientId: string;
  readonly phase: string;
  readonly ani: string;
  readonly dnis: string;
  readonly offeredAt: number;
  readonly since: number;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly switchId: string;
  /** Who serves it outside of the centre. */
  readonly targetId?: string;
  readonly guests?: readonly GuestView[];
  /** Of the conversation, while it is being recorded. */
  readonly recording?: 'starting' | 'running' | 'paused';
  readonly parked?: { readonly slot: string; readonly agentId?: string; readonly until: number };
}

/** Who else is in a call, or is being rung for it. */
export interface GuestView {
  readonly role: 'transfer' | 'consult' | 'conference' | 'supervisor';
  readonly phase: 'ringing' | 'joining' | 'present' | 'held' | 'gone';
  readonly agentId?: string;
  readonly targetId?: string;
  readonly mode?: 'listen' | 'whisper' | 'barge';
}

export interface SwitchView {
  readonly switchId: string;
  readonly up: boolean;
  readonly version?: string;
  readonly reason?: string;
}

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
