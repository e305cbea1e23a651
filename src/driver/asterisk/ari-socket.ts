import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import { baseOf, credentialsOf } from './ari-http';
import type { AriLinkOptions } from './ari-link';
import { refusalOf } from './ari-refusal';

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
  const together = new SentTogether();
  ws.on('upgrade', (response) => together.begin(response.socket));
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (_request, reply) => {
      ws.terminate();
      reject(refusalOf(reply.statusCode ?? 0, options));
    });
    ws.on('error', (error) => reject(new CodedError('SWITCH_DOWN', error.message)));
    ws.on('open', () => {
      const stopPings = keepWatch(ws, clock, (reason) => listener.closed(reason));
      ws.on('message', (data) => listener.message(data.toString()));
      ws.on('close', (code) => {
        stopPings();
        listener.closed(`the ARI socket closed (${code})`);
      });
      const send = (text: string): void => together.send(() => ws.send(text));
      resolve({ send, terminate: () => ws.terminate() });
    });
  });
}

/**
 * Messages of one turn of the event loop leave in one write. A write is the dearest part of
 * sending, and what the core decides in one step mostly is more than one request.
 */
class SentTogether {
  private socket: Socket | undefined;
  private isCorked = false;

  begin(socket: Socket): void {
    this.socket = socket;
  }

  send(write: () => void): void {
    const { socket } = this;
    if (socket && !this.isCorked) {
      this.isCorked = true;
      socket.cork();
      process.nextTick(() => {
        this.isCorked = false;
        socket.uncork();
      });
    }
    write();
  }
}

/** The little of a WebSocket that watching it needs. */
export interface PingedSocket {
  readonly readyState: number;
  ping(): void;
  terminate(): void;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * A half-open connection gives no error for minutes; an unanswered ping does in 15 s. The returned
 * function ends the watch.
 */
export function keepWatch(
  ws: PingedSocket,
  clock: Clock,
  lost: (reason: string) => void,
): () => void {
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
