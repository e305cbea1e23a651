import { connect, type Socket } from 'node:net';
import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import { type EslFrame, EslFrameCutter, eventOf } from './esl-frame';
import { type EslCommand, type EslLink, type EslLinkOptions, isOk, textOf } from './esl-link';
import { type EslSession, EslSessionLink, type EslSessionListener } from './esl-session';
import { SUBSCRIPTION } from './subscription';

const LOGIN_MS = 5000;

export interface EslLinkParts {
  readonly options: EslLinkOptions;
  readonly clock: Clock;
  readonly log: DriverLog;
  readonly probe: EslCommand;
}

/** The event socket over Node's own sockets. */
export function eslNetLink(parts: EslLinkParts): EslLink {
  const openSession = (listener: EslSessionListener): Promise<EslSession> =>
    NetSession.open(parts, listener);
  return new EslSessionLink({ ...parts, openSession });
}

interface Pending {
  readonly resolve: (reply: string) => void;
  readonly reject: (error: Error) => void;
}

/** Replies come in the order of the commands, so this line is a new one for each connection. */
class NetSession implements EslSession {
  private readonly cutter = new EslFrameCutter();
  private readonly pending: Pending[] = [];
  private lastHeardAt: number;
  private isOver = false;
  /** What FreeSWITCH said before it closed. */
  private farewell: string | null = null;
  private greeted: Pending | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly parts: EslLinkParts,
    private readonly listener: EslSessionListener,
  ) {
    this.lastHeardAt = parts.clock.now();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (error) => this.over(error.message));
    socket.on('close', () => this.over('the connection was closed'));
  }

  static async open(parts: EslLinkParts, listener: EslSessionListener): Promise<EslSession> {
    const { host, port } = parts.options;
    const session = new NetSession(connect(port, host), parts, listener);
    const { clock } = parts;
    const cancel = clock.schedule(clock.now() + LOGIN_MS, () => {
      session.over('FreeSWITCH did not let us in in time');
    });
    try {
      await session.login();
      return session;
    } catch (error) {
      session.terminate();
      throw error;
    } finally {
      cancel();
    }
  }

  heardAt(): number {
    return this.lastHeardAt;
  }

  request(command: EslCommand): Promise<string> {
    if (this.isOver) return Promise.reject(down('the event socket is closed'));
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.socket.write(textOf(command));
    });
  }

  terminate(): void {
    this.isOver = true;
    this.refuseAll('the event socket was given up');
    this.socket.destroy();
  }

  private async login(): Promise<void> {
    await new Promise<string>((resolve, reject) => {
      this.greeted = { resolve, reject };
    });
    const accepted = await this.request({ line: `auth ${this.parts.options.password}` });
    if (!isOk(accepted)) throw unauthorized();
    const subscribed = await this.request({ line: SUBSCRIPTION });
    if (!isOk(subscribed)) throw new Error(`no events: ${subscribed}`);
  }

  private read(chunk: Buffer): void {
    this.lastHeardAt = this.parts.clock.now();
    try {
      for (const frame of this.cutter.push(chunk)) this.take(frame);
    } catch (error) {
      this.over((error as Error).message);
    }
  }

  private take(frame: EslFrame): void {
    if (this.isOver) return;
    switch (frame.headers['content-type']) {
      case 'auth/request':
        this.greeted?.resolve('');
        break;
      case 'text/rude-rejection':
        this.greeted?.reject(denied());
        for (const { reject } of this.pending.splice(0)) reject(denied());
        this.over('access was denied');
        break;
      case 'command/reply':
        this.pending.shift()?.resolve(frame.headers['reply-text'] ?? '');
        break;
      case 'api/response':
        this.pending.shift()?.resolve(frame.body);
        break;
      case 'text/disconnect-notice':
        this.farewell = frame.body.trim().split('\n')[0] ?? '';
        break;
      default:
        this.takeEvent(frame);
    }
  }

  private takeEvent(frame: EslFrame): void {
    const event = eventOf(frame);
    if (event) return this.listener.event(event);
    const type = frame.headers['content-type'];
    this.parts.log.warn({ type }, 'an event could not be read');
  }

  private over(reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const said = this.farewell === null ? reason : `FreeSWITCH said: ${this.farewell}`;
    this.refuseAll(said);
    this.socket.destroy();
    this.listener.closed(said);
  }

  private refuseAll(reason: string): void {
    this.greeted?.reject(down(reason));
    for (const { reject } of this.pending.splice(0)) reject(down(reason));
  }
}

const down = (reason: string): CodedError => new CodedError('SWITCH_DOWN', reason);

export const unauthorized = (): CodedError =>
  new CodedError(
    'ESL_UNAUTHORIZED',
    'FreeSWITCH refused the password of the event socket',
    'Set esl.password to the one in event_socket.conf.xml.',
  );

export const denied = (): CodedError =>
  new CodedError(
    'ESL_DENIED',
    'FreeSWITCH refuses connections from this address',
    'Add it to the list that apply-inbound-acl in event_socket.conf.xml names.',
  );
