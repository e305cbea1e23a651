import type { FarEnd, Line, Notice } from '../../../src/driver/simulated/far-end';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import {
  SimulatedSwitch,
  type SimulatedSwitchOptions,
} from '../../../src/driver/simulated/simulated-switch';
import type { CommandBody } from '../../../src/port/switch-command';
import type { SwitchEvent } from '../../../src/port/switch-event';

/** A far end that only remembers what it noticed. */
export class Listener implements FarEnd {
  readonly noticed: Notice['type'][] = [];

  notice(notice: Notice): void {
    this.noticed.push(notice.type);
  }
}

/** A simulated switch, connected, with its clock and all that it has said. */
export class Stand {
  readonly clock = new SimulatedClock();
  readonly events: SwitchEvent[] = [];
  readonly device: SimulatedSwitch;
  private commands = 0;

  constructor(options: Partial<Omit<SimulatedSwitchOptions, 'clock'>> = {}) {
    this.device = new SimulatedSwitch({
      switchId: 'pbx',
      clock: this.clock,
      seed: 5,
      ...options,
    });
    void this.device.connect((event) => this.events.push(event));
    this.clock.advanceBy(1);
  }

  send(body: CommandBody): string {
    const commandId = `c${this.commands++}`;
    this.device.execute({ ...body, commandId, switchId: 'pbx' });
    return commandId;
  }

  /** A caller whom the engine has answered. */
  answered(farEnd: FarEnd = new Listener()): Line {
    const line = this.device.arrive({ ani: '1', dnis: '2' }, farEnd);
    if (!line) throw new Error('the switch is dead');
    this.clock.advanceBy(1);
    this.send({ type: 'answer', legId: line.legId });
    this.clock.advanceBy(10);
    return line;
  }

  types(): string[] {
    return this.events.map(({ type }) => type).filter((type) => type !== 'endpoint.changed');
  }

  ofType<T extends SwitchEvent['type']>(type: T): Extract<SwitchEvent, { type: T }>[] {
    return this.events.filter((event) => event.type === type) as Extract<
      SwitchEvent,
      { type: T }
    >[];
  }
}
