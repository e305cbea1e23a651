import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { SwitchEvent } from '../../port/switch-event';
import type { Faults } from './faults';

export interface LinkParts {
  readonly switchId: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly version: string;
  /** Called when the link has come up, after `switch.up` was told. */
  readonly onUp: () => void;
}

/**
 * The wire between the engine and the simulated switch. While it is down events are gone for
 * good, as on a real one; it comes back by itself. A wire that is dead without either side
 * having noticed swallows both directions.
 */
export class SimulatedLink {
  /** The engine believes that the link works. */
  private believedUp = false;
  /** A loss that was noticed in this instant and is told before the link is back. */
  private untold: string | null = null;
  /** It does work. */
  private carries = false;
  private blockedUntil = 0;
  private sink: ((event: SwitchEvent) => void) | null = null;
  private attempt: (() => void) | null = null;
  /** Grows with each break: what was on the wire then has not arrived. */
  breaks = 0;

  constructor(private readonly parts: LinkParts) {}

  get up(): boolean {
    return this.believedUp;
  }

  get alive(): boolean {
    return this.carries;
  }

  open(sink: (event: SwitchEvent) => void): void {
    if (this.sink) throw new CodedError('SWITCH_CONNECTED', 'connect() was called before');
    this.sink = sink;
    if (this.parts.clock.now() < this.blockedUntil) this.tellDown('connection refused');
    this.comeUpAt(this.parts.clock.now());
  }

  close(): void {
    this.attempt?.();
    this.attempt = null;
    this.sink = null;
    this.cut();
    this.believedUp = false;
  }

  /** Breaks the wire; the engine is told after `noticedAfterMs`, and it is back after `forMs`. */
  drop(forMs: number, noticedAfterMs: number, reason: string): void {
    const { clock } = this.parts;
    const backAt = Math.max(this.blockedUntil, clock.now() + Math.max(forMs, noticedAfterMs));
    this.blockedUntil = backAt;
    this.cut();
    if (!this.sink) return;
    if (this.believedUp) {
      const { breaks } = this;
      const notice = (): void => {
        if (breaks === this.breaks) this.noticed(reason);
      };
      if (noticedAfterMs > 0) clock.schedule(clock.now() + noticedAfterMs, notice);
      else notice();
    }
    this.comeUpAt(backAt);
  }

  /** Brings a broken wire back now. */
  restore(): void {
    this.blockedUntil = 0;
    if (this.sink && !this.carries) this.comeUpAt(this.parts.clock.now());
  }

  /** What the switch says: lost while the wire is down, else subject to the faults. */
  carry(event: SwitchEvent): void {
    if (!this.carries) return;
    for (const delayMs of this.parts.faults.onEvent(event)) {
      if (delayMs === 0) this.sink?.(event);
      else this.deliverLater(event, delayMs);
    }
  }

  /** What the engine's own side says; needs no wire. */
  tell(event: SwitchEvent): void {
    this.sink?.(event);
  }

  private deliverLater(event: SwitchEvent, delayMs: number): void {
    const { breaks } = this;
    this.parts.clock.schedule(this.parts.clock.now() + delayMs, () => {
      if (breaks === this.breaks) this.sink?.(event);
    });
  }

  private cut(): void {
    this.carries = false;
    this.breaks++;
  }

  private noticed(reason: string): void {
    if (!this.believedUp) return;
    this.believedUp = false;
    this.tellDown(reason);
  }

  private tellDown(reason: string): void {
    const { switchId, clock } = this.parts;
    this.untold = reason;
    clock.schedule(clock.now(), () => {
      if (this.untold === null) return;
      this.untold = null;
      this.tell({ type: 'switch.down', switchId, reason });
    });
  }

  private comeUpAt(at: number): void {
    const { clock } = this.parts;
    this.attempt?.();
    this.attempt = clock.schedule(at, () => {
      this.attempt = null;
      if (clock.now() < this.blockedUntil) this.comeUpAt(this.blockedUntil);
      else this.comeUp();
    });
  }

  private comeUp(): void {
    const { switchId, version, onUp } = this.parts;
    // A break that nobody had noticed yet shows at the latest when a new wire is laid.
    const reason = this.untold ?? (this.believedUp ? 'replaced' : null);
    this.untold = null;
    if (reason !== null) this.tell({ type: 'switch.down', switchId, reason });
    this.carries = true;
    this.believedUp = true;
    this.tell({ type: 'switch.up', switchId, version });
    onUp();
  }
}
