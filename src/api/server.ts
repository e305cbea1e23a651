import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../port/coded-error';
import { answerStarting } from './starting';

const SECOND_MS = 1000;

export interface Listening {
  /** `http://127.0.0.1:8470`, with the port that was really taken. */
  readonly url: string;
  /** Has requests answered by this from now on; until then each gets 503 STARTING. */
  serve(handler: RequestListener): void;
  /** Takes nothing new; resolves when every connection is gone. End live feeds before. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

/** A list of millions over a slow line; other requests are held to less (app.ts). */
const UPLOAD_MAX_MS = 4 * 3600 * SECOND_MS;

/** Rejects with PORT_TAKEN or ADDRESS_UNUSABLE. Slow senders are cut off by time. */
export async function listen(options: ListenOptions): Promise<Listening> {
  let answer = answerStarting;
  const server = createServer(
    { headersTimeout: 10 * SECOND_MS, requestTimeout: UPLOAD_MAX_MS, maxHeaderSize: 16_384 },
    (request, response) => answer(request, response),
  );
  server.maxConnections = 2000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refusal(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  // Accepting may fail while descriptors are short; those who come later are heard again.
  server.on('error', () => undefined);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    serve: (handler) => {
      answer = handler;
    },
    close: () => closed(server),
  };
}

function refusal(error: NodeJS.ErrnoException, { host, port }: ListenOptions): CodedError {
  const isTaken = error.code === 'EADDRINUSE';
  return new CodedError(
    isTaken ? 'PORT_TAKEN' : 'ADDRESS_UNUSABLE',
    `cannot listen on ${host}:${port} (${error.code})`,
    isTaken
      ? 'another daemon runs there: stop it, or set http.port'
      : 'set http.host and http.port',
  );
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
