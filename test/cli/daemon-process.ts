import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const LEITSTAND = resolve(__dirname, '../../bin/leitstand');

/** `leitstand serve` as a process of its own, as a user starts it. */
export class DaemonProcess {
  private text = '';
  private readonly listeners = new Set<() => void>();
  private readonly exited: Promise<number>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly dataDir: string,
  ) {
    const hear = (chunk: Buffer): void => {
      this.text += chunk.toString();
      for (const listener of this.listeners) listener();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.exited = new Promise((done) =>
      child.once('exit', (code) => {
        done(code ?? -1);
        for (const listener of this.listeners) listener();
      }),
    );
  }

  /** `env`: nothing of the machine's own settings reaches the daemon but these. */
  static start(config: string, dataDir: string): DaemonProcess {
    const args = ['serve', '--config', config, '--data-dir', dataDir];
    const { PATH, HOME } = process.env;
    const child = spawn(LEITSTAND, args, { env: { PATH, HOME } });
    return new DaemonProcess(child, dataDir);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get output(): string {
    return this.text;
  }

  /** Resolves when the daemon has printed this; rejects when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((done, failed) => {
      const look = (): void => {
        const found = pattern.exec(this.text);
        if (found === null && this.child.exitCode === null) return;
        this.listeners.delete(look);
        if (found !== null) done(found);
        else failed(new Error(`the daemon ended without ${pattern}:\n${this.text}`));
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Resolves to its exit code. */
  end(signal: NodeJS.Signals): Promise<number> {
    this.child.kill(signal);
    return this.exited;
  }

  /** Another `leitstand`, which finds this daemon by its data directory. */
  cli(...args: readonly string[]): { code: number; out: string; err: string } {
    const { PATH } = process.env;
    const all = [...args, '--data-dir', this.dataDir];
    const ran = spawnSync(LEITSTAND, all, { env: { PATH, TZ: 'UTC' }, encoding: 'utf8' });
    return { code: ran.status ?? -1, out: ran.stdout, err: ran.stderr };
  }
}
