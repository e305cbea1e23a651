import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { providePart } from '../../src/driver/asterisk/embedded/part';
import type { EmbeddedOptions } from '../../src/driver/asterisk/embedded/settings';
import { PhoneBank } from './phone-bank';
import type { Behaviour, SipPhone } from './sip-phone';

export interface RigOptions {
  readonly instance?: string;
  /** Agents' phones; passwords are made up. */
  readonly devices?: readonly string[];
  /** Over what the rig itself says. */
  readonly asterisk?: Partial<EmbeddedOptions>;
}

/** The trunk whose far end the phones play, and one whose far end is not there. */
export const CARRIER = 'carrier';
export const NOWHERE = 'nowhere';

/**
 * A real Asterisk with the project's dialplan and a bank of phones, for one test file. Throws
 * where Asterisk or sipp cannot be had: a test that needs them has failed then.
 */
export class AsteriskRig {
  private constructor(
    readonly asterisk: EmbeddedAsterisk,
    readonly phones: PhoneBank,
    private readonly folder: string,
  ) {}

  static async start(options: RigOptions = {}): Promise<AsteriskRig> {
    const prefix = await providePart('asterisk');
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-asterisk-'));
    const phonePort = await freePort('udp', 'phones');
    const deadPort = await freePort('udp', 'nobody');
    const asterisk = new EmbeddedAsterisk({
      prefix,
      runDir: folder,
      instance: options.instance ?? 'rig',
      devices: (options.devices ?? []).map((device) => ({ device })),
      trunks: [
        { trunk: CARRIER, host: '127.0.0.1', port: phonePort },
        // Another address, so that no caller is taken for one of this trunk.
        { trunk: NOWHERE, host: '127.0.0.2', port: deadPort },
      ],
      overlayDir: join(__dirname, 'overlay'),
      // The phones do not talk all the time.
      rtpTimeoutS: 0,
      qualifyS: 2,
      endsWithParent: true,
      ...options.asterisk,
    });
    await asterisk.start();
    try {
      const phones = await PhoneBank.start(asterisk.sipPort, phonePort);
      return new AsteriskRig(asterisk, phones, folder);
    } catch (error) {
      await asterisk.stop();
      throw error;
    }
  }

  /** An agent's phone, registered. */
  async device(name: string, behaviour: Behaviour = 'ring'): Promise<SipPhone> {
    const known = this.asterisk.devices.find(({ device }) => device === name);
    if (!known) throw new Error(`the rig was started without the device ${name}`);
    const phone = this.phones.phone(name, behaviour, known.password);
    await phone.register();
    return phone;
  }

  /** Names of the channels that live, as Asterisk's console shows them. */
  async channels(): Promise<string[]> {
    const listed = await this.asterisk.cli('core show channels concise');
    return listed
      .split('\n')
      .map((line) => line.split('!')[0] ?? '')
      .filter((name) => name !== '');
  }

  /**
   * Lines of the witness file about one channel (or all), once there is one of this event: they
   * are written a moment after what they tell.
   */
  async witnessLines(channelId: string, event = 'CHAN_START'): Promise<string[]> {
    for (;;) {
      const text = readFileSync(this.asterisk.witnessFile, 'utf8');
      const lines = text.split('\n').filter((line) => line.includes(channelId) && line !== '');
      if (lines.some((line) => line.startsWith(`"${event}"`))) return lines;
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async stop(): Promise<void> {
    await this.phones.close();
    await this.asterisk.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
