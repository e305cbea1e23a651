import type { Centre } from '../core/centre';
import type { AgentStatus } from '../core/input';
import type { AgentView, CallView, QueueView } from '../engine/facade';
import type { CallRecord, CallResult, RecordSupplement } from '../port/call-record';
import { CodedError } from '../port/coded-error';
import type { Role, Token } from '../port/stores';

const ANSWER_TIMEOUT_MS = 15_000;

export interface CdrQuery {
  readonly from?: number;
  readonly to?: number;
  readonly clientId?: string;
  readonly providerId?: string;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly result?: CallResult;
  readonly limit?: number;
  readonly cursor?: string;
}

/** The daemon's HTTP API as the commands use it; every failure is a CodedError. */
export class DaemonClient {
  constructor(
    readonly url: string,
    private readonly token: string | undefined,
  ) {}
}
