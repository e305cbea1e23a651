import type { Clock } from '../../port/clock';
import { isCodedError } from '../../port/coded-error';
import { Backoff } from './backoff';
import type { DriverLog } from './driver-log';

export interface Connection {
  /** Drops it without a farewell. */
  terminate(): void;
}

export interface KeptConnectionParts<C extends Connection> {
  /** `ARI`, `AMI` or `ESL`, for the log. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: DriverLog;
  /** Opens one; calls `closed` once when it breaks, be it before this resolves. */
  readonly open: (closed: (reason: string) => void) => Promise<C>;
  readonly up: (connection: C) => void;
  readonly down: (reason: string) => void;
  /** Codes of errors that waiting does not mend; on the first attempt they are passed on. */
  readonly lasting: readonly string[];
}

/** Keeps one connection open for ever, with growing pauses between the attempts. */
export class KeptConnection<C extends Connection> {
  private readonly backoff = new Backoff();
  private connection: C | null = null;
  private attempts = 0;
  private isClosed = false;
  private cancelRetry: () => void = () => undefined;

  constructor(private readonly parts: KeptConnectionParts<C>) {}

  /** Null while there is none. */
  get current(): C | null {
    return this.connection;
  }

  /** Resolves after the first attempt; rejects with a lasting error, and then tries no more. */
  async open(): Promise<void> {
    try {
      await this.attempt();
    } catch (error) {
      if (isCodedError(error) && this.parts.lasting.includes(error.code)) {
        this.isClosed = true;
        throw error;
      }
      this.retryLater((error as Error).message);
    }
  }

  close(): void {
    this.isClosed = true;
    this.cancelRetry();
    this.connection?.terminate();
    this.connection = null;
  }

  /** Gives the present connection up, as when it answers no ping. */
  abandon(reason: string): void {
    this.closed(this.attempts, reason);
  }

  private async attempt(): Promise<void> {
    this.attempts += 1;
    const attempt = this.attempts;
    let early: string | null = null;
    const connection = await this.parts.open((reason) => {
      if (this.connection === null) early ??= reason;
      else this.closed(attempt, reason);
    });
    if (this.isClosed || early !== null) {
      connection.terminate();
      if (this.isClosed) return;
      throw new Error(early ?? 'it closed at once');
    }
    this.backoff.reset();
    this.connection = connection;
    this.parts.up(connection);
  }

  private closed(attempt: number, reason: string): void {
    if (this.isClosed || attempt !== this.attempts || this.connection === null) return;
    const connection = this.connection;
    this.connection = null;
    connection.terminate();
    this.parts.down(reason);
    this.retryLater(reason);
  }

  private retryLater(reason: string): void {
    if (this.isClosed) return;
    const { name, clock, log } = this.parts;
    const waitMs = this.backoff.next();
    log.warn({ link: name, waitMs, reason }, 'the link is down; trying again');
    this.cancelRetry();
    this.cancelRetry = clock.schedule(clock.now() + waitMs, () => {
      this.attempt().catch((error: Error) => this.retryLater(error.message));
    });
  }
}
