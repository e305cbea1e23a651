import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import { baseOf, credentialsOf } from './ari-http';
import type { AriLinkOptions } from './ari-link';

const PING_MS = 5000;
const PINGS_MISSED_MAX = 2;
const HANDSHAKE_MS = 5000;

export interface SocketListener {
  message(text: string): void;
  /** Once, after `openSocket` resolved. */
  closed(reason: string): void;
}

/** One WebSocket to ARI's `/events`; it pings, and dies when Asterisk does not answer. */
export interface AriSocket {
  send(text: string): void;
  /** Drops the connection without a farewell. */
  terminate(): void;
}

/**
 * Opens the event stream of one Stasis app. Rejects with ARI_UNAUTHORIZED or ARI_NOT_FOUND, or
 * with SWITCH_DOWN where another attempt may succeed.
 */
export function openSocket(
  options: AriLinkOptions,
  clock: Clock,
  listener: SocketListener,
): Promise<AriSocket> {
  const address = new URL(`${baseOf(options.url)}/events`);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('app', options.app);
  address.searchParams.set('subscribeAll', 'false');
  const ws = new WebSocket(address, {
    headers: { authorization: credentialsOf(options) },
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (_request, reply) => {
      ws.terminate();
      reject(refusal(reply, options));
    });
    ws.on('error', (error) => reject(new CodedError('SWITCH_DOWN', error.message)));
    ws.on('open', () => {
      const stopPings = keepWatch(ws, clock, (reason) => listener.closed(reason));
      ws.on('message', (data) => listener.message(data.toString()));
      ws.on('close', (code) => {
        stopPings();
        listener.closed(`the ARI socket closed (${code})`);
      });
      resolve({ send: (text) => ws.send(text), terminate: () => ws.terminate() });
    });
  });
}

/** A half-open connection gives no error for minutes; an unanswered ping does in 15 s. */
function keepWatch(ws: WebSocket, clock: Clock, lost: (reason: string) => void): () => void {
  let missed = 0;
  let cancel: () => void = () => undefined;
  ws.on('pong', () => {
    missed = 0;
  });
  const beat = (): void => {
    if (missed >= PINGS_MISSED_MAX) {
      lost('Asterisk answered no ping for 10 s');
      ws.terminate();
      return;
    }
    missed += 1;
    if (ws.readyState === WebSocket.OPEN) ws.ping();
    cancel = clock.schedule(clock.now() + PING_MS, beat);
  };
  cancel = clock.schedule(clock.now() + PING_MS, beat);
  return () => cancel();
}

function refusal(reply: IncomingMessage, options: AriLinkOptions): CodedError {
  const status = reply.statusCode ?? 0;
  const place = `ARI at ${baseOf(options.url)}`;
  if (status === 401 || status === 403) {
    const remedy = 'Compare ari.user and ari.password with ari.conf.';
    return new CodedError('ARI_UNAUTHORIZED', `${place} refused the user ${options.user}`, remedy);
  }
  if (status === 404) {
    const remedy = 'Check ari.url, and that res_ari and res_http_websocket are loaded.';
    return new CodedError('ARI_NOT_FOUND', `${place} does not exist`, remedy);
  }
  return new CodedError('SWITCH_DOWN', `${place} answered ${status}`);
}
