import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/engine/system-clock';
import type { Switch } from '../../src/port/switch';
import type { Destination } from '../../src/port/switch-command';
import { FakeCommands } from '../fake/fake-commands';
import { FakeEsl } from '../fake/fake-esl';
import { FakeFreeSwitch } from '../fake/fake-freeswitch';
import { FarPhone } from '../fake/far-phone';
import { Recording } from '../fake/recording';
import type { FreeSwitchDriver, FreeSwitchLink } from './freeswitch-harness';
import { asHeard } from './heard';
import type { FarAnswer, FarSide, Recorded, SwitchHarness } from './switch-harness';

const DEVICE = 'desk-1';
const AWAY = 'desk-away';
const PASSWORD = 'correct-horse-battery';

/** Read once: it is some megabytes. */
let recording: Recording | undefined;

/** A FreeSWITCH that plays what was recorded of a real one; phones that are objects. */
export class FreeSwitchFakeHarness implements SwitchHarness {
  readonly clock = new SystemClock();
  readonly sound = 'sound:beep';
  readonly music = 'default';
  readonly device = DEVICE;
  readonly hasWitness = true;
  readonly canRestart = true;
  driver: Switch;
  private numbers = 0;

  private constructor(
    readonly esl: FakeEsl,
    readonly fake: FakeFreeSwitch,
    private readonly link: FreeSwitchLink,
    private readonly rest: { readonly factory: FreeSwitchDriver; readonly folder: string },
  ) {
    this.driver = rest.factory(link);
  }

  static async open(
    switchId: string,
    factory: FreeSwitchDriver,
    seed = 1,
  ): Promise<FreeSwitchFakeHarness> {
    recording ??= new Recording();
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-fake-'));
    const witnessFile = join(folder, 'Master.csv');
    const esl = await FakeEsl.listen({ password: PASSWORD, recording, seed });
    const fake = new FakeFreeSwitch(esl, { recording, seed, cdrFile: witnessFile });
    esl.back = new FakeCommands(fake);
    fake.registered.add(DEVICE);
    const place = { host: '127.0.0.1', port: esl.port, password: PASSWORD };
    const link = { switchId, clock: new SystemClock(), witnessFile, ...place };
    return new FreeSwitchFakeHarness(esl, fake, link, { factory, folder });
  }

  get switchId(): string {
    return this.link.switchId;
  }

  call(party: { readonly ani: string; readonly dnis: string }): FarSide {
    const phone = new FarPhone(this.fake);
    phone.leg = this.fake.callIn(party);
    return phone;
  }

  destination(answer: FarAnswer): Destination {
    if (answer === 'unknown-device') return { kind: 'device', device: 'nobody' };
    if (answer === 'unreachable-device') return { kind: 'device', device: AWAY };
    const number = `4940${String(this.numbers++).padStart(5, '0')}`;
    if (answer === 'unreachable-trunk') return { kind: 'number', number, trunk: 'nowhere' };
    if (answer !== 'unknown-number') {
      this.fake.numbers.set(number, new FarPhone(this.fake, answer));
    }
    return { kind: 'number', number, trunk: 'carrier' };
  }

  async called(destination: Destination): Promise<FarSide> {
    const number = destination.kind === 'number' ? destination.number : '';
    const phone = this.fake.numbers.get(number);
    if (!phone) throw new Error(`nobody was made for ${JSON.stringify(destination)}`);
    await phone.called();
    return phone;
  }

  async setReachable(reachable: boolean): Promise<void> {
    this.fake.setRegistered(DEVICE, reachable);
  }

  async recorded(file: string, tones: readonly number[]): Promise<Recorded> {
    const tape = this.fake.tapes.get(file);
    if (!tape) throw new Error(`nothing was recorded as ${file}`);
    const { durationMs, stretches } = tape;
    return { durationMs, stretches: asHeard(stretches, durationMs, tones) };
  }

  cutLink(): Promise<void> {
    return this.esl.cut();
  }

  restoreLink(): Promise<void> {
    return this.esl.restore();
  }

  async restart(): Promise<void> {
    this.fake.crash();
    await this.esl.cut();
    await this.esl.restore();
  }

  renew(): void {
    this.driver = this.rest.factory(this.link);
  }

  async close(): Promise<void> {
    this.fake.crash();
    await this.esl.cut();
    rmSync(this.rest.folder, { recursive: true, force: true });
  }
}
