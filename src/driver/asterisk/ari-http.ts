import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { CodedError } from '../../port/coded-error';
import type { AriLinkOptions, AriReply, AriRequest } from './ari-link';
import { parseBody, uriOf } from './ari-link';

const SOCKETS_MAX = 16;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** `http://host:8088/ari`, without a slash at its end. */
export function baseOf(url: string): string {
  const trimmed = url.replace(/\/+$/, '');
  return trimmed.endsWith('/ari') ? trimmed : `${trimmed}/ari`;
}

/** The Authorization header: the password is never part of an address. */
export function credentialsOf(options: AriLinkOptions): string {
  return `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
}

/** ARI over keep-alive HTTP; a few times cheaper than `fetch` on the call path. */
export class AriHttp {
  private readonly base: string;
  private readonly authorization: string;
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly send: typeof httpRequest;

  constructor(options: AriLinkOptions) {
    this.base = baseOf(options.url);
    this.authorization = credentialsOf(options);
    const secure = this.base.startsWith('https:');
    const keep = { keepAlive: true, maxSockets: SOCKETS_MAX };
    this.agent = secure ? new HttpsAgent(keep) : new HttpAgent(keep);
    this.send = secure ? httpsRequest : httpRequest;
  }

  /** Rejects with SWITCH_DOWN when there is no answer. */
  request(request: AriRequest): Promise<AriReply> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      authorization: this.authorization,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const url = `${this.base}/${uriOf(request)}`;
      const sent = this.send(
        url,
        { method: request.method, headers, agent: this.agent },
        (reply) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          reply.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > ANSWER_BYTES_MAX) reply.destroy(new Error('the answer is too long'));
            else chunks.push(chunk);
          });
          reply.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: reply.statusCode ?? 0, body: parseBody(text) });
          });
          reply.on('error', (error) => reject(down(error)));
        },
      );
      sent.on('error', (error) => reject(down(error)));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

const down = (error: Error): CodedError =>
  new CodedError('SWITCH_DOWN', `ARI gave no answer: ${error.message}`);
