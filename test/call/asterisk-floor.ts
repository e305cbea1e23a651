import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsteriskRig } from '../switch/asterisk-rig';
import { SAMPLE_RATE, sine } from '../switch/tone';
import { RealEngine } from './real-engine';
import { FLOOR_AGENTS, floorCentre, HELPDESK_NUMBER, TalkFloor, TONES } from './talk-floor';

/** On a real Asterisk, whose music is a tone. */
export class AsteriskFloor extends TalkFloor {
  private constructor(
    readonly rig: AsteriskRig,
    engine: RealEngine,
    private readonly sounds: string,
  ) {
    super(engine, rig.phones);
  }

  static async start(centre = floorCentre()): Promise<AsteriskFloor> {
    const sounds = mkdtempSync(join(tmpdir(), 'leitstand-sounds-'));
    mkdirSync(join(sounds, 'music'));
    // A whole number of periods, so that it loops without a seam.
    writeFileSync(join(sounds, 'music', 'tone.ulaw'), sine(TONES.music, 0, SAMPLE_RATE * 10));
    const rig = await AsteriskRig.start({
      instance: 'main',
      devices: FLOOR_AGENTS,
      asterisk: { soundsDir: sounds },
    });
    try {
      await hasCarrier(rig);
      const engine = await RealEngine.start({ main: rig });
      await engine.ask({ type: 'centre.applied', centre });
      for (const name of FLOOR_AGENTS) await rig.device(name);
      rig.phones.phone(HELPDESK_NUMBER);
      await engine.logIn(...FLOOR_AGENTS);
      return new AsteriskFloor(rig, engine, sounds);
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.rig.stop();
    rmSync(this.sounds, { recursive: true, force: true });
  }
}

/** Resolves when Asterisk knows that the trunk's far end is there: it asks every two seconds. */
async function hasCarrier(rig: AsteriskRig): Promise<void> {
  for (;;) {
    if (/carrier\S* .*\bAvail\b/.test(await rig.asterisk.cli('pjsip show contacts'))) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}
