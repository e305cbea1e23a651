import type { SwitchSnapshot } from '../port/switch';
import type { SwitchEvent } from '../port/switch-event';
import type { Centre } from './centre';
import type { DialerInput } from './dialer/dialer-input';

/** Who or what caused an input, and why; shown in facts and in `leitstand why`. */
export interface Cause {
  /** `switch:<switchId>`, `timer`, `engine`, `token:<tokenId>`, … */
  readonly actor: string;
  readonly reason: string;
}

/** Stamped by the inbox; the body is what came in. */
export interface Input {
  readonly schema: 1;
  readonly engineId: string;
  readonly epoch: number;
  /** Gap-free over the life of a journal, from 1. */
  readonly seq: number;
  /** ms since the epoch (UTC), never decreases. */
  readonly at: number;
  readonly switchAt?: number;
  readonly cause: Cause;
  readonly body: InputBody;
}

/** First input of each boot. The nonce, 12 hex digits, makes the ids of this boot its own. */
export interface EngineStarted {
  readonly type: 'engine.started';
  readonly nonce: string;
  readonly build: string;
  readonly configHash: string;
  /** The switches that this engine drives; all count as down until they report. */
  readonly switchIds: readonly string[];
}

export interface CentreApplied {
  readonly type: 'centre.applied';
  readonly centre: Centre;
  /** Absent where it came from no file. */
  readonly told?: CentreTold;
}

/** From which file a centre came, and what was another in the one before. */
export interface CentreTold {
  /** Of the file, in lower-case hexadecimal. */
  readonly sha256?: string;
  readonly changes?: readonly SettingChange[];
  /** How many more there are. */
  readonly untold?: number;
}

export interface SettingChange {
  readonly kind: 'added' | 'changed' | 'removed';
  /** `queue`, `agent`, `campaign`, … */
  readonly what: string;
  readonly id: string;
  /** Whose it is, where it is one client's. */
  readonly clientId?: string;
  readonly fields: readonly {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
}

/** Open intervals in UTC, ascending, not overlapping; outside [from, until) nothing is known. */
export interface CalendarComputed {
  readonly type: 'calendar.computed';
  readonly calendarId: string;
  readonly from: number;
  readonly until: number;
  readonly open: readonly (readonly [number, number])[];
}

export interface SwitchReported {
  readonly type: 'switch.event';
  readonly event: SwitchEvent;
}

/** What lives on a switch. Legs younger than `requestedAt` are not judged by it. */
export interface SwitchSnapshotTaken {
  readonly type: 'switch.snapshot';
  readonly requestedAt: number;
  readonly snapshot: SwitchSnapshot;
}

export interface TimerFired {
  readonly type: 'timer.fired';
  readonly timerId: string;
}

export type AgentStatus = 'logged-out' | 'available' | 'on-break';

export interface AgentStatusRequested {
  readonly type: 'agent.status-requested';
  readonly agentId: string;
  readonly status: AgentStatus;
  /** Why on break: `lunch`, `training`, … */
  readonly reason?: string;
}

/** The agent needs longer for wrap-up, within what the queue allows. */
export interface WrapUpExtendRequested {
  readonly type: 'agent.wrap-up-extend-requested';
  readonly agentId: string;
  readonly byMs: number;
}

/** How the call came out, in the client's words: in the call or in wrap-up; the last one counts. */
export interface DispositionRequested {
  readonly type: 'agent.disposition-requested';
  readonly agentId: string;
  readonly disposition: string;
  /** Promised to the lead, with a disposition that means a callback; absent: no time. */
  readonly callback?: {
    /** ms since the epoch (UTC). */
    readonly at: number;
    /** The agent who notes it makes the call. */
    readonly sameAgent?: true;
  };
}

/**
 * Somebody else logs the agent out. after-call: what the agent does goes on to its end. now: an
 * offer is taken back, and a caller in talk goes back to the place that the contact had.
 */
export interface LogOutForced {
  readonly type: 'agent.log-out-forced';
  readonly agentId: string;
  readonly when: 'after-call' | 'now';
  readonly reason: string;
}

/** Whether the PIN that an agent entered by phone is right. */
export interface SignInChecked {
  readonly type: 'agent.sign-in-checked';
  readonly callId: string;
  readonly agentId: string;
  readonly isRight: boolean;
}

/** The agent is done with wrap-up before its time. */
export interface WrapUpEndRequested {
  readonly type: 'agent.wrap-up-end-requested';
  readonly agentId: string;
}

export interface HoldRequested {
  readonly type: 'call.hold-requested';
  readonly callId: string;
}

export interface RetrieveRequested {
  readonly type: 'call.retrieve-requested';
  readonly callId: string;
}

export interface HangupRequested {
  readonly type: 'call.hangup-requested';
  readonly callId: string;
}

/** `consent` with a start: the caller has told the agent that it may be recorded. */
export type RecordRequested =
  | {
      readonly type: 'call.record-start-requested';
      readonly callId: string;
      readonly consent?: 'spoken';
    }
  | { readonly type: 'call.record-pause-requested'; readonly callId: string }
  | { readonly type: 'call.record-resume-requested'; readonly callId: string }
  | { readonly type: 'call.record-stop-requested'; readonly callId: string };

/** The file of a recording was read from its first byte to its last. */
export interface RecordingSealed {
  readonly type: 'recording.sealed';
  readonly recordingId: string;
  readonly sizeBytes: number;
  /** Of the sound, where the file's head tells it. */
  readonly audioMs?: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** The file of a recording cannot be had. */
export interface RecordingSealFailed {
  readonly type: 'recording.seal-failed';
  readonly recordingId: string;
  readonly code: string;
  readonly detail: string;
}

/** Somebody is about to be given the sound of a recording; the cause says who. */
export interface RecordingFetched {
  readonly type: 'recording.fetched';
  readonly recordingId: string;
  readonly callId: string;
  readonly clientId: string;
}

/** An agent of the centre, or a transfer target of the centre file. */
export type PartyDestination =
  | { readonly kind: 'agent'; readonly agentId: string }
  | { readonly kind: 'target'; readonly targetId: string };

export type TransferDestination =
  | PartyDestination
  /** `end`: at the end of the line. Else the contact keeps the age that it has. */
  | { readonly kind: 'queue'; readonly queueId: string; readonly place?: 'end' }
  | { readonly kind: 'flow'; readonly flowId: string };

/** What an agent, or somebody for it, asks about a call. */
interface CallRequest {
  readonly callId: string;
  /** Refused unless this agent serves the call when the request is carried out. */
  readonly agentId?: string;
}

export interface TransferRequested extends CallRequest {
  readonly type: 'call.transfer-requested';
  readonly to: TransferDestination;
}

/** The customer goes on hold, and another phone rings for the agent to talk with. */
export interface ConsultRequested extends CallRequest {
  readonly type: 'call.consult-requested';
  readonly to: PartyDestination;
}

/**
 * complete: the one consulted takes the call over. cancel: back to the customer. swap: from the
 * one to the other. merge: all together.
 */
export type ConsultChange = 'complete' | 'cancel' | 'swap' | 'merge';

export interface ConsultChangeRequested extends CallRequest {
  readonly type: 'call.consult-change-requested';
  readonly change: ConsultChange;
}

/** One more takes part, heard by all as soon as it answers. */
export interface ConferenceRequested extends CallRequest {
  readonly type: 'call.conference-requested';
  readonly to: PartyDestination;
}

/** One party leaves a conference that goes on. */
export interface LeaveRequested extends CallRequest {
  readonly type: 'call.leave-requested';
  readonly party: PartyDestination;
}

export interface ParkRequested extends CallRequest {
  readonly type: 'call.park-requested';
  /** Absent: the lowest number that is free. */
  readonly slot?: string;
}

/** This agent's phone rings, and gets the parked call. */
export interface PickUpRequested {
  readonly type: 'call.pick-up-requested';
  readonly callId: string;
  readonly agentId: string;
}

export type SupervisionMode = 'listen' | 'whisper' | 'barge';

/** Begins to supervise a call, or changes how. */
export interface SuperviseRequested {
  readonly type: 'call.supervise-requested';
  readonly callId: string;
  /** An agent of the centre with `supervises`. */
  readonly supervisorId: string;
  readonly mode: SupervisionMode;
}

export interface SuperviseEndRequested {
  readonly type: 'call.supervise-end-requested';
  readonly callId: string;
  readonly supervisorId: string;
}

/** All that can be asked about the parties of a call. */
export type PartyRequest =
  | TransferRequested
  | ConsultRequested
  | ConsultChangeRequested
  | ConferenceRequested
  | LeaveRequested
  | ParkRequested
  | PickUpRequested
  | SuperviseRequested
  | SuperviseEndRequested;

/** The input at `quarantinedSeq` crashed the core twice and is skipped in every replay. */
export interface InputQuarantined {
  readonly type: 'input.quarantined';
  readonly quarantinedSeq: number;
  /** The leg or call it was about, if it named one: it takes the safe exit. */
  readonly legId?: string;
  readonly callId?: string;
  /** The timer whose firing it was: it must not fire again. */
  readonly timerId?: string;
  readonly error: string;
}

/** Somebody wants a customer not to be called back any more. */
export interface CallbackCancelRequested {
  readonly type: 'callback.cancel-requested';
  readonly contactId: string;
}

export type InputBody =
  | EngineStarted
  | CentreApplied
  | CalendarComputed
  | SwitchReported
  | SwitchSnapshotTaken
  | TimerFired
  | AgentStatusRequested
  | WrapUpEndRequested
  | WrapUpExtendRequested
  | SignInChecked
  | DispositionRequested
  | LogOutForced
  | HoldRequested
  | RetrieveRequested
  | HangupRequested
  | RecordRequested
  | RecordingSealed
  | RecordingSealFailed
  | RecordingFetched
  | PartyRequest
  | CallbackCancelRequested
  | DialerInput
  | InputQuarantined;
