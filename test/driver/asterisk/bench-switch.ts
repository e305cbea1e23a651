import { type AsteriskOptions, AsteriskSwitch } from '../../../src/driver/asterisk/asterisk-switch';
import type { DriverLog } from '../../../src/driver/link/driver-log';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import { SystemClock } from '../../../src/engine/system-clock';
import type { Clock } from '../../../src/port/clock';
import type { CommandBody } from '../../../src/port/switch-command';
import { EventLog } from '../../conformance/event-log';
import { APP, type FakeAri, PASSWORD } from '../../fake/fake-ari';

export const SWITCH_ID = 'a';

export interface BenchOptions {
  readonly ari?: Partial<AsteriskOptions['ari']>;
  readonly ami?: NonNullable<AsteriskOptions['ami']>;
  readonly witnessFile?: string;
  readonly clock?: Clock;
}

/** A driver on a fake Asterisk, with what it said and logged. Its clock is the test's to turn. */
export class BenchSwitch {
  readonly simulated = new SimulatedClock();
  readonly log = new EventLog(new SystemClock());
  readonly lines: string[] = [];
  readonly driver: AsteriskSwitch;
  private commands = 0;

  constructor(fake: { readonly url: string }, options: BenchOptions = {}) {
    const write = (fields: object, message: string): void => {
      this.lines.push(`${message} ${JSON.stringify(fields)}`);
    };
    const log: DriverLog = { info: write, warn: write, error: write };
    const { ami, witnessFile, clock = this.simulated } = options;
    this.driver = new AsteriskSwitch({
      switchId: SWITCH_ID,
      ari: { url: fake.url, user: 'engine', password: PASSWORD, app: APP, ...options.ari },
      ...(ami === undefined ? {} : { ami }),
      ...(witnessFile === undefined ? {} : { witnessFile }),
      clock,
      log,
    });
  }

  /** Connects and waits for `switch.up`. */
  static async up(fake: FakeAri, options: BenchOptions = {}): Promise<BenchSwitch> {
    const bench = new BenchSwitch(fake, options);
    await bench.connect();
    await bench.log.next('switch.up');
    return bench;
  }

  connect(): Promise<void> {
    return this.driver.connect(this.log.sink);
  }

  send(body: CommandBody): string {
    const commandId = `command-${this.commands++}`;
    this.driver.execute({ ...body, commandId, switchId: SWITCH_ID });
    return commandId;
  }

  /** What is pending in the event loop and on loopback gets its turn. */
  async breathe(turns = 20): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise<void>((go) => setImmediate(go));
  }

  /** Time goes by, with its pings answered. */
  async pass(ms: number): Promise<void> {
    for (let past = 0; past < ms; past += 500) {
      this.simulated.advanceBy(500);
      await this.breathe(5);
    }
  }

  /** Turns the clock step by step until the promise has settled. */
  async during<T>(work: Promise<T>, stepMs = 100): Promise<T> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    while (!isOver) {
      this.simulated.advanceBy(stepMs);
      await this.breathe(5);
    }
    return over;
  }
}

/** An event's `channel`. */
export function channel(id: string, state = 'Up', more: object = {}): object {
  return {
    id,
    name: `PJSIP/trunk-${id.slice(-8)}`,
    state,
    caller: { name: '', number: '493055501' },
    dialplan: { context: 'inbound', exten: '4930990', app_name: 'Stasis', app_data: `${APP},4711` },
    creationtime: '2026-01-05T00:00:00.000+0000',
    ...more,
  };
}

/** Somebody calls in on the fake. */
export function callIn(fake: FakeAri, id: string): string {
  fake.send({ type: 'StasisStart', args: ['4711'], channel: channel(id, 'Ring') });
  return `in:${SWITCH_ID}:${id}`;
}

/** The fake makes channels as Asterisk does: the answer, then the channel's arrival in the app. */
export function letOriginate(fake: FakeAri): void {
  fake.on('POST', /^channels\/create/, ({ query }) => {
    const id = query.channelId ?? '';
    setImmediate(() => {
      fake.send({ type: 'StasisStart', args: ['dialed'], channel: channel(id, 'Down') });
    });
    return { status: 200, body: channel(id, 'Down') };
  });
}
