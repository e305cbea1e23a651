import type { Endpoint, FarEnd, Line, Notice } from '../../src/driver/simulated/far-end';
import type { LegParty } from '../../src/driver/simulated/simulated-leg';
import { SimulatedSwitch } from '../../src/driver/simulated/simulated-switch';
import { isCodedError } from '../../src/port/coded-error';
import type { HangupCause } from '../../src/port/hangup-cause';
import type { SwitchEvent } from '../../src/port/switch-event';
import type { People } from '../law/people';

interface HangUp {
  readonly at: number;
  readonly cause: HangupCause | undefined;
}

/** Writes down who hung up, and can keep everybody from it for a while. */
export class Witness implements People {
  private readonly ends = new Map<string, HangUp>();
  private waiting: (() => void)[] | null = null;

  constructor(private readonly now: () => number) {}

  hungUp(legId: string, at: number): boolean {
    return (this.ends.get(legId)?.at ?? Number.POSITIVE_INFINITY) <= at;
  }

  wishedEnd(legId: string, at: number): boolean {
    return this.hungUp(legId, at) && this.ends.get(legId)?.cause !== 'unreachable';
  }

  /** From now on everybody stays on the line. */
  freeze(): void {
    this.waiting ??= [];
  }

  /** Those who wanted to go meanwhile go now. */
  thaw(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const act of waiting) act();
  }

  hangUp(line: Line, cause: HangupCause | undefined): void {
    if (this.waiting) {
      this.waiting.push(() => this.hangUp(line, cause));
      return;
    }
    if (line.live) this.ends.set(line.legId, { at: this.now(), cause });
    line.hangUp(cause);
  }
}

/** Of so many callers one is told a second time, when most calls of that time are over. */
const TOLD_TWICE_ONE_IN = 10;
const TOLD_AGAIN_MS = 200_000;

type Options = ConstructorParameters<typeof SimulatedSwitch>[0];

/** A simulated switch at whose far ends somebody takes notes. */
export class WatchedSwitch extends SimulatedSwitch {
  constructor(
    private readonly witness: Witness,
    private readonly own: Options,
  ) {
    super(own);
  }

  override connect(sink: (event: SwitchEvent) => void): Promise<void> {
    const { clock } = this.own;
    let offers = 0;
    let breaks = 0;
    return super.connect((event) => {
      sink(event);
      if (event.type === 'switch.down') breaks += 1;
      if (event.type !== 'leg.offered') return;
      offers += 1;
      if (offers % TOLD_TWICE_ONE_IN > 0) return;
      const seen = breaks;
      clock.schedule(clock.now() + TOLD_AGAIN_MS, () => {
        if (seen === breaks) sink(event);
      });
    });
  }

  /** Whether a snapshot can be had now. */
  tells(): boolean {
    try {
      this.takeSnapshot(Number.POSITIVE_INFINITY);
      return true;
    } catch (error) {
      if (isCodedError(error) && error.code === 'SWITCH_DOWN') return false;
      throw error;
    }
  }

  override arrive(party: LegParty, farEnd: FarEnd): Line | null {
    const line = super.arrive(party, this.watch(farEnd));
    return line && this.watchLine(line);
  }

  override addEndpoint(name: string, endpoint: Endpoint): void {
    const watched = (number?: string): FarEnd | null => {
      const farEnd = endpoint.farEnd(number);
      return farEnd && this.watch(farEnd);
    };
    super.addEndpoint(name, new WatchedEndpoint(endpoint, watched));
  }

  private watch(farEnd: FarEnd): FarEnd {
    const notice = (told: Notice, line: Line): void => farEnd.notice(told, this.watchLine(line));
    return { ...(farEnd.sounds && { sounds: farEnd.sounds }), notice };
  }

  private watchLine(line: Line): Line {
    const { witness } = this;
    return {
      legId: line.legId,
      get live() {
        return line.live;
      },
      after: (delayMs, act) => line.after(delayMs, act),
      ring: () => line.ring(),
      answer: () => line.answer(),
      hangUp: (cause) => witness.hangUp(line, cause),
      press: (digit, durationMs) => line.press(digit, durationMs),
      sing: (hz) => line.sing(hz),
      hears: () => line.hears(),
    };
  }
}

class WatchedEndpoint implements Endpoint {
  constructor(
    private readonly endpoint: Endpoint,
    readonly farEnd: (number?: string) => FarEnd | null,
  ) {}

  get kind(): Endpoint['kind'] {
    return this.endpoint.kind;
  }

  get reachable(): boolean {
    return this.endpoint.reachable;
  }

  set reachable(reachable: boolean) {
    this.endpoint.reachable = reachable;
  }
}
