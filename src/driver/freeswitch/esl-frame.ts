import { CodedError } from '../../port/coded-error';

/** One message of the event socket: its outer headers, names in small letters, and its body. */
export interface EslFrame {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An event's headers as FreeSWITCH names them; its own body, where it has one, under `_body`. */
export type EslEvent = Readonly<Record<string, string | undefined>>;

const HEAD_MAX_BYTES = 64 * 1024;
const BODY_MAX_BYTES = 64 * 1024 * 1024;
const END_OF_HEAD = Buffer.from('\n\n');

/**
 * Cuts the stream into frames. Content-Length counts bytes, so nothing is text before its frame
 * is whole. Throws ESL_PROTOCOL where the stream can make no sense any more.
 */
export class EslFrameCutter {
  private chunks: Buffer[] = [];
  private size = 0;
  private head: Readonly<Record<string, string>> | null = null;
  private wantedBytes = 0;

  push(chunk: Buffer): EslFrame[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    // A body that comes in many pieces is put together once, when all of it is there.
    if (this.head !== null && this.size < this.wantedBytes) return [];
    const frames: EslFrame[] = [];
    let rest = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    for (;;) {
      const cut = this.cut(rest);
      if (cut === null) break;
      rest = cut.rest;
      if (cut.frame) frames.push(cut.frame);
    }
    this.chunks = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
    return frames;
  }

  private cut(bytes: Buffer): { readonly frame: EslFrame | null; readonly rest: Buffer } | null {
    if (this.head === null) return this.cutHead(bytes);
    if (bytes.length < this.wantedBytes) return null;
    const frame = { headers: this.head, body: bytes.toString('utf8', 0, this.wantedBytes) };
    const rest = bytes.subarray(this.wantedBytes);
    this.head = null;
    this.wantedBytes = 0;
    return { frame, rest };
  }

  private cutHead(
    bytes: Buffer,
  ): { readonly frame: EslFrame | null; readonly rest: Buffer } | null {
    // Stray line feeds between two frames belong to neither.
    let start = 0;
    while (bytes[start] === 0x0a) start += 1;
    const end = bytes.indexOf(END_OF_HEAD, start);
    if (end < 0) {
      if (bytes.length > HEAD_MAX_BYTES) throw protocolError('a head without an end');
      return null;
    }
    const headers = headersOf(bytes.toString('utf8', start, end), false);
    const rest = bytes.subarray(end + END_OF_HEAD.length);
    const length = headers['content-length'];
    if (length === undefined) return { frame: { headers, body: '' }, rest };
    const wantedBytes = Number(length);
    if (!Number.isInteger(wantedBytes) || wantedBytes < 0 || wantedBytes > BODY_MAX_BYTES) {
      throw protocolError('a body of no possible length');
    }
    this.head = headers;
    this.wantedBytes = wantedBytes;
    return { frame: null, rest };
  }
}

/** The event in a frame; null: it holds none, or one that cannot be read. */
export function eventOf(frame: EslFrame): EslEvent | null {
  switch (frame.headers['content-type']) {
    case 'text/event-json':
      return jsonEvent(frame.body);
    case 'text/event-plain':
      return plainEvent(frame.body);
    default:
      return null;
  }
}

function jsonEvent(body: string): EslEvent | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    const event: Record<string, string> = {};
    for (const [name, value] of Object.entries(parsed)) {
      // A header that was added twice is a list.
      const first: unknown = Array.isArray(value) ? value[0] : value;
      if (typeof first === 'string') event[name] = first;
    }
    return event;
  } catch {
    return null;
  }
}

/** Values are url-encoded; the event's own body follows its headers, with its own length. */
function plainEvent(text: string): EslEvent {
  const end = text.indexOf('\n\n');
  const event = headersOf(end < 0 ? text : text.slice(0, end), true);
  const body = end < 0 ? '' : text.slice(end + 2);
  return body === '' ? event : { ...event, _body: body };
}

/** `isEvent`: names are kept as they are, values are decoded. */
function headersOf(text: string, isEvent: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (isEvent) headers[name] = decoded(value);
    else headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** As it is where it is no proper encoding: `50%off`, or Latin-1. */
function decoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const protocolError = (what: string): CodedError =>
  new CodedError(
    'ESL_PROTOCOL',
    `the event socket sent ${what}`,
    'Check that esl.host and esl.port lead to the event socket of a FreeSWITCH 1.10 or later.',
  );
