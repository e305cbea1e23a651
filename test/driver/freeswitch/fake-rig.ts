import { FreeswitchSwitch } from '../../../src/driver/freeswitch/freeswitch-switch';
import { SystemClock } from '../../../src/engine/system-clock';
import type { CommandBody } from '../../../src/port/switch-command';
import { EventLog } from '../../conformance/event-log';
import { FakeCommands } from '../../fake/fake-commands';
import { FakeEsl } from '../../fake/fake-esl';
import { FakeFreeSwitch } from '../../fake/fake-freeswitch';
import { FarPhone } from '../../fake/far-phone';
import { Recording } from '../../fake/recording';

export const PASSWORD = 'correct-horse-battery';

let recording: Recording | undefined;

/** A driver, not connected, before a FreeSWITCH that plays what was recorded. */
export class FakeRig {
  readonly clock = new SystemClock();
  readonly log = new EventLog(this.clock);
  private commands = 0;

  private constructor(
    readonly esl: FakeEsl,
    readonly fake: FakeFreeSwitch,
    readonly driver: FreeswitchSwitch,
  ) {}

  static async open({ seed = 1, password = PASSWORD } = {}): Promise<FakeRig> {
    recording ??= new Recording();
    const esl = await FakeEsl.listen({ password: PASSWORD, recording, seed });
    const fake = new FakeFreeSwitch(esl, { recording, seed });
    esl.back = new FakeCommands(fake);
    const place = { host: '127.0.0.1', port: esl.port, password };
    const clock = new SystemClock();
    return new FakeRig(esl, fake, new FreeswitchSwitch({ switchId: 'fs', clock, esl: place }));
  }

  async up(): Promise<this> {
    await this.driver.connect(this.log.sink);
    await this.log.next('switch.up');
    return this;
  }

  send(body: CommandBody): string {
    const commandId = `command-${this.commands++}`;
    this.driver.execute({ ...body, commandId, switchId: 'fs' });
    return commandId;
  }

  /** A caller who waits for an answer. */
  async offered(count = 1): Promise<{ readonly legId: string; readonly far: FarPhone }> {
    const party = { ani: `493055${1000 + count}`, dnis: `493099${1000 + count}` };
    const far = new FarPhone(this.fake);
    far.leg = this.fake.callIn(party);
    const { legId } = await this.log.next('leg.offered', party);
    return { legId, far };
  }

  async answered(count = 1): Promise<{ readonly legId: string; readonly far: FarPhone }> {
    const caller = await this.offered(count);
    this.send({ type: 'answer', legId: caller.legId });
    await this.log.next('leg.answered', { legId: caller.legId });
    return caller;
  }

  async close(): Promise<void> {
    await this.driver.close();
    this.fake.crash();
    await this.esl.cut();
    expect(this.esl.complaints).toEqual([]);
  }
}
