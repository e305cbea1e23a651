import type { CentreOutcome } from '../api/parts';
import type { AgentStatus } from '../core/input';
import type { AgentView, CallView, QueueView, StaffingView, SwitchView } from '../engine/facade';
import type { CallbackView } from '../engine/facade/callback-view';
import { type ExtraAgent, extraAgentText } from '../engine/facade/extra-agent';
import type { WhyReport } from '../engine/facade/why-view';
import type {
  CallRecord,
  CallResult,
  RecordingSupplement,
  RecordSupplement,
} from '../port/call-record';
import type { CdrPage, Role, Token } from '../port/stores';
import { type FeedEvent, readFeed } from './event-feed';
import {
  callDaemon,
  DaemonRefusal,
  type HttpCall,
  openStream,
  type Target,
  unreachable,
  unreadable,
} from './http-call';
import { type HttpUpload, uploadToDaemon } from './http-upload';

/** A report over a year is computed for a while. */
const TEXT_MAX_MS = 120_000;

export interface CdrQuery {
  /** ms since the epoch (UTC). */
  readonly from?: number;
  readonly to?: number;
  readonly client?: string;
  readonly provider?: string;
  readonly queue?: string;
  readonly campaign?: string;
  readonly agent?: string;
  readonly result?: CallResult;
  readonly limit?: number;
  readonly cursor?: string;
}

/** What theory is asked; what is not said is taken from the queue's last hour. */
export interface StaffingRequest {
  readonly serviceLevelPct?: number;
  readonly withinMs?: number;
  readonly arrivalsPerHour?: number;
  readonly handleMs?: number;
  readonly patienceMs?: number;
}

/** What /readyz says; `degraded`: it takes calls, but not all is well. */
export interface Readiness {
  readonly ready: boolean;
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly reasons: readonly { readonly part: string; readonly detail: string }[];
}

/** Which engine answers; the epoch rises with each start. */
export interface EngineName {
  readonly engineId: string;
  readonly epoch: number;
}

export interface TokenRequest {
  readonly name: string;
  readonly role: Role;
  readonly clientId?: string;
  readonly providerId?: string;
  readonly agentId?: string;
  readonly expiresInDays?: number;
}

export type RecordVerb = 'start' | 'pause' | 'resume' | 'stop';

export interface RecordingQuery {
  readonly call?: string;
  readonly agent?: string;
  readonly client?: string;
  readonly provider?: string;
  readonly limit?: string;
}

/** A recording as /v1/recordings shows it. */
export interface ListedRecording extends Omit<RecordingSupplement, 'kind'> {
  readonly callId: string;
  readonly clientId: string;
  readonly offeredAt: number;
}

/** Whether the file is still the one that was sealed. */
export interface RecordingVerification {
  readonly recordingId: string;
  readonly intact: boolean;
  readonly sha256: string;
  readonly sealedSha256: string;
  readonly sizeBytes: number;
}

export interface CdrDetail {
  readonly record: CallRecord;
  readonly supplements: readonly RecordSupplement[];
}

/** The daemon's HTTP API as the commands use it; every failure is a CodedError. */
export class DaemonClient {
  constructor(private readonly target: Target) {}

  get url(): string {
    return this.target.url;
  }

  async readiness(): Promise<Readiness> {
    return (await this.get('/readyz', [503])) as Readiness;
  }

  async engine(): Promise<EngineName> {
    return (await this.get('/healthz')) as EngineName;
  }

  queues(): Promise<readonly QueueView[]> {
    return this.list<QueueView>('/v1/queues', 'queues');
  }

  async staffing(queueId: string, request: StaffingRequest): Promise<StaffingView> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(request)) search.set(key, String(value));
    const path = `/v1/queues/${encodeURIComponent(queueId)}/staffing`;
    return (await this.get(search.size > 0 ? `${path}?${search}` : path)) as StaffingView;
  }

  agents(): Promise<readonly AgentView[]> {
    return this.list<AgentView>('/v1/agents', 'agents');
  }

  calls(): Promise<readonly CallView[]> {
    return this.list<CallView>('/v1/calls', 'calls');
  }

  /** What is asked of a call's parties; the outcome is told by the live feed. */
  async controlCall(
    callId: string,
    verb: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly seq: number; readonly at: number }> {
    const path = `/v1/calls/${encodeURIComponent(callId)}/${verb}`;
    const call = { method: 'POST', path, ...(body && { body }) } as const;
    return (await callDaemon(this.target, call)) as { seq: number; at: number };
  }

  callbacks(queue?: string): Promise<readonly CallbackView[]> {
    const search = queue === undefined ? '' : `?queue=${encodeURIComponent(queue)}`;
    return this.list<CallbackView>(`/v1/callbacks${search}`, 'callbacks');
  }

  async cancelCallback(contactId: string): Promise<void> {
    const path = `/v1/callbacks/${encodeURIComponent(contactId)}`;
    await callDaemon(this.target, { method: 'DELETE', path });
  }

  switches(): Promise<readonly SwitchView[]> {
    return this.list<SwitchView>('/v1/switches', 'switches');
  }

  /** Resolves when the engine has taken it; rejects with the engine's reason when it has not. */
  async setAgentStatus(agentId: string, status: AgentStatus, reason?: string): Promise<AgentView> {
    const path = `/v1/agents/${encodeURIComponent(agentId)}/status`;
    const body = reason === undefined ? { status } : { status, reason };
    return (await callDaemon(this.target, { method: 'POST', path, body })) as AgentView;
  }

  /** What an agent does about a call's end; resolves with the agent as it is then. */
  async agentWork(
    agentId: string,
    work: 'wrap-up/end' | 'wrap-up/extend' | 'disposition' | 'log-out',
    body?: Readonly<Record<string, unknown>>,
  ): Promise<AgentView> {
    const path = `/v1/agents/${encodeURIComponent(agentId)}/${work}`;
    const call = { method: 'POST', path, ...(body && { body }) } as const;
    return (await callDaemon(this.target, call)) as AgentView;
  }

  async cdrs(query: CdrQuery): Promise<CdrPage> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) search.set(key, String(value));
    return (await this.get(`/v1/cdrs?${search}`)) as CdrPage;
  }

  async cdr(callId: string): Promise<CdrDetail> {
    return (await this.get(`/v1/cdrs/${encodeURIComponent(callId)}`)) as CdrDetail;
  }

  async recordings(query: RecordingQuery): Promise<readonly ListedRecording[]> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) search.set(key, String(value));
    return this.list<ListedRecording>(`/v1/recordings?${search}`, 'recordings');
  }

  async recording(recordingId: string): Promise<ListedRecording> {
    const path = `/v1/recordings/${encodeURIComponent(recordingId)}`;
    return (await this.get(path)) as ListedRecording;
  }

  async verifyRecording(recordingId: string): Promise<RecordingVerification> {
    const path = `/v1/recordings/${encodeURIComponent(recordingId)}/verify`;
    return (await callDaemon(this.target, { method: 'POST', path })) as RecordingVerification;
  }

  /** Asks for a change of the recording of a conversation; the call as it is now. */
  async recordCall(callId: string, verb: RecordVerb, spoken: boolean): Promise<CallView> {
    const query = spoken ? '?consent=spoken' : '';
    const path = `/v1/calls/${encodeURIComponent(callId)}/record/${verb}${query}`;
    return (await callDaemon(this.target, { method: 'POST', path })) as CallView;
  }

  async why(callId: string, extra?: ExtraAgent): Promise<WhyReport> {
    const query = extra ? `?withAgent=${encodeURIComponent(extraAgentText(extra))}` : '';
    return (await this.get(`/v1/calls/${encodeURIComponent(callId)}/why${query}`)) as WhyReport;
  }

  /** A refused file is an outcome with problems, not a rejection. */
  async applyCentre(text: string, dryRun: boolean): Promise<CentreOutcome> {
    const path = dryRun ? '/v1/centre?dryRun=true' : '/v1/centre';
    const call = { method: 'POST', path, body: text, type: 'application/yaml' } as const;
    const answer = await callDaemon(this.target, { ...call, accepts: [422] });
    const { applied, changes, problems, code, detail } = answer as Partial<CentreOutcome> & {
      readonly code?: string;
      readonly detail?: string;
    };
    if (problems === undefined) throw new DaemonRefusal(422, code ?? 'HTTP_422', detail ?? '');
    return { applied: applied === true, changes: changes ?? [], problems };
  }

  tokens(): Promise<readonly Token[]> {
    return this.list<Token>('/v1/tokens', 'tokens');
  }

  async createToken(body: TokenRequest): Promise<{ token: Token; secret: string }> {
    const answer = await callDaemon(this.target, { method: 'POST', path: '/v1/tokens', body });
    return answer as { token: Token; secret: string };
  }

  async revokeToken(tokenId: string): Promise<void> {
    const path = `/v1/tokens/${encodeURIComponent(tokenId)}`;
    await callDaemon(this.target, { method: 'DELETE', path });
  }

  /** Until the signal or the feed's end. */
  live(signal: AbortSignal, onEvent: (event: FeedEvent) => void): Promise<void> {
    return readFeed(this.target, '/v1/live', signal, onEvent);
  }

  /** A file that is too long for a request of its own. */
  upload(upload: HttpUpload): Promise<unknown> {
    return uploadToDaemon(this.target, upload);
  }

  /** An answer to the byte as it was sent. Rejects as `ask`. */
  async text(path: string): Promise<string> {
    const answer = await openStream(this.target, path, AbortSignal.timeout(TEXT_MAX_MS));
    return answer.text();
  }

  /** Any other request; see the client of each part. */
  ask(call: HttpCall): Promise<unknown> {
    return callDaemon(this.target, call);
  }

  /** An answer as long as it may be, in pieces as they come. */
  async *bytes(path: string): AsyncGenerator<Uint8Array> {
    const stop = new AbortController();
    try {
      const { body } = await openStream(this.target, path, stop.signal);
      for await (const piece of body ?? []) yield piece as Uint8Array;
    } catch (error) {
      throw unreachable(this.url, error);
    } finally {
      stop.abort();
    }
  }

  private async list<T>(path: string, key: string): Promise<readonly T[]> {
    const list = ((await this.get(path)) as Readonly<Record<string, unknown>> | undefined)?.[key];
    if (Array.isArray(list)) return list;
    throw unreadable(this.url);
  }

  private get(path: string, accepts: readonly number[] = []): Promise<unknown> {
    return callDaemon(this.target, { method: 'GET', path, accepts });
  }
}
