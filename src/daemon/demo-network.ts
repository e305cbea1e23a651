import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Centre } from '../core/centre';
import { fillTemplate } from '../driver/asterisk/embedded/configuration';
import { EmbeddedAsterisk } from '../driver/asterisk/embedded/embedded-asterisk';
import type { Device } from '../driver/asterisk/embedded/settings';
import { Prng } from '../driver/simulated/prng';
import type { Clock } from '../port/clock';
import { projectFile } from './build';

const HOUR_MS = 3_600_000;
/** Long enough to hear the greeting; a digit pressed before the menu is lost, as in life. */
const THINK_S = [4, 7] as const;
/** `w` is half a second. */
const PAUSE_BETWEEN_ENTRIES = 'w'.repeat(10);

export interface DemoNetworkOptions {
  /** Folder of the installed Asterisk. */
  readonly prefix: string;
  readonly runDir: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly centre: Centre;
  readonly callsPerHour: number;
  /** SIP ports of the engine's Asterisk and of this one. */
  readonly enginePort: number;
  readonly networkPort: number;
  readonly devices: readonly Required<Device>[];
}

/**
 * The world outside, for the demo: a second Asterisk whose dialplan plays callers and agents'
 * phones. Everything reaches the engine's Asterisk by SIP and RTP, as it would from a carrier.
 */
export class DemoNetwork {
  private readonly asterisk: EmbeddedAsterisk;
  private readonly prng: Prng;
  private stopNext: () => void = () => undefined;
  private calls = 0;

  constructor(private readonly options: DemoNetworkOptions) {
    const { prefix, runDir, networkPort, seed } = options;
    this.prng = new Prng(seed).fork('network');
    this.asterisk = new EmbeddedAsterisk({
      prefix,
      runDir,
      instance: 'network',
      overlayDir: this.writeOverlay(),
      ports: { sip: networkPort },
      endsWithParent: true,
      qualifyS: 0,
    });
  }

  /** Resolves when it is up; the phones register by themselves soon after. */
  async start(): Promise<void> {
    await this.asterisk.start();
  }

  /** Callers begin to call, so many of them at once. */
  open(callers: number): void {
    for (let i = 0; i < callers; i++) this.placeCall();
    this.scheduleNext();
  }

  /** Nobody calls any more; those who talk go on. */
  quieten(): void {
    this.stopNext();
  }

  async stop(): Promise<void> {
    this.quieten();
    await this.asterisk.stop();
  }

  private scheduleNext(): void {
    const { clock, callsPerHour } = this.options;
    const at = clock.now() + this.prng.exponential(HOUR_MS / callsPerHour);
    this.stopNext = clock.schedule(Math.ceil(at), () => {
      this.placeCall();
      this.scheduleNext();
    });
  }

  /** Asterisk takes a call file as soon as it lies in its folder, whole. */
  private placeCall(): void {
    this.calls += 1;
    const { centre, runDir } = this.options;
    const { number, flowId } = this.prng.pick(centre.numbers);
    const ani = `+4930555${String(this.prng.between(0, 99_999)).padStart(5, '0')}`;
    const text = [
      `Channel: PJSIP/${number}@engine`,
      `CallerID: <${ani}>`,
      'Context: demo-caller',
      'Extension: s',
      'Priority: 1',
      'WaitTime: 60',
      'MaxRetries: 0',
      `Setvar: DEMO_THINK_S=${this.prng.between(...THINK_S)}`,
      `Setvar: DEMO_KEYS=${this.keysFor(flowId)}`,
      `Setvar: DEMO_STAY_S=${this.stayS()}`,
      '',
    ].join('\n');
    const spool = join(runDir, 'spool');
    const name = `caller-${this.calls}.call`;
    writeFileSync(join(spool, 'tmp', name), text, { mode: 0o600 });
    renameSync(join(spool, 'tmp', name), join(spool, 'outgoing', name));
  }

  /** Most stay until they are served; one in five has no time. */
  private stayS(): number {
    return this.prng.chance(0.2) ? this.prng.between(2, 9) : this.prng.between(18, 50);
  }

  /** What a caller presses on the way through the flow: some err first, some press nothing. */
  private keysFor(flowId: string): string {
    const nodes = this.options.centre.flows.find((flow) => flow.flowId === flowId)?.nodes ?? {};
    const entries = Object.values(nodes).flatMap((node) => {
      if (node.type === 'menu') return [this.prng.pick(Object.keys(node.choices))];
      if (node.type !== 'collect') return [];
      return [`${'27182818'.slice(0, node.digitsMin)}${node.terminator ?? ''}`];
    });
    if (entries.length === 0 || this.prng.chance(0.05)) return '';
    const slips = this.prng.chance(0.12) ? ['9'] : [];
    return [...slips, ...entries].join(PAUSE_BETWEEN_ENTRIES);
  }

  private writeOverlay(): string {
    const { runDir, enginePort, devices } = this.options;
    const folder = join(runDir, 'overlay');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const read = (file: string): string => readFileSync(projectFile('dialplan/demo', file), 'utf8');
    const fill = (file: string, device: Readonly<Record<string, string>>): string =>
      fillTemplate(read(file), { ENGINE_SIP_PORT: enginePort, ...device }, file);
    const phones = devices.map(({ device, password }) =>
      fill('pjsip.phone.conf', { DEVICE: device, DEVICE_PASSWORD: password }),
    );
    const files = {
      'extensions.site.conf': read('extensions.site.conf'),
      'modules.site.conf': read('modules.site.conf'),
      'pjsip.site.conf': [fill('pjsip.engine.conf', {}), ...phones].join('\n'),
    };
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, file), text, { mode: 0o600 });
    }
    return folder;
  }
}
