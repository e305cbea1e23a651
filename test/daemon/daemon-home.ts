import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../src/core/fact';
import type { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import { DaemonProcess } from '../call/daemon-process';
import { leitstand } from './command-line';

export interface HomeOptions {
  /** YAML of the switches and whatever else a test wants to say. */
  readonly config: string;
  readonly databaseUrl?: string;
  /** Else a free one. */
  readonly httpPort?: number;
  readonly under?: (folder: string) => readonly string[];
}

/** An answer of the API, be it an error. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** A folder with a leitstand.yaml, the daemon on it, and the questions that tests ask of both. */
export class DaemonHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'leitstand-daemon-'));
  readonly data = join(this.folder, 'data');
  readonly daemon: DaemonProcess;

  constructor({ config, databaseUrl, httpPort = 0, under }: HomeOptions) {
    // PostgreSQL does not run as root, and has to pass through.
    chmodSync(this.folder, 0o755);
    const database = databaseUrl === undefined ? '' : `database: { url: '${databaseUrl}' }\n`;
    this.daemon = new DaemonProcess({
      folder: this.folder,
      config: [
        'dataDir: ./data',
        `http: { port: ${httpPort}, requestsPerMinute: 100000 }`,
        `${database}${config}`,
      ].join('\n'),
      ...(under ? { under: under(this.folder) } : {}),
    });
  }

  /** Any path of the API, with a bearer token or without. */
  async get(path: string, token?: string): Promise<Answer> {
    const { url } = await this.daemon.connection(false);
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const reply = await fetch(`${url}${path}`, { headers });
    const type = reply.headers.get('content-type') ?? '';
    const text = await reply.text();
    return { status: reply.status, type, body: /[/+]json/.test(type) ? JSON.parse(text) : text };
  }

  /** One figure of /metrics. */
  async metric(name: string): Promise<number> {
    const { body } = await this.get('/metrics');
    const line = String(body)
      .split('\n')
      .find((one) => one.startsWith(`${name} `));
    return Number(line?.split(' ')[1] ?? Number.NaN);
  }

  /** All facts of the journal, as `leitstand replay` tells them. */
  async facts(): Promise<readonly Fact[]> {
    const { code, out, err } = await leitstand('replay', join(this.data, 'journal'), '--json');
    if (code !== 0) throw new Error(`replay: ${code} ${err}`);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Fact);
  }

  async close(): Promise<void> {
    await this.daemon.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The `switches` of a configuration for one real Asterisk, with passwords that may be wrong. */
export function asteriskSwitch(
  asterisk: EmbeddedAsterisk,
  { ari = asterisk.ariPassword, ami = asterisk.amiPassword } = {},
): string {
  const { ariUrl, ariUser, amiPort, amiUser, witnessFile } = asterisk;
  return `
switches:
  - switchId: main
    kind: asterisk
    ari: { url: '${ariUrl}', user: ${ariUser}, password: '${ari}' }
    ami: { port: ${amiPort}, user: ${amiUser}, password: '${ami}' }
    witnessFile: ${witnessFile}
`;
}

/** Asks again until the answer is there; a test that never sees it fails by name. */
export async function seen<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    const found = await ask().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`never seen: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
