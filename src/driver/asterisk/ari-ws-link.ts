import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import type { AriEvent } from './ari-event';
import { AriHttp } from './ari-http';
import {
  type AriLink,
  type AriLinkOptions,
  type AriReply,
  type AriRequest,
  parseBody,
  uriOf,
} from './ari-link';
import { type AriSession, AriSessionLink, type AriSessionListener } from './ari-session';
import { type AriSocket, openSocket } from './ari-socket';

const PROBE_MS = 2000;
const PING: AriRequest = { method: 'GET', path: ['asterisk', 'ping'] };

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

export interface AriWsParts {
  readonly options: AriLinkOptions;
  /** `http`: only the events come over the WebSocket. */
  readonly rest: 'websocket' | 'http';
  readonly clock: Clock;
  readonly log: DriverLog;
}

/**
 * Events over a WebSocket, and REST over the same one: half the cost of HTTP. An Asterisk that
 * knows no REST over the WebSocket stays silent to the first request; REST then goes over HTTP.
 */
export function ariWsLink(parts: AriWsParts): AriLink {
  return new AriSessionLink((listener) => openWsSession(parts, listener), parts.clock, parts.log);
}

async function openWsSession(
  { options, rest, clock, log }: AriWsParts,
  listener: AriSessionListener,
): Promise<AriSession> {
  const http = new AriHttp(options);
  const calls = new SocketCalls(listener, http);
  const socket = await openSocket(options, clock, calls);
  calls.begin(socket);
  if (rest === 'websocket' && (await answers(calls, clock))) return calls;
  if (rest === 'websocket') log.warn({}, 'this Asterisk has no REST over the WebSocket');
  await http.request(PING);
  return {
    request: (request) => http.request(request),
    terminate: () => calls.terminate(),
  };
}

/** False when the first request stays without an answer. */
async function answers(calls: SocketCalls, clock: Clock): Promise<boolean> {
  let cancel: () => void = () => undefined;
  const silence = new Promise<false>((resolve) => {
    cancel = clock.schedule(clock.now() + PROBE_MS, () => resolve(false));
  });
  const reply = calls.request(PING).then(() => true as const);
  return Promise.race([reply, silence]).finally(() => cancel());
}

/** REST requests over one socket, told apart by their ids. */
class SocketCalls implements AriSession {
  private readonly waiting = new Map<string, Waiting>();
  private socket: AriSocket | null = null;
  private counter = 0;

  constructor(
    private readonly listener: AriSessionListener,
    private readonly http: AriHttp,
  ) {}

  begin(socket: AriSocket): void {
    this.socket = socket;
  }

  /** Over the socket Asterisk answers one after the other. */
  request(request: AriRequest): Promise<AriReply> {
    if (request.apart === true) return this.http.request(request);
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
      if (!this.socket) return reject(new CodedError('SWITCH_DOWN', 'the ARI socket is closed'));
      this.waiting.set(id, { resolve, reject });
      this.socket.send(text);
    });
  }

  message(text: string): void {
    const message = parseBody(text) as AriEvent | Response | undefined;
    if (typeof message?.type !== 'string') return;
    if (message.type !== 'RESTResponse') return this.listener.event(message as AriEvent);
    const { request_id: id = '', status_code: status, message_body: body } = message as Response;
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.resolve(replyOf(status, body));
  }

  /** Pending requests are refused first, so that nothing waits for a wire that is gone. */
  closed(reason: string): void {
    this.refuseAll(reason);
    this.listener.closed(reason);
  }

  terminate(): void {
    this.refuseAll('the ARI link was given up');
    this.http.close();
  }

  private refuseAll(reason: string): void {
    const socket = this.socket;
    this.socket = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of waiting) one.reject(new CodedError('SWITCH_DOWN', reason));
    socket?.terminate();
  }
}

/** Of most replies only the status is looked at: Asterisk describes the whole channel in each. */
const replyOf = (status: number, text: string | undefined): AriReply => ({
  status,
  get body() {
    return parseBody(text);
  },
});
