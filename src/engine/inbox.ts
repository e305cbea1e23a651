import type { Cause, Input, InputBody } from '../core/input';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Submitted } from './facade';
import type { JournalEntry } from './journal';

/** Who waits for an input's facts. */
export interface Ticket {
  resolve(submitted: Submitted): void;
  reject(error: CodedError): void;
}

export interface InboxEntry extends JournalEntry {
  readonly ticket?: Ticket;
}

export interface InboxOptions {
  readonly engineId: string;
  readonly epoch: number;
  /** Of the last input in the journal. */
  readonly seq: number;
  readonly at: number;
  readonly clock: Clock;
  /** More inputs than this waiting for the journal is a fault of the machine, never hidden. */
  readonly capacity: number;
}

/** Stamps what comes in with seq and time, in the order of arrival, and keeps it until taken. */
export class Inbox {
  private waiting: InboxEntry[] = [];
  private seq: number;
  private at: number;

  constructor(private readonly options: InboxOptions) {
    this.seq = options.seq;
    this.at = options.at;
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Throws INBOX_OVERFLOW. */
  put(body: InputBody, cause: Cause, ticket?: Ticket): void {
    const { engineId, epoch, clock, capacity } = this.options;
    if (this.waiting.length >= capacity) throw overflow(capacity);
    this.seq += 1;
    this.at = Math.max(clock.now(), this.at);
    const { seq, at } = this;
    const switchAt = body.type === 'switch.event' ? body.event.switchAt : undefined;
    const input: Input = {
      schema: 1,
      engineId,
      epoch,
      seq,
      at,
      ...(switchAt === undefined ? {} : { switchAt }),
      cause,
      body,
    };
    const quarantine = body.type === 'input.quarantined';
    const entry = { seq, at, quarantine, payload: JSON.stringify(input) };
    this.waiting.push(ticket ? { ...entry, ticket } : entry);
  }

  /** The oldest entries, at most `max`. */
  take(max: number): readonly InboxEntry[] {
    if (this.waiting.length > max) return this.waiting.splice(0, max);
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}

function overflow(capacity: number): CodedError {
  return new CodedError(
    'INBOX_OVERFLOW',
    `${capacity} inputs wait for the journal, more than the inbox holds`,
    'the disk or the machine is too slow for this load; calls live on, restart the engine',
  );
}
