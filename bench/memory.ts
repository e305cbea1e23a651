import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './frame/bench';

const CALLS = 1_000;

/** A hundred callers a second, of whom nobody is ever served: they wait and hear music. */
const CONFIG = `
dataDir: ./data
http: { port: 0, requestsPerMinute: 100000 }
log: { level: warn }
switches: [{ switchId: main, kind: simulated, callsPerHour: 360000 }]
`;

const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
skills: [talk]
queues:
  talk:
    client: acme
    name: Talk
    skills: { talk: 1 }
    music: default
    waitingMax: 5000
    waitMax: 1h
    ringTimeout: 20s
    wrapUp: 10s
    serviceLevel: 20s
flows:
  main:
    client: acme
    start: answer
    nodes:
      answer: { type: answer, next: queue }
      queue: { type: queue, queue: talk, onTimeout: bye, onFull: bye }
      bye: { type: hangup }
numbers: { '4930123456': { client: acme, flow: main, language: de } }
`;

/**
 * Resident memory of the whole daemon, its PostgreSQL apart: idle (at least ten seconds old, SQL
 * and jobs connected), and at the moment when a thousand callers are on the simulated switch.
 */
export const run: Bench = async ({ quick, note }) => {
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-memory-'));
  chmodSync(folder, 0o755);
  const daemon = await start(folder);
  try {
    const idle: number[] = [];
    for (let second = 0; second < (quick ? 10 : 60); second += 1) {
      await wait(1_000);
      idle.push(residentMb(daemon));
    }
    const idleMb = idle[idle.length - 1] ?? Number.NaN;
    note(`idle: ${idleMb} MB`);
    await ask(folder, 'POST', '/v1/centre', CENTRE);
    let calls = 0;
    while (calls < CALLS) {
      await wait(200);
      calls = (await ask<{ calls: unknown[] }>(folder, 'GET', '/v1/calls')).calls.length;
    }
    const residentMbNow = residentMb(daemon);
    note(`with ${calls} calls: ${residentMbNow} MB`);
    return { switch: 'simulated', idleMb, calls, residentMb: residentMbNow };
  } finally {
    await new Promise((done) => {
      daemon.once('exit', done);
      daemon.kill('SIGTERM');
    });
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Resolves when the daemon has its database, which its first token is in. */
async function start(folder: string): Promise<ChildProcess> {
  const config = join(folder, 'leitstand.yaml');
  writeFileSync(config, CONFIG);
  const launcher = join(__dirname, '../bin/leitstand');
  const daemon = spawn(process.execPath, [launcher, 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    daemon.stdout?.on('data', (text) => {
      if (/^an operator's token/m.test(String(text))) resolve();
    });
    daemon.once('exit', (code) => reject(new Error(`the daemon ended with ${code}`)));
  });
  return daemon;
}

const residentMb = ({ pid }: ChildProcess): number => {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
};

async function ask<T>(folder: string, method: string, path: string, body?: string): Promise<T> {
  const stored = JSON.parse(readFileSync(join(folder, 'data', 'cli.json'), 'utf8'));
  const reply = await fetch(`${stored.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${stored.token}`, 'content-type': 'application/yaml' },
    ...(body === undefined ? {} : { body }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}
