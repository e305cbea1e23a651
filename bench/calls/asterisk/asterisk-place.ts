import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsteriskSwitch } from '../../../src/driver/asterisk/asterisk-switch';
import { EmbeddedAsterisk } from '../../../src/driver/asterisk/embedded/embedded-asterisk';
import { freePort } from '../../../src/driver/asterisk/embedded/free-port';
import { providePart } from '../../../src/driver/asterisk/embedded/part';
import { SWITCH_ID } from '../centre';
import { APP, CARRIER, type Ground } from '../contender';
import type { Place } from '../place';
import { PlainLoop } from '../plain-loop';
import { processorMsOf } from '../processor-time';
import { ThroughEngine } from '../through-engine';
import { AriClientAri } from './ari-client-ari';
import { type Ari, AriWire } from './ari-wire';
import { WebSocketAri } from './web-socket-ari';

/** An Asterisk of its own, for as long as the bench runs. */
export class AsteriskPlace implements Place {
  readonly switch = 'asterisk';
  readonly sipPort: number;

  private constructor(
    private readonly asterisk: EmbeddedAsterisk,
    readonly phonesPort: number,
  ) {
    this.sipPort = asterisk.sipPort;
  }

  static async open({ folder, devices, callerPort }: Ground): Promise<AsteriskPlace> {
    const prefix = await providePart('asterisk');
    const phonesPort = await freePort('udp', 'phones');
    const asterisk = new EmbeddedAsterisk({
      prefix,
      runDir: join(folder, 'asterisk'),
      instance: 'bench',
      app: APP,
      trunks: [{ trunk: CARRIER, host: '127.0.0.1', port: callerPort }],
      overlayDir: writePhones(folder, devices, phonesPort),
      // Nobody talks here, and nobody is asked whether he is there.
      rtpTimeoutS: 0,
      qualifyS: 0,
      endsWithParent: true,
    });
    await asterisk.start();
    return new AsteriskPlace(asterisk, phonesPort);
  }

  contenders() {
    const engine = new ThroughEngine({
      name: 'engine',
      keys: { callsPerSecond: 'callsPerSecond', ratio: 'ratio', processor: 'engine' },
      newSwitch: (clock) => new AsteriskSwitch({ switchId: SWITCH_ID, ari: this.ari, clock }),
    });
    // As the daemon has it; the others have no AMI beside ARI.
    const witnessed = new ThroughEngine({
      name: 'engine with AMI',
      keys: { callsPerSecond: 'amiCallsPerSecond', ratio: 'amiRatio', processor: 'engineWithAmi' },
      newSwitch: (clock) =>
        new AsteriskSwitch({ switchId: SWITCH_ID, ari: this.ari, ami: this.ami, clock }),
    });
    const loop = (ari: Ari) => new PlainLoop(new AriWire(ari, this.asterisk));
    return { engine, others: [loop(new WebSocketAri()), loop(new AriClientAri()), witnessed] };
  }

  processorMs(): number {
    return processorMsOf(this.asterisk.pid);
  }

  async close(): Promise<void> {
    await this.asterisk.stop();
  }

  private get ari() {
    const { ariUrl: url, ariUser: user, ariPassword: password } = this.asterisk;
    return { url, user, password, app: APP };
  }

  private get ami() {
    const { amiPort: port, amiUser: user, amiPassword: password } = this.asterisk;
    return { host: '127.0.0.1', port, user, password };
  }
}

/** All phones are at one address, so they need not register. Returns the folder to overlay. */
function writePhones(folder: string, devices: readonly string[], port: number): string {
  const overlay = join(folder, 'overlay');
  mkdirSync(overlay);
  const text = devices.map((device) =>
    [
      `[${device}](leitstand-device)`,
      `aors = ${device}`,
      `[${device}](leitstand-device-aor)`,
      `contact = sip:${device}@127.0.0.1:${port}`,
      '',
    ].join('\n'),
  );
  writeFileSync(join(overlay, 'pjsip.site.conf'), text.join('\n'));
  return overlay;
}
