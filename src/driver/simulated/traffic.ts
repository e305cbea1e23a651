import type { Clock } from '../../port/clock';
import { Caller, type KeysByPrompt } from './caller';
import { type CallerMix, drawCaller, USUAL_CALLERS } from './persona';
import type { Prng } from './prng';
import type { SimulatedSwitch } from './simulated-switch';

/** Calls in each hour of the day (UTC) as shares of the busiest: a German service line. */
export const OFFICE_DAY: readonly number[] = [
  0.02, 0.01, 0.01, 0.01, 0.02, 0.05, 0.2, 0.55, 0.95, 1, 0.95, 0.85, 0.65, 0.75, 0.85, 0.8, 0.6,
  0.4, 0.3, 0.2, 0.12, 0.08, 0.05, 0.03,
];

export interface CallTrafficOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  /** Callers come in at these, each as often. */
  readonly switches: readonly SimulatedSwitch[];
  /** What they dial, by weight. */
  readonly numbers: Readonly<Record<string, number>>;
  /** In the busiest hour. */
  readonly callsPerHour: number;
  /** 24 shares from 0 to 1, by hour of the day in UTC. Default: every hour is busy. */
  readonly profile?: readonly number[];
  readonly callers?: CallerMix;
  /** How many there are who call, each from a number of their own; 100,000 at most. */
  readonly people?: number;
  readonly keys: KeysByPrompt;
  /** Stops by itself after so many; default: never. */
  readonly callsMax?: number;
}

const HOUR_MS = 3_600_000;
const ANI_PREFIX = '+4930555';

/**
 * Callers who arrive by a Poisson process whose rate follows the time of day (thinning, Lewis and
 * Shedler 1979). It only asks the clock, so it serves a demo in real time and a simulated day.
 */
export class CallTraffic {
  /** How many have called so far. */
  calls = 0;
  private stopNext: (() => void) | null = null;

  constructor(private readonly options: CallTrafficOptions) {}

  start(): void {
    if (!this.stopNext) this.scheduleNext();
  }

  /** No new callers; those who are there stay. */
  stop(): void {
    this.stopNext?.();
    this.stopNext = null;
  }

  /** One caller at once, beside those who come by themselves. */
  placeCall(): void {
    const { prng, switches, numbers, keys, callers, people = 100_000 } = this.options;
    this.calls++;
    const own = prng.fork(`caller ${this.calls}`);
    const caller = new Caller(drawCaller(own, callers ?? USUAL_CALLERS), keys, own);
    const ani = `${ANI_PREFIX}${String(own.between(0, people - 1)).padStart(5, '0')}`;
    const dnis = own.weighted(numbers);
    const line = own.pick(switches).arrive({ ani, dnis }, caller);
    if (line) caller.begin(line);
  }

  private scheduleNext(): void {
    const { clock, prng, callsPerHour, callsMax } = this.options;
    if (this.calls >= (callsMax ?? Number.POSITIVE_INFINITY)) return;
    const at = clock.now() + prng.exponential(HOUR_MS / callsPerHour);
    this.stopNext = clock.schedule(Math.ceil(at), () => {
      const hour = Math.floor((clock.now() % (24 * HOUR_MS)) / HOUR_MS);
      if (prng.chance(this.options.profile?.[hour] ?? 1)) this.placeCall();
      this.scheduleNext();
    });
  }
}
