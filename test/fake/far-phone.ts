import type { FarAnswer, FarSide } from '../conformance/switch-harness';
import type { FakeLeg } from './fake-leg';

/** What a phone needs of the switch that it is called by, or calls. */
export interface Exchange {
  answers(leg: FakeLeg): void;
  hangsUp(leg: FakeLeg, cause?: 'busy' | 'rejected'): void;
  presses(leg: FakeLeg, digit: string): void;
  sings(leg: FakeLeg, hz: number | null): void;
  hears(leg: FakeLeg): readonly number[];
  /** Nothing plays to it, and nobody who is heard by it sings. */
  isSilent(leg: FakeLeg): boolean;
  /** Resolves when it is so; asks again after each change. */
  until(isSo: () => boolean, what: string): Promise<void>;
}

/** Between two digits of a phone, ms: ten times as fast as a hand. */
const DIGIT_GAP_MS = 3;

/** A far end in the test's hand. What it is told to do, it does in order. */
export class FarPhone implements FarSide {
  leg: FakeLeg | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly exchange: Exchange,
    readonly behaviour: FarAnswer = 'by-hand',
  ) {}

  answer(): void {
    this.act((leg) => this.exchange.answers(leg));
  }

  hangUp(cause?: 'busy' | 'rejected'): void {
    this.act((leg) => this.exchange.hangsUp(leg, cause));
  }

  press(digits: string): void {
    this.act(async (leg) => {
      for (const digit of digits) {
        await new Promise((done) => setTimeout(done, DIGIT_GAP_MS));
        this.exchange.presses(leg, digit);
      }
    });
  }

  sing(hz: number | null): void {
    this.act((leg) => this.exchange.sings(leg, hz));
  }

  hears(hz: number): Promise<void> {
    return this.until((leg) => this.exchange.hears(leg).includes(hz), `a tone of ${hz} Hz`);
  }

  hearsNot(hz: number): Promise<void> {
    return this.until((leg) => !this.exchange.hears(leg).includes(hz), `silence at ${hz} Hz`);
  }

  hearsNothing(): Promise<void> {
    return this.until((leg) => this.exchange.isSilent(leg), 'silence');
  }

  answered(): Promise<void> {
    return this.until((leg) => leg.isAnswered, 'an answer');
  }

  ended(): Promise<void> {
    return this.until((leg) => leg.hasEnded, 'the end');
  }

  async redirectedTo(): Promise<string> {
    await this.until((leg) => leg.redirectedTo !== null, 'another address');
    return this.leg?.redirectedTo ?? '';
  }

  /** Resolves when the switch has called it. */
  called(): Promise<void> {
    return this.until(() => true, 'a call');
  }

  /** A call that is over does nothing more, and that is no failure of the test. */
  private act(move: (leg: FakeLeg) => unknown): void {
    this.last = this.last
      .then(() => this.called())
      .then(() => (this.leg && !this.leg.hasEnded ? move(this.leg) : undefined))
      .catch(() => undefined);
  }

  private until(isSo: (leg: FakeLeg) => boolean, what: string): Promise<void> {
    return this.exchange.until(() => this.leg !== null && isSo(this.leg), what);
  }
}
