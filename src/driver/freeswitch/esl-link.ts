import { CodedError } from '../../port/coded-error';
import type { EslEvent } from './esl-frame';

export interface EslLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** One command of the event socket: a line, and the headers of a `sendmsg` or `bgapi`. */
export interface EslCommand {
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EslListener {
  /** Logged in, and subscribed to events. */
  up(): void;
  down(reason: string): void;
  event(event: EslEvent): void;
  /** What the question that keeps watch was answered. */
  probed(answer: string): void;
}

/** The wire to one FreeSWITCH and nothing else; it comes back by itself until it is closed. */
export interface EslLink {
  /**
   * Resolves after the first attempt. Rejects with ESL_UNAUTHORIZED, ESL_DENIED or
   * LINK_NOT_INSTALLED, which waiting does not mend.
   */
  open(listener: EslListener): Promise<void>;
  /**
   * The reply: the body for `api`, the Reply-Text for all else. Rejects with SWITCH_DOWN, also
   * when the link breaks before it, and with ESL_UNSAFE for a command with a line end in it.
   */
  request(command: EslCommand): Promise<string>;
  close(): Promise<void>;
}

/** As it goes over the wire. */
export function textOf({ line, headers = {} }: EslCommand): string {
  const lines = [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join('\n')}\n\n`;
}

/** A line end would begin another header, or another command. */
export function checkCommand({ line, headers = {} }: EslCommand): void {
  const parts = [line, ...Object.keys(headers), ...Object.values(headers)];
  if (parts.every((part) => !/[\r\n\0]/.test(part))) return;
  throw new CodedError(
    'ESL_UNSAFE',
    'a command has a line end in it and was not sent',
    'Take the line end out of the names, numbers, sounds and folders of the configuration.',
  );
}

export const isOk = (reply: string): boolean => reply.startsWith('+OK');

/** What FreeSWITCH says behind `-ERR`. */
export const errorOf = (reply: string): string => reply.replace(/^-(?:ERR|USAGE:?)\s*/, '').trim();
