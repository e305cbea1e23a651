/** One message of the event socket: header lines, and a body where they announce one. */
export interface EslFrame {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Takes a stream apart into frames; lengths count bytes. */
export class EslFrameReader {
  private rest = Buffer.alloc(0);

  push(chunk: Buffer): EslFrame[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const frames: EslFrame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  /** What came of a frame that is not whole yet. */
  get unread(): Buffer {
    return this.rest;
  }

  private next(): EslFrame | undefined {
    while (this.rest[0] === 10) this.rest = this.rest.subarray(1);
    const end = this.rest.indexOf('\n\n');
    if (end < 0) return undefined;
    const headers = headersOf(this.rest.subarray(0, end).toString('latin1'));
    const length = Number(headers.get('Content-Length') ?? 0);
    if (this.rest.length < end + 2 + length) return undefined;
    const body = Buffer.from(this.rest.subarray(end + 2, end + 2 + length));
    this.rest = this.rest.subarray(end + 2 + length);
    return { headers, body };
  }
}

/** The bytes of a frame, with the length of its body counted anew. */
export function frameBytes({ headers, body }: EslFrame): Buffer {
  const lines = [...headers].map(([name, value]) =>
    name === 'Content-Length' ? `${name}: ${body.length}` : `${name}: ${value}`,
  );
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`, 'latin1'), body]);
}

/** The fields of an event in JSON; null for any other frame. */
export function eventOf(frame: EslFrame): Record<string, string> | null {
  if (frame.headers.get('Content-Type') !== 'text/event-json') return null;
  return JSON.parse(frame.body.toString()) as Record<string, string>;
}

/** `CHANNEL_ANSWER`, or `CUSTOM conference::maintenance`; empty for a frame that is no event. */
export function eventNameOf({ headers, body }: EslFrame): string {
  if (headers.get('Content-Type') !== 'text/event-json') return '';
  // FreeSWITCH begins with these two; the rest of an event is long.
  const head = /^\{"(?:Event-Subclass":"([^"]*)",")?Event-Name":"([^"]*)"/;
  const [, subclass, name = ''] = head.exec(body.toString('latin1', 0, 200)) ?? [];
  return subclass === undefined ? name : `${name} ${subclass}`;
}

function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}
