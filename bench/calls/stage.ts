import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { type Contender, type Ground, NUMBER } from './contender';
import type { OpenPlace, Place } from './place';
import { runCallers, startPhones } from './sipp';

/** What one contender's callers came to. The processor's time is user and system together. */
export interface Score {
  readonly callsPerSecond: number;
  /** Of this process, which is the contender's. */
  readonly nodeMsPerCall: number;
  /** Undefined where nobody can see it. */
  readonly switchMsPerCall: number | undefined;
}

interface StageOptions {
  readonly agents: number;
  readonly note: (text: string) => void;
}

/** A switch, and agents' phones that answer at once. */
export class Stage {
  private constructor(
    private readonly ground: Ground,
    readonly place: Place,
    private readonly phones: ChildProcess,
  ) {}

  static async start(open: OpenPlace, { agents, note }: StageOptions): Promise<Stage> {
    const ground: Ground = {
      folder: mkdtempSync(join(tmpdir(), 'leitstand-bench-')),
      devices: Array.from({ length: agents }, (_, index) => `agent-${index}`),
      callerPort: await freePort('udp', 'callers'),
    };
    try {
      const place = await open(ground, note);
      return new Stage(ground, place, await startPhones(place.phonesPort, ground.folder));
    } catch (error) {
      rmSync(ground.folder, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Brings so many callers through a contender, and before them some who do not count: a daemon
   * runs for weeks, and the compiling of its code is no part of a call.
   */
  async run(contender: Contender, calls: number, window: number): Promise<Score> {
    const doneAt: number[] = [];
    contender.onDone(() => doneAt.push(performance.now()));
    await contender.start(this.ground);
    await this.call(contender, { calls: Math.ceil(calls / 3), window }, doneAt);
    doneAt.length = 0;
    contender.warmedUp?.();
    const nodeFrom = process.cpuUsage();
    const switchFromMs = this.place.processorMs();
    await this.call(contender, { calls, window }, doneAt);
    const { user, system } = process.cpuUsage(nodeFrom);
    const switchToMs = this.place.processorMs();
    await contender.stop();
    return {
      callsPerSecond: middleRate(doneAt),
      nodeMsPerCall: (user + system) / 1_000 / calls,
      switchMsPerCall:
        switchFromMs === undefined || switchToMs === undefined
          ? undefined
          : (switchToMs - switchFromMs) / calls,
    };
  }

  private async call(
    contender: Contender,
    { calls, window }: { readonly calls: number; readonly window: number },
    doneAt: readonly number[],
  ): Promise<void> {
    const { sipPort } = this.place;
    const { callerPort: port, folder } = this.ground;
    const callers = { number: NUMBER, sipPort, port, calls, window };
    const { exitCode, complaint } = await runCallers(callers, folder);
    if (exitCode === 0) return;
    await contender.stop();
    const phones = this.phones.exitCode === null ? 'the phones ran' : 'the phones had ended';
    const served = `${contender.name}: ${doneAt.length} of ${calls} callers served, ${phones}`;
    throw new Error(`${served}; sipp ended with ${exitCode}: ${complaint}`);
  }

  async stop(): Promise<void> {
    this.phones.kill('SIGKILL');
    await this.place.close();
    rmSync(this.ground.folder, { recursive: true, force: true });
  }
}

/** Calls a second in the middle of a run: start and end, when few call at once, are left out. */
function middleRate(doneAt: readonly number[]): number {
  const from = Math.floor(doneAt.length * 0.1);
  const to = Math.floor(doneAt.length * 0.9);
  const spanMs = (doneAt[to] ?? 0) - (doneAt[from] ?? 0);
  return (1_000 * (to - from)) / spanMs;
}
