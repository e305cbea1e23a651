import type { Centre, PhoneConfig } from '../core/centre';
import type { Hopper } from '../core/dialer/hopper-demand';
import type { AgentState, Fact } from '../core/fact';
import type { AgentStatus, Cause, InputBody } from '../core/input';
import type { StaffingQuestion } from '../core/queue/staffing';
import type { WaitMethod } from '../core/queue/wait-class';
import type { EngineHealth } from './engine-health';
import type { CallbackView } from './facade/callback-view';
import type { CampaignView } from './facade/campaign-view';
import type { FloorNow } from './facade/pacing-forecast-view';
import type { RecordingView } from './facade/recording-view';
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
  /** Contacts that are to be called back, or are being called; by their place. */
  callbacks(): readonly CallbackView[];
  /** Those of the centre, in its order. */
  campaigns(): readonly CampaignView[];
  /** A campaign as its forecast starts from, a copy; null where there is no such campaign. */
  floorNow(campaignId: string): FloorNow | null;
  /** Those that run, and those whose file is not sealed yet. */
  recordings(): readonly RecordingView[];
  switches(): readonly SwitchView[];
  /** What the campaigns would take of leads now. */
  hopper(): Hopper;
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
  /** previewing: a lead is shown that is called when the agent wants it. */
  readonly state: AgentState | 'previewing';
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
  /** Absent: the customer called. */
  readonly direction?: 'outbound';
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
