import type { Clock } from '../../src/port/clock';
import type { SwitchEvent } from '../../src/port/switch-event';

type EventType = SwitchEvent['type'];
export type EventOf<T extends EventType> = Extract<SwitchEvent, { type: T }>;
export type Fields<T extends EventType> = Partial<EventOf<T>>;

interface Waiting {
  readonly match: (event: SwitchEvent) => boolean;
  readonly found: (event: SwitchEvent) => void;
}

/** Only a driver that hangs reaches it. */
const DEADLINE_MS = 20_000;

/** All that a driver has said, in order, and a way to wait for what it has not said yet. */
export class EventLog {
  readonly events: SwitchEvent[] = [];
  private readonly taken = new Set<SwitchEvent>();
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly clock: Clock) {}

  readonly sink = (event: SwitchEvent): void => {
    this.events.push(event);
    for (const one of this.waiting) {
      if (!one.match(event)) continue;
      this.waiting.delete(one);
      this.taken.add(event);
      one.found(event);
      return;
    }
  };

  /** The first event of this type with these fields that was not given out before. */
  next<T extends EventType>(type: T, fields: Fields<T> = {}): Promise<EventOf<T>> {
    const wanted = { ...fields, type };
    return this.first((event) => fits(event, wanted), JSON.stringify(wanted)) as Promise<
      EventOf<T>
    >;
  }

  /** The first event that any of these describe. */
  nextOf(...wanted: readonly Partial<SwitchEvent>[]): Promise<SwitchEvent> {
    return this.first(
      (event) => wanted.some((one) => fits(event, one)),
      wanted.map((one) => JSON.stringify(one)).join(' or '),
    );
  }

  /** What has come so far of this type, in order. */
  all<T extends EventType>(type: T, fields: Fields<T> = {}): readonly EventOf<T>[] {
    const wanted = { ...fields, type };
    return this.events.filter((event) => fits(event, wanted)) as EventOf<T>[];
  }

  private first(match: (event: SwitchEvent) => boolean, what: string): Promise<SwitchEvent> {
    const early = this.events.find((event) => !this.taken.has(event) && match(event));
    if (early) {
      this.taken.add(early);
      return Promise.resolve(early);
    }
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        match,
        found: (event) => {
          stop();
          resolve(event);
        },
      };
      const stop = this.clock.schedule(this.clock.now() + DEADLINE_MS, () => {
        this.waiting.delete(one);
        reject(new Error(`nothing came of ${what}; last were\n${this.tail()}`));
      });
      this.waiting.add(one);
    });
  }

  private tail(): string {
    return this.events
      .slice(-15)
      .map((event) => JSON.stringify(event))
      .join('\n');
  }
}

const fits = (event: SwitchEvent, wanted: object): boolean =>
  Object.entries(wanted).every(([key, value]) => Reflect.get(event, key) === value);
