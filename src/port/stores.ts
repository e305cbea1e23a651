import type { CallRecord, CallResult, RecordingSupplement, RecordSupplement } from './call-record';

/** A fact on its way to SQL; its first four fields name it, so a second delivery is dropped. */
export interface OutboxEntry {
  readonly engineId: string;
  readonly epoch: number;
  readonly seq: number;
  readonly factIndex: number;
  readonly at: number;
  readonly clientId?: string;
  /** Who caused it, and why; absent in what an earlier release took. */
  readonly cause?: { readonly actor: string; readonly reason: string };
  readonly body: OutboxBody;
}

export type OutboxBody =
  | { readonly type: 'record.completed'; readonly record: CallRecord }
  | {
      readonly type: 'record.supplemented';
      readonly callId: string;
      readonly supplement: RecordSupplement;
    }
  | AttemptEnded
  | LeadReturned
  | SuppressionRequested
  | RefusalNoted
  | FactTold;

/** Every lead that came into the engine leaves it once, by one of the two facts that follow. */
interface LeadSettled {
  readonly campaignId: string;
  readonly leadId: string;
  readonly listId: string;
  /** The batch that brought the lead: it is settled once for each. */
  readonly batch: number;
  readonly next:
    | {
        readonly state: 'waiting';
        /** ms since the epoch (UTC). */
        readonly at: number;
        /** Index into the lead's numbers. */
        readonly nextNumber: number;
        /** Promised to the called party; absent: an ordinary retry. */
        readonly callback?: { readonly agentId?: string };
      }
    | { readonly state: 'done'; readonly reason: string };
}

/** What came of one attempt. */
export interface AttemptEnded extends LeadSettled {
  readonly type: 'attempt.ended';
  readonly attemptId: string;
  readonly callId?: string;
  readonly number: string;
  /** When it was launched, ms since the epoch (UTC). */
  readonly at: number;
  readonly result: string;
  readonly agentId?: string;
  /** It counts as dropped, whatever the result is called. */
  readonly isDrop?: true;
  /** An agent chose the lead: no part of any rate of dropped calls. */
  readonly byAgent?: true;
}

/** It was not called. */
export interface LeadReturned extends LeadSettled {
  readonly type: 'lead.returned';
  /** Why the gate let no attempt through; absent: its campaign has no use for it now. */
  readonly refusal?: {
    readonly clause: string;
    readonly law?: string;
    readonly until?: number;
    readonly final?: true;
  };
}

/** In a call somebody asked that the number is called no more for the client. */
export interface SuppressionRequested {
  readonly type: 'suppression.requested';
  /** Of the call; absent: of none. */
  readonly campaignId?: string;
  /** E.164. */
  readonly number: string;
  readonly scope: 'client';
  readonly by: 'agent' | 'caller';
  /** Who noted it. */
  readonly agentId?: string;
  readonly callId: string;
  /** The disposition, or the flow. */
  readonly reason: string;
}

/** In a call somebody refused what was offered. */
export interface RefusalNoted {
  readonly type: 'refusal.noted';
  readonly campaignId: string;
  readonly leadId: string;
  /** E.164. */
  readonly number: string;
  readonly callId: string;
  readonly agentId: string;
  /** The disposition. */
  readonly reason: string;
}

/** What no table has and the ledger keeps, since a figure depends on it. */
export interface FactTold {
  readonly type: 'fact.told';
  /** The fact's type. */
  readonly fact: string;
  readonly entry:
    | 'lead'
    | 'agent'
    | 'setting'
    | 'breach'
    | 'engine'
    | 'supplement'
    | 'access'
    | 'gap';
  readonly says: Readonly<Record<string, unknown>>;
  /** Of it too, and personal: the entry only commits to these values. */
  readonly personal?: Readonly<Record<string, unknown>>;
  /** The call that the personal values are found by. */
  readonly callId?: string;
}

/**
 * Takes entries at once onto the disk and brings them to SQL when it can. Never waits for SQL,
 * never loses an entry, never delivers one twice.
 */
export interface Outbox {
  /** Entries in order of (seq, factIndex). `seq`: the newest input whose facts are all here. */
  take(entries: readonly OutboxEntry[], seq: number): void;
  /** After a start: facts up to this seq are already on the disk and need not be given again. */
  takenSeq(): number;
  /** Facts up to this seq survive a power cut. */
  syncedSeq(): number;
  /** How many entries wait for SQL, and since when the oldest does (ms, UTC). */
  backlog(): { readonly entries: number; readonly oldestAt?: number };
  /** Syncs, stops the delivery, and leaves what waits on the disk. */
  close(): Promise<void>;
}

export interface CdrFilter {
  /** offeredAt in [from, to), ms since the epoch (UTC). */
  readonly from?: number;
  readonly to?: number;
  readonly clientIds?: readonly string[];
  readonly providerIds?: readonly string[];
  readonly queueId?: string;
  readonly agentId?: string;
  readonly campaignId?: string;
  readonly result?: CallResult;
}

export interface CdrPage {
  readonly records: readonly CallRecord[];
  /** Opaque; asks for the next page. Absent on the last one. */
  readonly next?: string;
}

export interface CdrStore {
  /** Newest first. `limit` 1 to 1000. Rejects with BAD_CURSOR or STORE_DOWN. */
  list(filter: CdrFilter, limit: number, cursor?: string): Promise<CdrPage>;
  find(callId: string): Promise<{
    readonly record: CallRecord;
    readonly supplements: readonly RecordSupplement[];
  } | null>;
}

/** A recording that has been sealed, or is missing, and the call that it is of. */
export interface StoredRecording {
  readonly record: CallRecord;
  readonly recording: RecordingSupplement;
}

export interface RecordingFilter {
  /** offeredAt of the call in [from, to), ms since the epoch (UTC). */
  readonly from?: number;
  readonly to?: number;
  readonly clientIds?: readonly string[];
  /** Of the recording's own agent. */
  readonly providerIds?: readonly string[];
  readonly callId?: string;
  readonly agentId?: string;
}

export interface RecordingStore {
  /** Newest first, at most `limit`, 1 to 1000. Rejects with STORE_DOWN. */
  list(filter: RecordingFilter, limit: number): Promise<readonly StoredRecording[]>;
  find(recordingId: string): Promise<StoredRecording | null>;
}

/** The files of recordings, wherever their switches put them. */
export interface RecordingFiles {
  /**
   * The file's bytes from the first on. `file`: as the switch named it. Rejects with
   * RECORDING_FILE_MISSING or RECORDING_FILE_UNREADABLE.
   */
  open(switchId: string, file: string): Promise<AsyncIterable<Uint8Array>>;
}

export type Role = 'operator' | 'supervisor' | 'client' | 'provider' | 'agent';

/** Who asks. The scope ids narrow what is seen; an operator or supervisor has none. */
export interface Token {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
  readonly clientId?: string;
  readonly providerId?: string;
  readonly agentId?: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

/** Only the SHA-256 of a token's secret is kept. Answers from memory while SQL is away. */
export interface TokenStore {
  create(token: Omit<Token, 'tokenId' | 'createdAt'>): Promise<{ token: Token; secret: string }>;
  /** null: unknown, revoked or expired. */
  verify(secret: string): Promise<Token | null>;
  list(): Promise<readonly Token[]>;
  revoke(tokenId: string): Promise<boolean>;
}
