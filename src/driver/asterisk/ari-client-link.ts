import { createRequire } from 'node:module';
import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import type { AriEvent } from './ari-event';
import { AriHttp, baseOf } from './ari-http';
import {
  type AriLink,
  type AriLinkOptions,
  type AriReply,
  type AriRequest,
  parseBody,
} from './ari-link';
import { refusalOf } from './ari-refusal';
import { type AriSession, AriSessionLink, type AriSessionListener } from './ari-session';
import { keepWatch, type PingedSocket } from './ari-socket';

const CONNECT_MS = 10_000;

type SwaggerCall = (
  args: Record<string, unknown>,
  done: (reply: { status: number; data?: unknown }) => void,
  failed: (reply: { status?: number; data?: unknown } | undefined) => void,
) => void;

interface SwaggerOperation {
  readonly method: string;
  /** `/channels/{channelId}/answer` */
  readonly path: string;
  readonly nickname: string;
}

interface SwaggerResource {
  readonly operations: Readonly<Record<string, SwaggerOperation>>;
}

interface LibrarySocket extends PingedSocket {
  listeners(event: string): readonly ((...args: unknown[]) => void)[];
  removeAllListeners(event: string): void;
}

interface Library {
  connect(url: string, user: string, password: string): Promise<LibraryClient>;
}

/** The library's own REST client; its credentials are one global for the whole process. */
interface Swagger {
  readonly authorizations: { add(key: string, authorization: unknown): void };
  readonly PasswordAuthorization: new (name: string, user: string, password: string) => unknown;
}

interface Loaded {
  readonly library: Library;
  /** Sets that global; read when a request is built, so it is set before each. */
  readonly authorize: (options: AriLinkOptions) => void;
}

interface LibraryClient {
  readonly _swagger: { readonly apis: Readonly<Record<string, SwaggerResource>> };
  readonly _ws: LibrarySocket;
  start(app: string): Promise<void>;
  on(event: string, listener: (event: AriEvent) => void): void;
}

export interface AriClientParts {
  readonly options: AriLinkOptions;
  readonly clock: Clock;
  readonly log: DriverLog;
}

/**
 * ARI through the npm package `ari-client`, which has to be installed beside Leitstand. What it
 * cannot do, and what is done here about that, is listed in docs/asterisk-driver.md.
 */
export function ariClientLink(parts: AriClientParts): AriLink {
  return new AriSessionLink((listener) => openSession(parts, listener), parts.clock, parts.log);
}

async function openSession(
  { options, clock, log }: AriClientParts,
  listener: AriSessionListener,
): Promise<AriSession> {
  const { library, authorize } = await load();
  // A wrong password would end the whole process inside the library, so it is tried before.
  await probe(options);
  const root = baseOf(options.url).replace(/\/ari$/, '');
  const client = await oneByOne(() =>
    within(CONNECT_MS, clock, library.connect(root, options.user, options.password)),
  );
  client.on('*', (event) => listener.event(event));
  await within(CONNECT_MS, clock, client.start(options.app));
  return new LibrarySession(client, { listener, clock, log, authorize: () => authorize(options) });
}

async function load(): Promise<Loaded> {
  // Named by a variable, because the package may be absent when this is compiled.
  const name = 'ari-client';
  try {
    const loaded = (await import(name)) as Library & { default?: Library };
    const swagger = createRequire(require.resolve(name))('swagger-client') as Swagger;
    const authorize = ({ user, password }: AriLinkOptions): void => {
      const authorization = new swagger.PasswordAuthorization('', user, password);
      swagger.authorizations.add('basic-auth', authorization);
    };
    return { library: loaded.default ?? loaded, authorize };
  } catch {
    const remedy = 'npm install ari-client@2.2.0, or choose ari.link: websocket.';
    throw new CodedError('LINK_NOT_INSTALLED', 'the package ari-client is not installed', remedy);
  }
}

let lastConnect: Promise<unknown> = Promise.resolve();

/** While it connects, the library reads the Swagger files by those global credentials. */
function oneByOne<T>(connect: () => Promise<T>): Promise<T> {
  const connected = lastConnect.then(connect);
  lastConnect = connected.catch(() => undefined);
  return connected;
}

async function probe(options: AriLinkOptions): Promise<void> {
  const http = new AriHttp(options);
  try {
    const { status } = await http.request({ method: 'GET', path: ['asterisk', 'ping'] });
    if (status >= 400) throw refusalOf(status, options);
  } finally {
    http.close();
  }
}

function within<T>(ms: number, clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(clock.now() + ms, () => {
      reject(new CodedError('SWITCH_DOWN', 'ari-client did not connect in time'));
    });
    work.then(resolve, reject).finally(() => cancel());
  });
}

interface SessionParts {
  readonly listener: AriSessionListener;
  readonly clock: Clock;
  readonly log: DriverLog;
  readonly authorize: () => void;
}

/** The library's REST calls have no deadline and hang when the wire is lost: they are kept here. */
class LibrarySession implements AriSession {
  private readonly pending = new Set<(error: CodedError) => void>();
  private readonly operations: readonly (readonly [string, SwaggerOperation])[];
  private readonly stopWatch: () => void;
  private isOver = false;

  constructor(
    private readonly client: LibraryClient,
    private readonly parts: SessionParts,
  ) {
    this.operations = Object.entries(client._swagger.apis).flatMap(([resource, { operations }]) =>
      Object.values(operations).map((operation) => [resource, operation] as const),
    );
    this.guardMessages();
    // Its own reconnecting ends for good after ten tries; until then it would take the app from
    // the session that follows this one.
    client._ws.removeAllListeners('close');
    client._ws.removeAllListeners('error');
    client._ws.on('error', () => undefined);
    client._ws.on('close', () => this.over('the ARI socket closed'));
    this.stopWatch = keepWatch(client._ws, parts.clock, (reason) => this.over(reason));
  }

  request(request: AriRequest): Promise<AriReply> {
    const found = this.find(request);
    if (!found) {
      const body = { message: 'the Swagger files of this Asterisk know no such request' };
      return Promise.resolve({ status: 404, body });
    }
    return new Promise((resolve, reject) => {
      const settle = (reply: { status?: number; data?: unknown } | undefined): void => {
        this.pending.delete(reject);
        const text = reply?.data === undefined ? '' : String(reply.data);
        resolve({ status: reply?.status ?? 0, body: parseBody(text) });
      };
      this.pending.add(reject);
      this.parts.authorize();
      found.call(found.args, settle, settle);
    });
  }

  terminate(): void {
    this.isOver = true;
    this.stopWatch();
    this.refuseAll('the ARI link was given up');
    this.client._ws.terminate();
  }

  private over(reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopWatch();
    this.refuseAll(reason);
    this.parts.listener.closed(reason);
  }

  private refuseAll(reason: string): void {
    for (const reject of this.pending) reject(new CodedError('SWITCH_DOWN', reason));
    this.pending.clear();
  }

  /** An event type that is not in its model raises a TypeError that nobody could catch. */
  private guardMessages(): void {
    const ws = this.client._ws;
    const handlers = ws.listeners('message');
    ws.removeAllListeners('message');
    ws.on('message', (...message: unknown[]) => {
      try {
        for (const handler of handlers) handler(...message);
      } catch {
        const event = parseBody(String(message[0])) as AriEvent | undefined;
        if (typeof event?.type !== 'string') return;
        this.parts.log.warn({ type: event.type }, 'ari-client does not know this event');
        this.parts.listener.event(event);
      }
    });
  }

  /** The Swagger operation of a method and path, with its arguments. */
  private find(request: AriRequest): { call: SwaggerCall; args: Record<string, unknown> } | null {
    for (const [resource, operation] of this.operations) {
      if (operation.method.toUpperCase() !== request.method) continue;
      const inPath = matchPath(operation.path, request.path);
      if (!inPath) continue;
      const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
      const args = { ...inPath, ...request.query, ...body };
      const api = this.client._swagger.apis[resource] as unknown as Record<string, SwaggerCall>;
      const call = api[operation.nickname];
      return call ? { call: call.bind(api), args } : null;
    }
    return null;
  }
}

function matchPath(template: string, path: readonly string[]): Record<string, string> | null {
  const parts = template.split('/').filter((part) => part !== '');
  if (parts.length !== path.length) return null;
  const args: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = path[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined) args[name] = value;
    else if (part !== value) return null;
  }
  return args;
}
