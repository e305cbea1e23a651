import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How often a process is looked at while its end is awaited, ms. */
const LOOK_MS = 25;

/** One Asterisk process: ours by birth, or one that an earlier process of ours left running. */
export class ServerProcess {
  private constructor(
    readonly pid: number,
    private readonly child?: ChildProcess,
  ) {}

  /**
   * Starts Asterisk in a session of its own, so that it outlives this process and no key press in
   * the terminal reaches it; with `endsWithParent` the kernel ends it together with this process.
   */
  static spawn(program: string, runDir: string, endsWithParent: boolean): ServerProcess {
    const output = openSync(join(runDir, 'log', 'console'), 'a', 0o600);
    const asterisk = [program, '-f', '-g', '-C', configurationFile(runDir)];
    const tie = '/usr/bin/setpriv';
    const command =
      endsWithParent && existsSync(tie) ? [tie, '--pdeathsig', 'KILL', ...asterisk] : asterisk;
    const child = spawn(command[0] ?? program, command.slice(1), {
      cwd: runDir,
      detached: true,
      stdio: ['ignore', output, output],
    });
    // Without a listener a program that cannot be run would end this process.
    child.on('error', () => undefined);
    child.unref();
    return new ServerProcess(child.pid ?? 0, child);
  }

  /** The process of this id if it is an Asterisk of this run folder, and not another's by now. */
  static find(pid: number, runDir: string): ServerProcess | undefined {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (!words.includes(configurationFile(runDir))) return undefined;
    } catch {
      return undefined;
    }
    const found = new ServerProcess(pid);
    return found.alive() ? found : undefined;
  }

  alive(): boolean {
    if (this.child) return this.pid > 0 && this.child.exitCode === null && !this.child.signalCode;
    try {
      // The state follows the name, which stands in brackets and may hold anything.
      const state = /\) (\S)/.exec(readFileSync(`/proc/${this.pid}/stat`, 'utf8'))?.[1];
      return state !== undefined && state !== 'Z' && state !== 'X';
    } catch {
      return false;
    }
  }

  signal(name: NodeJS.Signals): void {
    if (!this.alive()) return;
    try {
      process.kill(this.pid, name);
    } catch {
      // It ended between the look and the signal, which is what the signal was for.
    }
  }

  /** Resolves to whether it ended within the time. */
  async ended(withinMs: number): Promise<boolean> {
    for (let leftMs = withinMs; this.alive(); leftMs -= LOOK_MS) {
      if (leftMs <= 0) return false;
      await wait(LOOK_MS);
    }
    return true;
  }

  /** Called once when it ends; not for a process that was found running. */
  onEnd(listener: (detail: string) => void): void {
    const { child } = this;
    if (!child) return;
    const tell = (): void => listener(child.signalCode ?? `exit code ${child.exitCode}`);
    if (this.alive()) child.once('exit', tell);
    else tell();
  }
}

export const configurationFile = (runDir: string): string => join(runDir, 'etc', 'asterisk.conf');
