import type { Clock } from '../../port/clock';
import { CodedError, isCodedError } from '../../port/coded-error';
import type { AriEvent } from './ari-event';
import { AriHttp } from './ari-http';
import {
  type AriLink,
  type AriLinkOptions,
  type AriListener,
  type AriReply,
  type AriRequest,
  parseBody,
  uriOf,
} from './ari-link';
import { type AriSocket, openSocket } from './ari-socket';
import { Backoff } from './backoff';
import type { DriverLog } from './driver-log';

const PROBE_MS = 2000;

interface Waiting {
  readonly resolve: (reply: AriReply) => void;
  readonly reject: (error: CodedError) => void;
}

interface Response {
  readonly type: 'RESTResponse';
  readonly request_id?: string;
  readonly status_code: number;
  readonly message_body?: string;
}

/**
 * Events over a WebSocket, and REST over the same one: half the cost of HTTP. An Asterisk that
 * knows no REST over the WebSocket stays silent to the first request; REST then goes over HTTP,
 * as it does from the start when `rest` is `http`.
 */
export class AriWsLink implements AriLink {
  private readonly http: AriHttp;
  private readonly backoff = new Backoff();
  private readonly waiting = new Map<string, Waiting>();
  private listener: AriListener | null = null;
  private socket: AriSocket | null = null;
  private isUp = false;
  private isClosed = false;
  private counter = 0;
  private cancelRetry = (): void => {};

  constructor(
    private readonly options: AriLinkOptions,
    private rest: 'websocket' | 'http',
    private readonly clock: Clock,
    private readonly log: DriverLog,
  ) {
    this.http = new AriHttp(options);
  }

  async open(listener: AriListener): Promise<void> {
    this.listener = listener;
    try {
      await this.attempt();
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'SWITCH_DOWN') {
        this.isClosed = true;
        this.http.close();
        throw error;
      }
      this.retryLater(error.message);
    }
  }

  request(request: AriRequest): Promise<AriReply> {
    if (!this.isUp) return Promise.reject(new CodedError('SWITCH_DOWN', 'the ARI link is down'));
    return this.rest === 'http' ? this.http.request(request) : this.send(request);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelRetry();
    this.drop('the link was closed');
    this.http.close();
  }

  private async attempt(): Promise<void> {
    let opened: AriSocket | null = null;
    const socket = await openSocket(this.options, this.clock, {
      message: (text) => this.receive(text),
      closed: (reason) => this.lost(opened, reason),
    });
    opened = socket;
    if (this.isClosed) return socket.terminate();
    this.socket = socket;
    await this.probe();
    if (this.socket !== socket) return;
    this.backoff.reset();
    this.isUp = true;
    this.listener?.up();
  }

  /** Asks for a ping over the WebSocket; silence means that REST has to go over HTTP. */
  private async probe(): Promise<void> {
    const ping: AriRequest = { method: 'GET', path: ['asterisk', 'ping'] };
    if (this.rest === 'websocket') {
      let cancel = (): void => {};
      const silence = new Promise<null>((resolve) => {
        cancel = this.clock.schedule(this.clock.now() + PROBE_MS, () => resolve(null));
      });
      const reply = await Promise.race([this.send(ping), silence]);
      cancel();
      if (reply !== null) return;
      this.waiting.clear();
      this.rest = 'http';
      this.log.warn({}, 'this Asterisk has no REST over the WebSocket; using HTTP');
    }
    await this.http.request(ping);
  }

  private send(request: AriRequest): Promise<AriReply> {
    this.counter += 1;
    const id = String(this.counter);
    const body =
      request.body === undefined
        ? {}
        : { content_type: 'application/json', message_body: JSON.stringify(request.body) };
    const text = JSON.stringify({
      type: 'RESTRequest',
      request_id: id,
      method: request.method,
      uri: uriOf(request),
      ...body,
    });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket?.send(text);
    });
  }

  private receive(text: string): void {
    const message = parseBody(text) as AriEvent | Response | undefined;
    if (typeof message?.type !== 'string') return;
    if (message.type !== 'RESTResponse') return this.listener?.event(message as AriEvent);
    const { request_id: id = '', status_code: status, message_body: body } = message as Response;
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.resolve({ status, body: parseBody(body) });
  }

  private lost(socket: AriSocket | null, reason: string): void {
    if (socket === null || this.socket !== socket) return;
    this.drop(reason);
    this.retryLater(reason);
  }

  /** Pending requests are refused first, so that nothing waits for a wire that is gone. */
  private drop(reason: string): void {
    const socket = this.socket;
    this.socket = null;
    const wasUp = this.isUp;
    this.isUp = false;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of waiting) one.reject(new CodedError('SWITCH_DOWN', reason));
    socket?.terminate();
    if (wasUp && !this.isClosed) this.listener?.down(reason);
  }

  private retryLater(reason: string): void {
    if (this.isClosed) return;
    this.cancelRetry();
    const waitMs = this.backoff.next();
    this.log.warn({ waitMs, reason }, 'ARI is not reachable; trying again');
    this.cancelRetry = this.clock.schedule(this.clock.now() + waitMs, () => {
      this.attempt().catch((error: Error) => {
        this.drop(error.message);
        this.retryLater(error.message);
      });
    });
  }
}
