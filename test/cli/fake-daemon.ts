import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** An HTTP server that answers what a test told it to, and remembers what it was asked. */
export class FakeDaemon {
  readonly requests: FakeRequest[] = [];
  private readonly answers = new Map<string, FakeAnswer>();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeDaemon> {
    const server = createServer();
    const fake = new FakeDaemon(server);
    server.on('request', async (request, response) => {
      const seen = await read(request);
      fake.requests.push(seen);
      const answer = fake.answers.get(`${seen.method} ${seen.path.split('?')[0]}`);
      const { status = 200, body = {} } = answer ?? { status: 404, body: { code: 'PATH_UNKNOWN' } };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 204 ? undefined : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** `on('GET /v1/queues', { body: … })` */
  on(route: string, answer: FakeAnswer): this {
    this.answers.set(route, answer);
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(request: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization,
    contentType: request.headers['content-type'],
    body: Buffer.concat(chunks).toString(),
  };
}
