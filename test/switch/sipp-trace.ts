import { closeSync, type FSWatcher, openSync, readSync, watch, writeFileSync } from 'node:fs';

/** One SIP message as sipp saw it. */
export interface SipMessage {
  readonly direction: 'sent' | 'received';
  /** `INVITE` of a request and of its responses. */
  readonly method: string;
  /** Of a response; 0 for a request. */
  readonly status: number;
  readonly startLine: string;
  readonly callId: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Looked at as often even if the system forgets to say that the file grew, ms. */
const LOOK_MS = 200;

/** Follows the file in which sipp writes each message at once, and hands them on in order. */
export class SippTrace {
  private readonly watcher: FSWatcher;
  private readonly timer: NodeJS.Timeout;
  private readonly fd: number;
  private offset = 0;
  private unread = '';

  constructor(
    readonly file: string,
    private readonly sink: (message: SipMessage) => void,
  ) {
    writeFileSync(file, '');
    this.fd = openSync(file, 'r');
    this.watcher = watch(file, () => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  close(): void {
    this.watcher.close();
    clearInterval(this.timer);
    closeSync(this.fd);
  }

  private look(): void {
    const chunk = Buffer.alloc(65_536);
    for (;;) {
      const read = readSync(this.fd, chunk, 0, chunk.length, this.offset);
      if (read === 0) break;
      this.offset += read;
      this.unread += chunk.toString('latin1', 0, read);
    }
    for (let message = this.next(); message; message = this.next()) this.sink(message);
  }

  /** The announced length tells where a message ends, so half a message waits for its rest. */
  private next(): SipMessage | undefined {
    const head = /UDP message (sent|received) [([](\d+)\]? bytes\)? ?:\r?\n\r?\n/.exec(this.unread);
    if (!head) return undefined;
    const from = head.index + head[0].length;
    const until = from + Number(head[2]);
    if (this.unread.length < until) return undefined;
    const text = this.unread.slice(from, until);
    this.unread = this.unread.slice(until);
    return parseMessage(head[1] === 'sent' ? 'sent' : 'received', text);
  }
}

export function parseMessage(direction: 'sent' | 'received', text: string): SipMessage {
  const [head = '', body = ''] = text.split(/\r?\n\r?\n/, 2);
  const [startLine = '', ...lines] = head.split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1] ?? 0);
  const method = headers.get('cseq')?.split(' ')[1] ?? startLine.split(' ')[0] ?? '';
  const callId = headers.get('call-id') ?? '';
  return { direction, method, status, startLine, callId, headers, body };
}
