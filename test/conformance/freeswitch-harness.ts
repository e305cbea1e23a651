import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SystemClock } from '../../src/engine/system-clock';
import type { Clock } from '../../src/port/clock';
import type { Switch } from '../../src/port/switch';
import type { Destination } from '../../src/port/switch-command';
import { PhoneBank } from '../switch/phone-bank';
import type { SipPhone } from '../switch/sip-phone';
import { CuttablePort } from './cuttable-port';
import type { FreeSwitchPlace } from './freeswitch-place';
import { heardIn } from './heard';
import { BEHAVIOUR, PhoneSide } from './phone-side';
import type { FarAnswer, FarSide, Recorded, SwitchHarness } from './switch-harness';

/** As freeswitch-conf/loopback has them. */
const DEVICE = 'desk-1';
const AWAY = 'desk-away';
const DEVICE_PASSWORD = 'loopback';
const CARRIER = 'carrier';
const NOWHERE = 'nowhere';

const run = promisify(execFile);

/** Where a driver finds its FreeSWITCH: through a port that the test can cut. */
export interface FreeSwitchLink {
  readonly switchId: string;
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** What its mod_cdr_csv writes, where this machine can read it. */
  readonly witnessFile?: string;
}

/** Makes a driver, not connected. */
export type FreeSwitchDriver = (link: FreeSwitchLink) => Switch;

/** The phones around one FreeSWITCH: they outlive a case, as the switch does. */
export class FreeSwitchPhones {
  private bank: Promise<PhoneBank> | undefined;

  constructor(readonly place: FreeSwitchPlace) {}

  phones(): Promise<PhoneBank> {
    this.bank ??= PhoneBank.start(this.place.sipPort, this.place.phonesPort);
    return this.bank;
  }

  async stop(): Promise<void> {
    await (await this.bank)?.close();
  }
}

/** A real FreeSWITCH with the project's loopback set-up; phones by sipp with real RTP. */
export class FreeSwitchHarness implements SwitchHarness {
  readonly clock = new SystemClock();
  readonly sound = 'sound:beep';
  readonly music = 'default';
  readonly device = DEVICE;
  readonly hasWitness = true;
  driver: Switch;
  private readonly numbers = new Map<string, SipPhone>();

  private constructor(
    private readonly parts: {
      readonly place: FreeSwitchPlace;
      readonly link: FreeSwitchLink;
      readonly esl: CuttablePort;
      readonly phones: PhoneBank;
      readonly desk: SipPhone;
    },
    private readonly factory: FreeSwitchDriver,
  ) {
    this.driver = factory(parts.link);
  }

  static async open(
    around: FreeSwitchPhones,
    switchId: string,
    factory: FreeSwitchDriver,
  ): Promise<FreeSwitchHarness> {
    const { place } = around;
    const phones = await around.phones();
    const esl = await CuttablePort.open(place.eslPort, place.host);
    const desk = phones.phone(DEVICE, { answerAfterMs: 200 }, DEVICE_PASSWORD);
    await desk.register();
    const clock = new SystemClock();
    const { password, witnessFile } = place;
    const door = { switchId, clock, host: '127.0.0.1', port: esl.port, password };
    const link = witnessFile === undefined ? door : { ...door, witnessFile };
    return new FreeSwitchHarness({ place, link, esl, phones, desk }, factory);
  }

  get switchId(): string {
    return this.parts.link.switchId;
  }

  get canRestart(): boolean {
    return this.parts.place.restart !== undefined;
  }

  call(party: { readonly ani: string; readonly dnis: string }): FarSide {
    return new PhoneSide(this.parts.phones.dial(party.dnis, { caller: party.ani }));
  }

  destination(answer: FarAnswer): Destination {
    if (answer === 'unknown-device') return { kind: 'device', device: 'nobody' };
    if (answer === 'unreachable-device') return { kind: 'device', device: AWAY };
    const number = `4940${String(nextNumber++).padStart(5, '0')}`;
    if (answer === 'unreachable-trunk') return { kind: 'number', number, trunk: NOWHERE };
    const behaviour = BEHAVIOUR[answer];
    // A number that no phone has is answered as unknown by the far side.
    if (behaviour) this.numbers.set(number, this.parts.phones.phone(number, behaviour));
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
    await (reachable ? this.parts.desk.register() : this.parts.desk.unregister());
  }

  async recorded(file: string, tones: readonly number[]): Promise<Recorded> {
    return heardIn(file, tones);
  }

  cutLink(): Promise<void> {
    return this.parts.esl.cut();
  }

  restoreLink(): Promise<void> {
    return this.parts.esl.restore();
  }

  async restart(): Promise<void> {
    await run('/bin/sh', ['-c', this.parts.place.restart ?? 'false']);
    await this.registered();
  }

  renew(): void {
    this.driver = this.factory(this.parts.link);
  }

  /** The FreeSWITCH itself is not ours to stop. */
  close(): Promise<void> {
    return this.cutLink();
  }

  /** A switch that has just been started takes a moment before it takes registrations. */
  private async registered(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.parts.desk.register();
      } catch (error) {
        if (attempt === 6) throw error;
      }
    }
  }
}

let nextNumber = 0;
