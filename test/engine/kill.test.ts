import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { liveCore } from '../../src/engine/live-core';
import { replayJournal } from '../../src/engine/replay';
import { CENTRE } from '../core/scenario';
import { compileEngine } from './compiled-source';

/**
 * An engine of its own process: takes calls without end, several at a time, and prints a fact's
 * name only when a listener was told.
 */
const CHILD = `
const { LeitstandEngine } = require('./engine/engine');
const { liveCore, liveViews } = require('./engine/live-core');
const { SystemClock } = require('./engine/system-clock');
const { writeSync } = require('node:fs');
const [directory, centre] = process.argv.slice(2);
let sink;
const pbx = {
  switchId: 'pbx',
  connect: async (given) => {
    sink = given;
    sink({ type: 'switch.up', switchId: 'pbx' });
  },
  execute: () => undefined,
  snapshot: async () =>
    ({ switchId: 'pbx', legs: [], bridges: [], media: [], recordings: [], ended: [] }),
  close: async () => undefined,
};
const engine = new LeitstandEngine({
  engineId: 'e1', build: 'b1', configHash: 'h1', journalDirectory: directory,
  core: liveCore, views: liveViews, switches: [pbx], clock: new SystemClock(),
  journal: { reserveBytes: 0, segmentBytesMax: 20000 },
  onFatal: (error) => { throw error; },
});
engine.onFacts((facts) => {
  for (const fact of facts) writeSync(1, JSON.stringify(fact) + '\\n');
});
const cause = { actor: 'test', reason: 'test' };
let calls = 0;
function call() {
  calls += 1;
  const on = { switchId: 'pbx', legId: 'in:pbx:' + process.pid + '-' + calls };
  sink({ type: 'leg.offered', ...on, ani: '1', dnis: '100' });
  sink({ type: 'leg.answered', ...on });
  sink({ type: 'leg.ended', ...on, cause: 'normal', by: 'remote' });
}
engine.start().then(async () => {
  await engine.submit({ type: 'centre.applied', centre: JSON.parse(centre) }, cause);
  for (;;) {
    for (let index = 0; index < 5; index += 1) call();
    await engine.submit({ type: 'call.hold-requested', callId: 'none' }, cause);
  }
});
`;

let directory: string;
let running: ChildProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kill-'));
});
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the child until it has told so many facts, kills it, and returns all that it told. */
async function runAndKill(script: string, journal: string, facts: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, journal, JSON.stringify(CENTRE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  const told: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    told.push(line);
    if (told.length === facts) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return told.filter((line) => line.endsWith('}'));
}

test('whatever an engine told before it was killed, its journal tells again', async () => {
  const dist = join(directory, 'dist');
  compileEngine(dist);
  const script = join(dist, 'child.js');
  writeFileSync(script, CHILD);
  const journal = join(directory, 'journal');
  const told: string[] = [];
  for (const facts of [150, 331, 77]) told.push(...(await runAndKill(script, journal, facts)));

  const replayed = new Map<string, string>();
  const nameOf = (fact: { seq: number; factIndex: number }) => `${fact.seq}/${fact.factIndex}`;
  await replayJournal(liveCore, journal, {
    onFact: (fact) => replayed.set(nameOf(fact), JSON.stringify(fact)),
  });
  expect(told.length).toBeGreaterThan(500);
  for (const line of told) expect(replayed.get(nameOf(JSON.parse(line)))).toBe(line);
}, 30_000);
