import type { CommandFailureCode, SwitchCommand } from '../../port/switch-command';
import type { SwitchEvent } from '../../port/switch-event';
import type { Prng } from './prng';

/** How often which mishap befalls a command or an event; probabilities from 0 to 1. */
export interface FaultRates {
  readonly eventLost: number;
  readonly eventDoubled: number;
  /** Others overtake a delayed event; this alone permutes them within `eventDelayMostMs`. */
  readonly eventDelayed: number;
  readonly eventDelayMostMs: number;
  readonly commandLost: number;
  readonly commandRefused: number;
  readonly commandDelayed: number;
  readonly commandDelayMostMs: number;
}

export const NO_FAULTS: FaultRates = {
  eventLost: 0,
  eventDoubled: 0,
  eventDelayed: 0,
  eventDelayMostMs: 0,
  commandLost: 0,
  commandRefused: 0,
  commandDelayed: 0,
  commandDelayMostMs: 0,
};

export type CommandFate =
  | { readonly type: 'carried-out'; readonly delayMs: number }
  /** It vanishes on its way: no outcome at all. */
  | { readonly type: 'lost' }
  | { readonly type: 'refused'; readonly code: CommandFailureCode };

const CARRIED_OUT: CommandFate = { type: 'carried-out', delayMs: 0 };
const ONCE: readonly number[] = [0];
const NEVER: readonly number[] = [];

/** Decides what goes wrong on the way between engine and switch. Seeded like all the rest. */
export class Faults {
  /** Set after each change, so that a faultless switch pays nothing. */
  private active = false;
  private rates = NO_FAULTS;
  private readonly commandsToFail = new Map<string, CommandFate[]>();
  private readonly eventsToLose = new Map<string, number>();

  constructor(private readonly prng: Prng) {}

  /** What is not named goes back to never. */
  setRates(rates: Partial<FaultRates>): void {
    this.rates = { ...NO_FAULTS, ...rates };
    this.active = true;
  }

  /** The next command of this type fails with the code; the one after it does not. */
  failNext(type: SwitchCommand['type'], code: CommandFailureCode): void {
    this.plan(type, { type: 'refused', code });
  }

  /** The next command of this type vanishes without an outcome. */
  loseNextCommand(type: SwitchCommand['type']): void {
    this.plan(type, { type: 'lost' });
  }

  delayNextCommand(type: SwitchCommand['type'], delayMs: number): void {
    this.plan(type, { type: 'carried-out', delayMs });
  }

  loseNextEvent(type: SwitchEvent['type']): void {
    this.eventsToLose.set(type, (this.eventsToLose.get(type) ?? 0) + 1);
    this.active = true;
  }

  onCommand(command: SwitchCommand): CommandFate {
    if (!this.active) return CARRIED_OUT;
    const planned = this.commandsToFail.get(command.type)?.shift();
    if (planned) return planned;
    const { rates, prng } = this;
    if (rates.commandLost && prng.chance(rates.commandLost)) return { type: 'lost' };
    if (rates.commandRefused && prng.chance(rates.commandRefused)) {
      return { type: 'refused', code: 'REFUSED' };
    }
    if (rates.commandDelayed && prng.chance(rates.commandDelayed)) {
      return { type: 'carried-out', delayMs: prng.between(1, rates.commandDelayMostMs) };
    }
    return CARRIED_OUT;
  }

  /** The delay in ms of each copy that arrives; an empty list when the event is lost. */
  onEvent(event: SwitchEvent): readonly number[] {
    if (!this.active) return ONCE;
    const toLose = this.eventsToLose.get(event.type) ?? 0;
    if (toLose > 0) {
      this.eventsToLose.set(event.type, toLose - 1);
      return NEVER;
    }
    const { rates, prng } = this;
    if (rates.eventLost && prng.chance(rates.eventLost)) return NEVER;
    const first = this.eventDelayMs();
    if (!rates.eventDoubled || !prng.chance(rates.eventDoubled)) return [first];
    return [first, first + prng.between(0, Math.max(1, rates.eventDelayMostMs))];
  }

  private eventDelayMs(): number {
    const { rates, prng } = this;
    if (!rates.eventDelayed || !prng.chance(rates.eventDelayed)) return 0;
    return prng.between(1, rates.eventDelayMostMs);
  }

  private plan(type: SwitchCommand['type'], fate: CommandFate): void {
    const fates = this.commandsToFail.get(type) ?? [];
    fates.push(fate);
    this.commandsToFail.set(type, fates);
    this.active = true;
  }
}
