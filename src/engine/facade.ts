import type { Centre } from '../core/centre';
import type { AgentState, Fact } from '../core/fact';
import type { AgentStatus, Cause, InputBody } from '../core/input';

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
  agents(): readonly AgentView[];
  calls(): readonly CallView[];
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
  };
  readonly serviceLevelMs: number;
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
  readonly phone: { readonly switchId: string; readonly device: string };
  readonly skills: Readonly<Record<string, number>>;
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
}

export interface SwitchView {
  readonly switchId: string;
  readonly up: boolean;
  readonly version?: string;
  readonly reason?: string;
}

export interface EngineHealth {
  readonly engineId: string;
  readonly epoch: number;
  readonly seq: number;
  readonly startedAt: number;
  readonly inbox: number;
  readonly openCommands: number;
  readonly journal: { readonly ok: boolean; readonly detail?: string };
}
