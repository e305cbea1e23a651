import type { Logger } from 'pino';
import { computeCalendars } from '../config/calendar';
import type { Cause } from '../core/input';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';

const DAY_MS = 86_400_000;
const RETRY_MS = 60_000;
const CAUSE: Cause = { actor: 'engine', reason: 'opening hours renewed' };

export interface CalendarRenewalOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Logger;
  /** How far ahead opening hours are computed. */
  readonly days: number;
}

/** Hands the engine its opening hours in UTC, at the start and each day, and when they ran out. */
export class CalendarRenewal {
  private cancel: () => void = () => undefined;
  private endFacts: () => void = () => undefined;

  constructor(private readonly options: CalendarRenewalOptions) {}

  async start(): Promise<void> {
    this.endFacts = this.options.engine.onFacts((facts) => {
      if (facts.some((fact) => fact.body.type === 'calendar.stale')) this.plan(0);
    });
    await this.renew();
  }

  stop(): void {
    this.cancel();
    this.endFacts();
  }

  private plan(delayMs: number): void {
    const { clock } = this.options;
    this.cancel();
    this.cancel = clock.schedule(clock.now() + delayMs, () => {
      this.renew().catch(() => undefined);
    });
  }

  private async renew(): Promise<void> {
    const { engine, clock, log, days } = this.options;
    this.plan(DAY_MS);
    try {
      for (const body of computeCalendars(engine.centre(), clock.now(), days)) {
        await engine.submit(body, CAUSE);
      }
    } catch (error) {
      log.warn({ reason: String(error) }, 'opening hours could not be renewed');
      this.plan(RETRY_MS);
    }
  }
}
