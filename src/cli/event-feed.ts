import { openStream, type Target } from './http-call';

/** One server-sent event. */
export interface FeedEvent {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/**
 * Reads a live feed (server-sent events, WHATWG HTML section 9.2) until the signal or its end.
 * Rejects as `callDaemon` does when it cannot be opened; a feed that breaks later just ends.
 */
export async function readFeed(
  target: Target,
  path: string,
  signal: AbortSignal,
  onEvent: (event: FeedEvent) => void,
): Promise<void> {
  const response = await openStream(target, path, signal);
  const decoder = new TextDecoder();
  const parser = new FeedParser(onEvent);
  try {
    for await (const chunk of response.body ?? []) {
      parser.push(decoder.decode(chunk as Uint8Array, { stream: true }));
    }
  } catch {
    // The daemon went away, or we did: the caller decides whether to come back.
  }
}

/** Puts lines together, however the network cut them. */
export class FeedParser {
  private rest = '';
  private event = 'message';
  private data: string[] = [];
  private id: string | undefined;

  constructor(private readonly onEvent: (event: FeedEvent) => void) {}

  push(text: string): void {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id') this.id = value;
  }

  private dispatch(): void {
    const { event, data, id } = this;
    this.event = 'message';
    this.data = [];
    if (data.length === 0) return;
    this.onEvent({ event, data: data.join('\n'), ...(id === undefined ? {} : { id }) });
  }
}
