import type { HangupCause, RawCause } from './hangup-cause';

/** How an inbound call came out, seen from the client. */
export const CALL_RESULTS = [
  /** Talked with an agent. */
  'connected',
  /** Hung up while waiting in a queue. */
  'abandoned',
  /** Hung up in the IVR, before any queue. */
  'left-in-ivr',
  /** The flow ended it without a queue. */
  'self-served',
  /** The flow ended it after a queue could not serve it (full, or waited too long). */
  'unserved',
  /** Asked to be called back in place of waiting. */
  'callback',
  /** Left a message. */
  'voicemail',
  /** Called for a campaign and answered, and no agent was there in time. */
  'dropped',
  /** Called for a campaign, and a machine answered. */
  'machine',
  /** Called, and did not answer. */
  'not-reached',
  /** Called back and answered, by a machine or somebody else: the key was not pressed. */
  'unconfirmed',
  /** Never got into a flow: unknown number, or the switch failed. */
  'failed',
  /** It was gone after an outage, and nothing tells how. */
  'lost',
] as const;

export type CallResult = (typeof CALL_RESULTS)[number];

export const SEGMENT_KINDS = [
  'offered',
  /** The customer, who is called back, has not answered yet. */
  'dial',
  'ivr',
  'queue',
  'talk',
  'hold',
  /** On the way from one who served it to another: music, while a phone rings. */
  'transfer',
  /** Parked: music, until somebody picks it up. */
  'park',
  /** Asked how it was, when all else is over. */
  'survey',
] as const;

export type SegmentKind = (typeof SEGMENT_KINDS)[number];

/** A stretch of the customer's call. Segments tile [offeredAt, endedAt): no gap, no overlap. */
export interface Segment {
  readonly index: number;
  readonly kind: SegmentKind;
  /** ms since the epoch (UTC). */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly flowId?: string;
  /** Of a `talk` or `hold` with somebody outside: the transfer target of the centre file. */
  readonly targetId?: string;
}

export const PARTY_ROLES = [
  /** Served the customer. */
  'agent',
  /** Was asked by the agent while the customer waited. */
  'consult',
  /** Took part beside the one who served. */
  'conference',
  /** Listened, whispered or barged in. */
  'supervisor',
  /** A transfer target outside, whatever it did. */
  'external',
] as const;

export const PARTY_KINDS = [
  'ring',
  'talk',
  'hold',
  /** With other parties, while the customer hears music. */
  'consult',
  /** Heard all, and was heard by nobody. */
  'listen',
  /** Heard all, and was heard by the agent alone. */
  'whisper',
] as const;

/**
 * How long a caller who joined a queue and found no agent free was predicted to wait: as many
 * waits are shorter than the median as are longer, and eight of ten lie from low to high. The wait
 * itself is the segment of that queue which begins at `at`.
 */
export interface WaitForecast {
  readonly queueId: string;
  /** When the caller joined, ms since the epoch (UTC). */
  readonly at: number;
  readonly medianMs: number;
  readonly lowMs: number;
  readonly highMs: number;
}

/** What one other party did in the call; intervals of one leg do not overlap. */
export interface PartyInterval {
  readonly legId: string;
  readonly role: (typeof PARTY_ROLES)[number];
  /** Absent for somebody outside, who has a `targetId` instead. */
  readonly agentId?: string;
  readonly providerId?: string;
  readonly targetId?: string;
  readonly kind: (typeof PARTY_KINDS)[number];
  readonly startedAt: number;
  readonly endedAt: number;
  /** How a `ring` came out: `answered`, or the cause that ended it. */
  readonly outcome?: string;
}

/** Which attempt of a campaign a call was. */
export interface RecordAttempt {
  readonly attemptId: string;
  readonly campaignId: string;
  readonly listId: string;
  readonly leadId: string;
}

/** The call detail record (CDR), written once, when the call has ended. */
export interface CallRecord {
  readonly schema: 1;
  readonly callId: string;
  readonly contactId: string;
  readonly clientId: string;
  /** `outbound`: we called the customer back; its `ani` is the number that was shown. */
  readonly direction: 'inbound' | 'outbound';
  readonly switchId: string;
  /** The customer's leg. */
  readonly legId: string;
  readonly ani: string;
  readonly dnis: string;
  readonly flowId?: string;
  /** The last queue it waited in. */
  readonly queueId?: string;
  /** The last agent it talked with, and the company of that agent. */
  readonly agentId?: string;
  readonly providerId?: string;
  /** ms since the epoch (UTC). */
  readonly offeredAt: number;
  readonly answeredAt?: number;
  readonly queuedAt?: number;
  readonly connectedAt?: number;
  readonly endedAt: number;
  readonly queueMs: number;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly result: CallResult;
  readonly endedBy: 'caller' | 'agent' | 'engine' | 'unknown';
  readonly cause: HangupCause;
  readonly raw?: RawCause;
  readonly variables: Readonly<Record<string, string>>;
  readonly segments: readonly Segment[];
  readonly parties: readonly PartyInterval[];
  /** Of a call for a campaign: the attempt that it was, to which lead. */
  readonly attempt?: RecordAttempt;
  /** One for each time that the caller joined a queue and had to wait; absent where never. */
  readonly waitForecasts?: readonly WaitForecast[];
}

/** talk: caller and agent. comment, voicemail: what the caller says to nobody in particular. */
export type RecordingPurpose = 'talk' | 'comment' | 'voicemail';

/** Whether the caller agreed to be recorded, and what shows it. */
export interface RecordingConsent {
  readonly given: boolean;
  /**
   * not-asked: the queue asks for none. announced: told, and stayed. key: asked, and pressed one,
   * or none. spoken: told the agent so. by-speaking: spoke after a prompt that asked for words.
   */
  readonly how: 'not-asked' | 'announced' | 'key' | 'spoken' | 'by-speaking';
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly key?: string;
  /** What was played, and where in which flow. */
  readonly prompt?: readonly string[];
  readonly flowId?: string;
  readonly node?: string;
  /** To whom it was spoken. */
  readonly agentId?: string;
}

/** A stretch of silence in a recording. */
export interface RecordingPause {
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** What a recording was, and the file that proves it, or why there is none. */
export interface RecordingSupplement {
  readonly kind: 'recording';
  readonly recordingId: string;
  readonly purpose: RecordingPurpose;
  readonly switchId: string;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly providerId?: string;
  readonly consent: RecordingConsent;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly pauses: readonly RecordingPause[];
  readonly file?: string;
  readonly sizeBytes?: number;
  /** Of the sound in the file. */
  readonly audioMs?: number;
  /** Of the file, in lower-case hexadecimal. */
  readonly sha256?: string;
  readonly missing?: { readonly code: string; readonly detail: string };
}

/** What a caller said of the conversation when it was over; an absent answer was not given. */
export interface SurveySupplement {
  readonly kind: 'survey';
  readonly flowId: string;
  readonly queueId: string;
  /** Whom the caller had talked with. */
  readonly agentId: string;
  readonly providerId: string;
  /** ms since the epoch (UTC). */
  readonly startedAt: number;
  /** 1 to 5, 5 the best. */
  readonly rating?: number;
  readonly solved?: boolean;
  /** The recording of what the caller said. */
  readonly commentId?: string;
}

/** Which fact of the engine it was; within an engine it is there once. */
export interface FactPlace {
  readonly epoch: number;
  readonly seq: number;
  readonly fact: number;
}

/** Something learnt about a call after its record was written; it names the record. */
export type RecordSupplement =
  | RecordingSupplement
  | SurveySupplement
  | ({ readonly kind: 'consent' } & RecordingConsent)
  | {
      readonly kind: 'wrap-up';
      readonly agentId: string;
      readonly startedAt: number;
      readonly endedAt: number;
    }
  | {
      /** How the call came out, in the client's words; a later one of the agent replaces it. */
      readonly kind: 'disposition';
      readonly agentId: string;
      readonly disposition: string;
      readonly at: number;
      /** The fact that noted another one for this call before; it does not hold any more. */
      readonly replaces?: FactPlace;
    }
  | {
      /** The switch's own times against ours. */
      readonly kind: 'witness';
      readonly source: string;
      readonly legId: string;
      readonly startedAt: number;
      readonly answeredAt?: number;
      readonly endedAt: number;
      readonly cause?: HangupCause;
      readonly raw?: RawCause;
      readonly differences: readonly string[];
    };
