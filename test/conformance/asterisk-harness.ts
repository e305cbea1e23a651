import { join } from 'node:path';
import { SystemClock } from '../../src/engine/system-clock';
import type { Clock } from '../../src/port/clock';
import type { Switch } from '../../src/port/switch';
import type { Destination } from '../../src/port/switch-command';
import { AsteriskRig, CARRIER, NOWHERE } from '../switch/asterisk-rig';
import type { SipPhone } from '../switch/sip-phone';
import { CuttablePort } from './cuttable-port';
import { heardIn } from './heard';
import { BEHAVIOUR, PhoneSide } from './phone-side';
import type { FarAnswer, FarSide, Recorded, SwitchHarness } from './switch-harness';

const DEVICE = 'desk-1';
const AWAY = 'desk-away';

/** Where a driver finds its Asterisk: through ports that the test can cut. */
export interface AsteriskPlace {
  readonly switchId: string;
  readonly clock: Clock;
  readonly rig: AsteriskRig;
  readonly httpPort: number;
  readonly amiPort: number;
}

/** Makes a driver, not connected. */
export type DriverFactory = (place: AsteriskPlace) => Switch;

/** The Asterisks of a test file: one for each switchId, started when first asked for. */
export class AsteriskPool {
  private readonly rigs = new Map<string, Promise<AsteriskRig>>();

  rig(switchId: string): Promise<AsteriskRig> {
    const known = this.rigs.get(switchId);
    if (known) return known;
    const rig = AsteriskRig.start({ instance: switchId, devices: [DEVICE, AWAY] });
    this.rigs.set(switchId, rig);
    return rig;
  }

  async stop(): Promise<void> {
    for (const rig of this.rigs.values()) await (await rig).stop();
    this.rigs.clear();
  }
}

/** A real Asterisk with the project's dialplan; phones by sipp with real RTP, all on loopback. */
export class AsteriskHarness implements SwitchHarness {
  readonly clock = new SystemClock();
  readonly sound = 'sound:beep';
  readonly music = 'default';
  readonly device = DEVICE;
  readonly hasWitness = true;
  readonly canRestart = true;
  driver: Switch;
  private readonly numbers = new Map<string, SipPhone>();

  private constructor(
    private readonly place: AsteriskPlace,
    private readonly ports: readonly CuttablePort[],
    private readonly desk: SipPhone,
    private readonly factory: DriverFactory,
  ) {
    this.driver = factory(place);
  }

  static async open(
    pool: AsteriskPool,
    switchId: string,
    factory: DriverFactory,
  ): Promise<AsteriskHarness> {
    const rig = await pool.rig(switchId);
    const http = await CuttablePort.open(rig.asterisk.ports.http);
    const ami = await CuttablePort.open(rig.asterisk.amiPort);
    const desk = await rig.device(DEVICE, { answerAfterMs: 200 });
    const clock = new SystemClock();
    const place = { switchId, clock, rig, httpPort: http.port, amiPort: ami.port };
    return new AsteriskHarness(place, [http, ami], desk, factory);
  }

  get switchId(): string {
    return this.place.switchId;
  }

  call(party: { readonly ani: string; readonly dnis: string }): FarSide {
    return new PhoneSide(this.place.rig.phones.dial(party.dnis, { caller: party.ani }));
  }

  destination(answer: FarAnswer): Destination {
    if (answer === 'unknown-device') return { kind: 'device', device: 'nobody' };
    if (answer === 'unreachable-device') return { kind: 'device', device: AWAY };
    const number = `4940${String(nextNumber++).padStart(5, '0')}`;
    if (answer === 'unreachable-trunk') return { kind: 'number', number, trunk: NOWHERE };
    const behaviour = BEHAVIOUR[answer];
    // A number that no phone has is answered as unknown by the far side.
    if (behaviour) this.numbers.set(number, this.place.rig.phones.phone(number, behaviour));
    return { kind: 'number', number, trunk: CARRIER };
  }

  async called(destination: Destination): Promise<FarSide> {
    const number = destination.kind === 'number' ? destination.number : '';
    const phone = this.numbers.get(number);
    if (!phone) throw new Error(`nobody was made for ${JSON.stringify(destination)}`);
    const call = await phone.nextCall();
    await call.ringing();
    return new PhoneSide(Promise.resolve(call));
  }

  async setReachable(reachable: boolean): Promise<void> {
    await (reachable ? this.desk.register() : this.desk.unregister());
  }

  async recorded(file: string, tones: readonly number[]): Promise<Recorded> {
    return heardIn(join(this.place.rig.asterisk.recordingFolder, file), tones);
  }

  async cutLink(): Promise<void> {
    for (const port of this.ports) await port.cut();
  }

  async restoreLink(): Promise<void> {
    for (const port of this.ports) await port.restore();
  }

  async restart(): Promise<void> {
    await this.place.rig.asterisk.kill();
    await this.place.rig.asterisk.start();
    await this.desk.register();
  }

  renew(): void {
    this.driver = this.factory(this.place);
  }

  /** The Asterisk itself stays for the next case; the pool stops it. */
  async close(): Promise<void> {
    await this.cutLink();
  }
}

let nextNumber = 0;
