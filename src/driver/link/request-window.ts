import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';

const SWEEP_MS = 250;

export interface WindowOptions {
  /** Requests on the wire at once. More only add latency: 5 to 20 carry all that a switch can. */
  readonly inFlightMax: number;
  /** How many may wait behind them. */
  readonly queueMax: number;
  /** From the moment of asking to the reply. */
  readonly deadlineMs: number;
}

export interface Asking {
  /** Overtakes all that waits, and is not refused for the length of the line. */
  readonly urgent?: boolean;
  /** Asked right before sending: a request that nobody wants any more is not sent. */
  readonly cancelled?: () => boolean;
  /** For requests that the switch may sit on, as a stopped prompt or a long listing. */
  readonly deadlineMs?: number;
}

interface Entry {
  readonly start: () => Promise<unknown>;
  readonly settle: (error: CodedError | null, value?: unknown) => void;
  readonly deadlineAt: number;
  readonly cancelled: () => boolean;
}

/**
 * Keeps the number of unanswered requests small, the rest in a line. Each has a deadline, be it
 * in the line (OVERLOADED: it was never sent) or on the wire (DEADLINE: nobody knows).
 */
export class RequestWindow {
  private readonly line: Entry[] = [];
  private readonly urgentLine: Entry[] = [];
  private readonly inFlight = new Set<Entry>();
  private sweeping: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly options: WindowOptions,
  ) {}

  /** Rejects with OVERLOADED, DEADLINE, CANCELLED, or what `start` rejects with. */
  run<T>(start: () => Promise<T>, asking: Asking = {}): Promise<T> {
    if (asking.urgent !== true && this.line.length >= this.options.queueMax) {
      const detail = `${this.line.length} requests wait for the switch already`;
      return Promise.reject(new CodedError('OVERLOADED', detail));
    }
    return new Promise<T>((resolve, reject) => {
      const entry: Entry = {
        start,
        settle: (error, value) => (error === null ? resolve(value as T) : reject(error)),
        deadlineAt: this.clock.now() + (asking.deadlineMs ?? this.options.deadlineMs),
        cancelled: asking.cancelled ?? (() => false),
      };
      (asking.urgent === true ? this.urgentLine : this.line).push(entry);
      this.pump();
    });
  }

  /** Refuses all that waits in line; what is on the wire is the link's to refuse. */
  clear(error: CodedError): void {
    const entries = [...this.urgentLine.splice(0), ...this.line.splice(0)];
    for (const entry of entries) entry.settle(error);
  }

  /** What is urgent has as many places again, so that stuck requests do not hold it up. */
  private pump(): void {
    const { inFlightMax } = this.options;
    while (this.urgentLine.length > 0 && this.inFlight.size < inFlightMax * 2) {
      this.launch(this.urgentLine.shift() as Entry);
    }
    while (this.inFlight.size < inFlightMax) {
      const entry = this.line.shift();
      if (!entry) return;
      if (entry.cancelled()) entry.settle(new CodedError('CANCELLED', 'it is not wanted any more'));
      else this.launch(entry);
    }
  }

  private launch(entry: Entry): void {
    this.inFlight.add(entry);
    this.sweepLater();
    entry.start().then(
      (value) => this.finish(entry, null, value),
      (error: CodedError) => this.finish(entry, error),
    );
  }

  /** A reply after its deadline finds its place taken, and is dropped. */
  private finish(entry: Entry, error: CodedError | null, value?: unknown): void {
    if (!this.inFlight.delete(entry)) return;
    entry.settle(error, value);
    this.pump();
  }

  private sweepLater(): void {
    if (this.sweeping) return;
    this.sweeping = this.clock.schedule(this.clock.now() + SWEEP_MS, () => {
      this.sweeping = null;
      this.sweep();
      if (this.inFlight.size > 0) this.sweepLater();
    });
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const line of [this.urgentLine, this.line]) {
      const late = line.filter(({ deadlineAt }) => deadlineAt <= now);
      if (late.length === 0) continue;
      const inTime = line.filter(({ deadlineAt }) => deadlineAt > now);
      line.splice(0, line.length, ...inTime);
      const error = new CodedError('OVERLOADED', 'it waited too long to be sent to the switch');
      for (const entry of late) entry.settle(error);
    }
    for (const entry of [...this.inFlight]) {
      if (entry.deadlineAt > now) continue;
      this.finish(entry, new CodedError('DEADLINE', 'the switch did not answer in time'));
    }
  }
}
