import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { providePart } from '../../src/driver/asterisk/embedded/part';
import { runCallers, startPhones } from './sipp';

/** Who calls through and is told of it. */
export interface Contender {
  readonly name: string;
  /** Ready to take calls, at most `agents` at once. */
  start(stage: Stage): Promise<void>;
  /** Calls `done` for each call that went the whole way, when its caller has gone. */
  onDone(done: () => void): void;
  /** What came before was for warming up; from now on it counts. */
  warmedUp?(): void;
  stop(): Promise<void>;
}

/** What one contender's callers came to. The processor's time is user and system together. */
export interface Score {
  readonly callsPerSecond: number;
  /** Of this process, which is the contender's. */
  readonly nodeMsPerCall: number;
  readonly asteriskMsPerCall: number;
}

export const NUMBER = '4930123456';
export const APP = 'leitstand';
const CARRIER = 'carrier';

interface StageParts {
  readonly asterisk: EmbeddedAsterisk;
  readonly folder: string;
  readonly devices: readonly string[];
  readonly phones: ChildProcess;
  readonly callerPort: number;
}

/** A real Asterisk with the project's dialplan, and agents' phones that answer at once. */
export class Stage {
  readonly asterisk: EmbeddedAsterisk;
  readonly folder: string;
  readonly devices: readonly string[];

  private constructor(private readonly parts: StageParts) {
    this.asterisk = parts.asterisk;
    this.folder = parts.folder;
    this.devices = parts.devices;
  }

  static async start(agents: number): Promise<Stage> {
    const prefix = await providePart('asterisk');
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-bench-'));
    const phonePort = await freePort('udp', 'phones');
    const callerPort = await freePort('udp', 'callers');
    const devices = Array.from({ length: agents }, (_, index) => `agent-${index}`);
    const asterisk = new EmbeddedAsterisk({
      prefix,
      runDir: join(folder, 'asterisk'),
      instance: 'bench',
      app: APP,
      trunks: [{ trunk: CARRIER, host: '127.0.0.1', port: callerPort }],
      overlayDir: writePhones(folder, devices, phonePort),
      // Nobody talks here, and nobody is asked whether he is there.
      rtpTimeoutS: 0,
      qualifyS: 0,
      endsWithParent: true,
    });
    await asterisk.start();
    const phones = await startPhones(phonePort, folder);
    return new Stage({ asterisk, folder, devices, phones, callerPort });
  }

  /**
   * Brings so many callers through a contender, and before them some who do not count: a daemon
   * runs for weeks, and the compiling of its code is no part of a call.
   */
  async run(contender: Contender, calls: number, window: number): Promise<Score> {
    const doneAt: number[] = [];
    contender.onDone(() => doneAt.push(performance.now()));
    await contender.start(this);
    await this.call(contender, { calls: Math.ceil(calls / 3), window }, doneAt);
    doneAt.length = 0;
    contender.warmedUp?.();
    const nodeFrom = process.cpuUsage();
    const asteriskFromMs = processorMs(this.asterisk.pid);
    await this.call(contender, { calls, window }, doneAt);
    const { user, system } = process.cpuUsage(nodeFrom);
    const asteriskMs = processorMs(this.asterisk.pid) - asteriskFromMs;
    await contender.stop();
    return {
      callsPerSecond: middleRate(doneAt),
      nodeMsPerCall: (user + system) / 1_000 / calls,
      asteriskMsPerCall: asteriskMs / calls,
    };
  }

  private async call(
    contender: Contender,
    { calls, window }: { readonly calls: number; readonly window: number },
    doneAt: readonly number[],
  ): Promise<void> {
    const { sipPort } = this.asterisk;
    const callers = { number: NUMBER, sipPort, port: this.parts.callerPort, calls, window };
    const { exitCode } = await runCallers(callers, this.folder);
    if (exitCode === 0) return;
    await contender.stop();
    const phones = this.parts.phones.exitCode === null ? 'the phones ran' : 'the phones had ended';
    throw new Error(`${contender.name}: ${doneAt.length} of ${calls} callers served, ${phones}`);
  }

  async stop(): Promise<void> {
    this.parts.phones.kill('SIGKILL');
    await this.asterisk.stop();
    rmSync(this.folder, { recursive: true, force: true });
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

/** Linux counts a process's time, user and system, in hundredths of a second (proc_pid_stat(5)). */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Calls a second in the middle of a run: start and end, when few call at once, are left out. */
function middleRate(doneAt: readonly number[]): number {
  const from = Math.floor(doneAt.length * 0.1);
  const to = Math.floor(doneAt.length * 0.9);
  const spanMs = (doneAt[to] ?? 0) - (doneAt[from] ?? 0);
  return (1_000 * (to - from)) / spanMs;
}
