import type { Prng } from '../../src/driver/simulated/prng';
import type { Clock } from '../../src/port/clock';
import type { SwitchEvent } from '../../src/port/switch-event';

/**
 * Stands between a driver and its listener and does to the order of events what links, retries
 * and second channels may do: within a window events overtake each other, and some come twice.
 * What is told of the link itself keeps its place: all before it are delivered first.
 */
export class ShuffledSink {
  private readonly held = new Map<number, () => void>();
  private count = 0;
  /** How many events overtook an older one, and how many came twice. */
  overtaken = 0;
  doubled = 0;
  private lastDelivered = -1;

  constructor(
    private readonly listener: (event: SwitchEvent) => void,
    private readonly parts: {
      readonly clock: Clock;
      readonly prng: Prng;
      readonly windowMs: number;
      readonly doubledShare: number;
    },
  ) {}

  readonly sink = (event: SwitchEvent): void => {
    if (event.type === 'switch.up' || event.type === 'switch.down') {
      this.flush();
      this.listener(event);
      return;
    }
    const { prng, doubledShare } = this.parts;
    this.hold(event);
    if (!prng.chance(doubledShare)) return;
    this.doubled++;
    this.hold(event);
  };

  /** Delivers what is still held, oldest first. */
  flush(): void {
    for (const deliver of [...this.held.values()]) deliver();
  }

  private hold(event: SwitchEvent): void {
    const { clock, prng, windowMs } = this.parts;
    const index = this.count++;
    const deliver = (): void => {
      stop();
      if (!this.held.delete(index)) return;
      if (index < this.lastDelivered) this.overtaken++;
      this.lastDelivered = Math.max(this.lastDelivered, index);
      this.listener(event);
    };
    const stop = clock.schedule(clock.now() + prng.between(0, windowMs), deliver);
    this.held.set(index, deliver);
  }
}
