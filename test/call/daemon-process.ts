import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LAUNCHER = join(__dirname, '../../bin/leitstand');

export interface DaemonPlace {
  /** Holds leitstand.yaml, the data and the log. */
  readonly folder: string;
  /** The text of leitstand.yaml. */
  readonly config: string;
  /** A command that runs the daemon, in place of node itself. */
  readonly under?: readonly string[];
}

/** How a daemon ended. */
export interface DaemonEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** What it printed last, on both streams. */
  readonly said: string;
}

/** The daemon as its users run it: a process of its own, to be killed and started again. */
export class DaemonProcess {
  /** Resolves when the process that was started last has ended, whyever it did. */
  ended: Promise<DaemonEnd> = Promise.resolve({ code: null, said: '' });
  private child?: ChildProcess;
  private said = '';

  constructor(private readonly place: DaemonPlace) {
    writeFileSync(join(place.folder, 'leitstand.yaml'), place.config);
  }

  /** Resolves when the daemon says that it is ready. */
  start(): Promise<void> {
    const config = join(this.place.folder, 'leitstand.yaml');
    const [program = '', ...words] = [...(this.place.under ?? []), process.execPath];
    const child = spawn(program, [...words, LAUNCHER, 'serve', '--config', config], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, said: this.said }));
    });
    this.said = '';
    return new Promise((resolve, reject) => {
      const hear = (text: Buffer): void => {
        this.said = (this.said + String(text)).slice(-8_000);
        if (/^ready;/m.test(this.said)) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code, signal) =>
        reject(new Error(`the daemon ended (${code ?? signal}): ${this.said}`)),
      );
    });
  }

  /** SIGKILL: nothing is flushed, nothing is told to anybody. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** What it printed last, for a test that failed. */
  lastWords(): string {
    return this.said;
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  /** Asks the API; throws what it answers where that is an error. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, token } = await this.connection();
    const isText = typeof body === 'string';
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': isText ? 'application/yaml' : 'application/json',
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The token is made when the database is up, which may be after the daemon is ready. */
  async connection(needsToken = true): Promise<{ url: string; token: string }> {
    const file = join(this.place.folder, 'data', 'cli.json');
    for (;;) {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
      const { url, token } = JSON.parse(text) as { url?: string; token?: string };
      if (url && (token || !needsToken)) return { url, token: token ?? '' };
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
