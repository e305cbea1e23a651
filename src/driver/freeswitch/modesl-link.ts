import type { Socket } from 'node:net';
import { CodedError } from '../../port/coded-error';
import { eventOf } from './esl-frame';
import { type EslCommand, type EslLink, isOk } from './esl-link';
import { denied, type EslLinkParts, unauthorized } from './esl-net-link';
import { type EslSession, EslSessionLink, type EslSessionListener } from './esl-session';
import { SUBSCRIPTION } from './subscription';

const LOGIN_MS = 5000;

interface LibraryEvent {
  getHeader(name: string): string | null;
  getBody(): string;
}

type Replied = (event: LibraryEvent) => void;
type Heard = (event: LibraryEvent, headers?: Record<string, string>, body?: string) => void;

interface LibraryConnection {
  readonly socket: Socket | null;
  on(event: string, listener: Heard): void;
  on(event: 'error', listener: (error: Error) => void): void;
  api(command: string, replied: Replied): void;
  sendRecv(line: string, headers: Record<string, string>, replied: Replied): void;
}

interface Library {
  readonly Connection: new (
    host: string,
    port: number,
    password: string,
    ready: () => void,
  ) => LibraryConnection;
}

/**
 * The event socket through the npm package `modesl`, which has to be installed beside Leitstand.
 * What it cannot do, and what is done here about that, is listed in docs/freeswitch-driver.md.
 */
export function modeslLink(parts: EslLinkParts): EslLink {
  const openSession = async (listener: EslSessionListener): Promise<EslSession> =>
    ModeslSession.open(await load(), parts, listener);
  return new EslSessionLink({ ...parts, openSession });
}

async function load(): Promise<Library> {
  // Named by a variable, because the package may be absent when this is compiled.
  const name = 'modesl';
  try {
    const loaded = (await import(name)) as Library & { default?: Library };
    return loaded.default ?? loaded;
  } catch {
    const remedy = 'npm install modesl@1.2.1, or choose esl.link: net.';
    throw new CodedError('LINK_NOT_INSTALLED', 'the package modesl is not installed', remedy);
  }
}

/** Each connection gets an object of its own: one that has lost its wire never calls back. */
class ModeslSession implements EslSession {
  private readonly connection: LibraryConnection;
  private readonly pending = new Set<(error: Error) => void>();
  private lastHeardAt: number;
  private isOver = false;
  private farewell: string | null = null;
  private refuse: (error: Error) => void = () => undefined;

  private constructor(
    library: Library,
    private readonly parts: EslLinkParts,
    private readonly listener: EslSessionListener,
    ready: () => void,
  ) {
    const { host, port, password } = parts.options;
    this.lastHeardAt = parts.clock.now();
    this.connection = new library.Connection(host, port, password, ready);
    // It writes a command in pieces: the last of them would wait 40 ms for the first one's receipt.
    this.connection.socket?.setNoDelay(true);
    this.connection.on('error', (error: Error) => this.over(error.message));
    this.connection.on('esl::connect', () => this.guard());
    this.connection.on('esl::event::auth::fail', () => this.refuse(unauthorized()));
    this.connection.on('esl::event::**', (_, headers, body) => this.take(headers, body ?? ''));
    this.connection.socket?.on('close', () => this.over('the connection was closed'));
  }

  static async open(
    library: Library,
    parts: EslLinkParts,
    listener: EslSessionListener,
  ): Promise<EslSession> {
    const { clock } = parts;
    let session: ModeslSession | null = null;
    let cancel = (): void => undefined;
    try {
      await new Promise<void>((ready, refuse) => {
        session = new ModeslSession(library, parts, listener, ready);
        session.refuse = refuse;
        const late = (): void => refuse(new Error('FreeSWITCH did not let us in in time'));
        cancel = clock.schedule(clock.now() + LOGIN_MS, late);
      });
      const opened = session as unknown as ModeslSession;
      const subscribed = await opened.request({ line: SUBSCRIPTION });
      if (!isOk(subscribed)) throw new Error(`no events: ${subscribed}`);
      return opened;
    } catch (error) {
      (session as ModeslSession | null)?.terminate();
      throw error;
    } finally {
      cancel();
    }
  }

  heardAt(): number {
    return this.lastHeardAt;
  }

  request({ line, headers = {} }: EslCommand): Promise<string> {
    if (this.isOver) return Promise.reject(down('the event socket is closed'));
    return new Promise((resolve, reject) => {
      const settle = (reply: string): void => {
        this.pending.delete(reject);
        resolve(reply);
      };
      this.pending.add(reject);
      if (line.startsWith('api ')) {
        this.connection.api(line.slice('api '.length), (event) => settle(event.getBody()));
        return;
      }
      const replied: Replied = (event) => settle(event.getHeader('Reply-Text') ?? '');
      this.connection.sendRecv(line, { ...headers }, replied);
    });
  }

  terminate(): void {
    this.isOver = true;
    this.refuseAll('the event socket was given up');
    this.connection.socket?.destroy();
  }

  /** A header that is no proper url-encoding throws in the library's reader, and nobody catches. */
  private guard(): void {
    const { socket } = this.connection;
    if (!socket) return;
    const readers = socket.listeners('data');
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => {
      this.lastHeardAt = this.parts.clock.now();
      try {
        for (const read of readers) read.call(socket, chunk);
      } catch (error) {
        this.over(`modesl cannot read this: ${(error as Error).message}`);
      }
    });
  }

  private take(headers: Record<string, string> | undefined, body: string): void {
    if (this.isOver) return;
    switch (headers?.['Content-Type']) {
      case 'text/rude-rejection':
        return this.refuse(denied());
      case 'text/disconnect-notice':
        this.farewell = body.trim().split('\n')[0] ?? '';
        return;
      case 'text/event-json': {
        const event = eventOf({ headers: { 'content-type': 'text/event-json' }, body });
        if (event) this.listener.event(event);
        return;
      }
    }
  }

  private over(reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const said = this.farewell === null ? reason : `FreeSWITCH said: ${this.farewell}`;
    this.refuseAll(said);
    this.connection.socket?.destroy();
    this.listener.closed(said);
  }

  private refuseAll(reason: string): void {
    this.refuse(down(reason));
    for (const reject of this.pending) reject(down(reason));
    this.pending.clear();
  }
}

const down = (reason: string): CodedError => new CodedError('SWITCH_DOWN', reason);
