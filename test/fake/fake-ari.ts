import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface FakeRequest {
  readonly method: string;
  /** `channels/ID/play/X?…`, as it came. */
  readonly uri: string;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly by: 'websocket' | 'http';
}

export interface FakeReply {
  readonly status: number;
  readonly body?: unknown;
}

type Rule = (request: FakeRequest) => FakeReply | Promise<FakeReply> | undefined;

export interface FakeAriOptions {
  readonly password?: string;
  readonly port?: number;
  /** Like an Asterisk before 22: requests over the WebSocket are not answered. */
  readonly knowsNoRest?: boolean;
  /** Every path is unknown, as where another server listens. */
  readonly isOther?: boolean;
}

/** The password of the fake; long, so that a log that holds it is found. */
export const PASSWORD = 'correct-horse-battery';
export const APP = 'leitstand';

/**
 * A server that speaks ARI as far as the driver does, on loopback: events and REST over a
 * WebSocket, REST over HTTP, the event filter (which swallows answers, too). What it answers is
 * the test's to say; unsaid, everything works.
 */
export class FakeAri {
  /** All requests but pings, in order. */
  readonly requests: FakeRequest[] = [];
  readonly urls: string[] = [];
  private readonly rules: Rule[] = [];
  private readonly waiting = new Set<{ test: (r: FakeRequest) => boolean; go: () => void }>();
  private readonly streams = new Set<WebSocket>();
  private readonly sockets = new Set<Socket>();
  private readonly opened: (() => void)[] = [];
  private allowed: readonly string[] | null = null;
  private isFrozen = false;
  connections = 0;

  private constructor(
    private readonly server: Server,
    private readonly options: FakeAriOptions,
  ) {
    const upgrades = new WebSocketServer({ noServer: true, autoPong: false });
    server.on('connection', (socket) => this.sockets.add(socket));
    server.on('request', (request, response) => this.http(request, response));
    server.on('upgrade', (request, socket, head) => {
      this.urls.push(request.url ?? '');
      const status = this.refusal(request);
      if (status !== null) {
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      upgrades.handleUpgrade(request, socket, head, (ws) => this.stream(ws));
    });
  }

  static async listen(options: FakeAriOptions = {}): Promise<FakeAri> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done));
    return new FakeAri(server, options);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/ari`;
  }

  /** The latest rule that answers wins. */
  on(
    method: string,
    path: RegExp,
    reply: (request: FakeRequest) => FakeReply | Promise<FakeReply>,
  ) {
    this.rules.unshift((request) =>
      request.method === method && path.test(request.uri) ? reply(request) : undefined,
    );
  }

  /** Sends an event to whoever listens, through the filter. */
  send(event: { readonly type: string; readonly [key: string]: unknown }): void {
    if (this.allowed !== null && !this.allowed.includes(event.type)) return;
    const stamped = { timestamp: '2026-01-05T00:00:00.000+0000', application: APP, ...event };
    for (const stream of this.streams) stream.send(JSON.stringify(stamped));
  }

  sendText(text: string): void {
    for (const stream of this.streams) stream.send(text);
  }

  /** Resolves with the first request, past or to come, that matches. */
  async asked(method: string, path: RegExp, count = 1): Promise<FakeRequest> {
    const test = (one: FakeRequest): boolean => one.method === method && path.test(one.uri);
    for (;;) {
      const found = this.requests.filter(test);
      if (found.length >= count) return found[count - 1] as FakeRequest;
      await new Promise<void>((go) => this.waiting.add({ test, go }));
    }
  }

  all(method: string, path: RegExp): readonly FakeRequest[] {
    return this.requests.filter((one) => one.method === method && path.test(one.uri));
  }

  /** Resolves when somebody has connected since the last call of this. */
  async connected(count: number): Promise<void> {
    while (this.connections < count) await new Promise<void>((go) => this.opened.push(go));
  }

  /** Reads and answers nothing more, without closing: a half-open connection. */
  freeze(): void {
    this.isFrozen = true;
  }

  /** Breaks all connections, and goes on listening. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    this.streams.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private refusal({ headers }: IncomingMessage): number | null {
    if (this.options.isOther === true) return 404;
    const password = this.options.password ?? PASSWORD;
    const expected = `Basic ${Buffer.from(`engine:${password}`).toString('base64')}`;
    return headers.authorization === expected ? null : 401;
  }

  private stream(ws: WebSocket): void {
    this.streams.add(ws);
    this.allowed = null;
    this.connections += 1;
    for (const go of this.opened.splice(0)) go();
    ws.on('ping', () => {
      if (!this.isFrozen) ws.pong();
    });
    ws.on('close', () => this.streams.delete(ws));
    ws.on('error', () => undefined);
    ws.on('message', async (data) => {
      if (this.isFrozen || this.options.knowsNoRest === true) return;
      const asked = JSON.parse(data.toString()) as Record<string, string>;
      const body = asked.message_body === undefined ? undefined : JSON.parse(asked.message_body);
      const reply = await this.answer(asked.method ?? '', asked.uri ?? '', body, 'websocket');
      if (this.isFrozen || (this.allowed !== null && !this.allowed.includes('RESTResponse')))
        return;
      const response = {
        type: 'RESTResponse',
        request_id: asked.request_id,
        status_code: reply.status,
        ...(reply.body === undefined ? {} : { message_body: JSON.stringify(reply.body) }),
      };
      ws.send(JSON.stringify(response));
    });
  }

  private http(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const status = this.refusal(request);
      const uri = (request.url ?? '').replace(/^\/ari\//, '');
      const text = Buffer.concat(chunks).toString();
      const body = text === '' ? undefined : (JSON.parse(text) as unknown);
      const reply =
        status === null ? await this.answer(request.method ?? '', uri, body, 'http') : { status };
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    });
  }

  private async answer(
    method: string,
    uri: string,
    body: unknown,
    by: FakeRequest['by'],
  ): Promise<FakeReply> {
    const url = new URL(uri, 'http://fake/');
    const path = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
    const query = Object.fromEntries(url.searchParams);
    const request: FakeRequest = { method, uri, path, query, body, by };
    if (path.at(-1) === 'ping') return { status: 200, body: { ping: 'pong' } };
    this.requests.push(request);
    for (const one of this.waiting) {
      if (!one.test(request)) continue;
      this.waiting.delete(one);
      one.go();
    }
    for (const rule of this.rules) {
      const reply = rule(request);
      if (reply !== undefined) return reply;
    }
    return this.unsaid(request);
  }

  private unsaid({ method, path, body }: FakeRequest): FakeReply {
    if (path.at(-1) === 'eventFilter') {
      this.allowed = (body as { allowed: { type: string }[] }).allowed.map(({ type }) => type);
      return { status: 200, body: {} };
    }
    if (path[1] === 'info') return { status: 200, body: { system: { version: '22.10.1' } } };
    if (method !== 'GET') return { status: 204 };
    if (path[0] === 'applications') {
      return { status: 200, body: { name: APP, channel_ids: [], bridge_ids: [] } };
    }
    return path.length === 1 ? { status: 200, body: [] } : { status: 404, body: NOT_FOUND };
  }
}

const NOT_FOUND = { message: 'Channel not found' };
