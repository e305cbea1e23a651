import type { Response } from 'express';
import type { Fact } from '../core/fact';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import type { Token } from '../port/stores';
import { factFor } from './fact-scope';
import type { ApiSettings } from './parts';
import { Problem } from './problem';
import { agentsSeen } from './scope';

/** What is left in a socket when a feed ends has so long to go out. */
const FAREWELL_MS = 5000;

interface Reader {
  readonly response: Response;
  readonly viewer: Token;
  readonly stillGood: () => Promise<boolean>;
}

/** `<epoch>-<seq>-<factIndex>`, the id of a server-sent event. */
export const eventId = (fact: Pick<Fact, 'epoch' | 'seq' | 'factIndex'>): string =>
  `${fact.epoch}-${fact.seq}-${fact.factIndex}`;

/**
 * Facts to many readers as server-sent events. One listener on the engine, a bounded memory of the
 * newest facts for those who come back, and a bound on what waits in each reader's socket: the
 * engine never waits for a reader, and never keeps more than that for one.
 */
export class LiveFeed {
  private readonly readers = new Set<Reader>();
  private readonly recent: Fact[] = [];
  private readonly texts = new WeakMap<Fact, string>();
  private readonly unsubscribe: () => void;
  private cancelHeartbeat: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    private readonly settings: ApiSettings,
  ) {
    this.unsubscribe = engine.onFacts((facts) => this.publish(facts));
    this.beat();
  }

  get size(): number {
    return this.readers.size;
  }

  /** Sends the head of the stream, what was missed, and from then on each fact. */
  open(reader: Reader, lastEventId: string | undefined): void {
    this.checkRoom(reader.viewer);
    const { response } = reader;
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies of nginx's kind would hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const { epoch, seq } = this.engine.health();
    write(response, { event: 'hello', data: { epoch, seq } });
    if (lastEventId !== undefined) this.resume(reader, lastEventId);
    this.readers.add(reader);
    response.on('close', () => this.readers.delete(reader));
    response.on('error', () => this.readers.delete(reader));
  }

  close(): void {
    this.closed = true;
    this.unsubscribe();
    this.cancelHeartbeat?.();
    for (const reader of [...this.readers]) this.cut(reader, 'DAEMON_STOPPING');
  }

  /** One token must not keep the others out: it may have a part of the feeds only. */
  private checkRoom({ tokenId }: Token): void {
    const { clientsMax, clientsPerTokenMax } = this.settings;
    const retry = { headers: { 'Retry-After': '30' } };
    const own = [...this.readers].filter(({ viewer }) => viewer.tokenId === tokenId);
    if (own.length >= clientsPerTokenMax) {
      const detail = `this token has ${own.length} live feeds open, as many as it may`;
      throw new Problem(429, 'LIVE_LIMITED', detail, retry);
    }
    if (this.closed || this.readers.size >= clientsMax) {
      throw new Problem(503, 'LIVE_FULL', 'too many live feeds are open', retry);
    }
  }

  private publish(facts: readonly Fact[]): void {
    this.recent.push(...facts);
    const excess = this.recent.length - this.settings.replayFacts;
    if (excess > 0) this.recent.splice(0, excess);
    for (const reader of [...this.readers]) this.send(reader, facts);
  }

  private send(reader: Reader, facts: readonly Fact[]): void {
    const agents = agentsSeen(reader.viewer, this.engine.centre());
    for (const fact of facts) {
      const seen = factFor(reader.viewer, fact, agents);
      if (seen === null) continue;
      if (reader.response.writableLength > this.settings.clientBytesMax) {
        this.cut(reader, 'READER_TOO_SLOW');
        return;
      }
      reader.response.write(this.eventOf(seen));
    }
  }

  /** Most readers see most facts unchanged, so their text is made once. */
  private eventOf(fact: Fact): string {
    const known = this.texts.get(fact);
    if (known !== undefined) return known;
    const text = eventText({ event: fact.body.type, id: eventId(fact), data: fact });
    this.texts.set(fact, text);
    return text;
  }

  /** Facts after the one that the reader saw last; `gap` when memory does not reach so far. */
  private resume(reader: Reader, lastEventId: string): void {
    const found = this.recent.findIndex((fact) => eventId(fact) === lastEventId);
    if (found < 0 && !this.isNewest(lastEventId)) {
      write(reader.response, { event: 'gap', data: { after: lastEventId.slice(0, 64) } });
      return;
    }
    if (found >= 0) this.send(reader, this.recent.slice(found + 1));
  }

  /** Nothing happened since, though the fact itself is not in memory any more. */
  private isNewest(lastEventId: string): boolean {
    const { epoch, seq } = this.engine.health();
    return this.recent.length === 0 && lastEventId.startsWith(`${epoch}-${seq}-`);
  }

  private cut(reader: Reader, code: string): void {
    this.readers.delete(reader);
    const { response } = reader;
    write(response, { event: 'cut', data: { code } });
    response.end();
    const cancel = this.clock.schedule(this.clock.now() + FAREWELL_MS, () => response.destroy());
    response.on('close', cancel);
  }

  /** A comment keeps proxies from closing a quiet feed; a revoked token ends its feeds. */
  private beat(): void {
    this.cancelHeartbeat = this.clock.schedule(this.clock.now() + this.settings.heartbeatMs, () => {
      for (const reader of [...this.readers]) {
        reader.response.write(': heartbeat\n\n');
        void this.checkToken(reader);
      }
      this.beat();
    });
  }

  private async checkToken(reader: Reader): Promise<void> {
    const isGood = await reader.stillGood().catch(() => true);
    if (!isGood && this.readers.has(reader)) this.cut(reader, 'TOKEN_INVALID');
  }
}

interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** JSON has no line breaks, so one `data:` line holds it. */
function eventText({ event, id, data }: ServerEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function write(response: Response, event: ServerEvent): void {
  if (!response.writableEnded && !response.destroyed) response.write(eventText(event));
}
