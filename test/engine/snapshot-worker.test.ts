import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { WorkerSnapshotRunner } from '../../src/engine/snapshot-runner';
import { CENTRE } from '../core/scenario';
import { EngineRig, OPERATOR, until } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const SOURCE = join(__dirname, '../../src');

/** As `npm run build` does, for what the worker loads. */
function compile(target: string): string {
  for (const folder of ['port', 'core', 'engine'])
    for (const name of readdirSync(join(SOURCE, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const path = join(SOURCE, folder, name);
      const { code } = transformSync(readFileSync(path, 'utf8'), {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      });
      const to = join(target, relative(SOURCE, path).replace(/\.ts$/, '.js'));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, code);
    }
  return join(target, 'engine/snapshot-worker.js');
}

test('the live core makes snapshots in a worker thread, a restart goes on from one', async () => {
  const script = compile(join(rig.directory, 'dist'));
  const options = {
    engineId: 'e1',
    build: 'b1',
    configHash: 'h1',
    journalDirectory: join(rig.directory, 'journal'),
    core: liveCore,
    views: liveViews,
    switches: [rig.target],
    clock: rig.clock,
    snapshotRunner: new WorkerSnapshotRunner(script),
    journal: { segmentBytesMax: 20_000, reserveBytes: 0 },
    onFatal: () => undefined,
  };
  const engine = new LeitstandEngine(options);
  await engine.start();
  await engine.submit({ type: 'centre.applied', centre: CENTRE }, OPERATOR);
  rig.target.say({ type: 'switch.up', switchId: 's1' });
  const status = { type: 'agent.status-requested', agentId: 'anna' } as const;
  const snapshots = (): string[] =>
    readdirSync(options.journalDirectory).filter((name) => name.startsWith('snapshot-'));
  while (snapshots().length === 0) {
    await engine.submit({ ...status, status: 'available' }, OPERATOR);
    await engine.submit({ ...status, status: 'on-break', reason: 'lunch' }, OPERATOR);
  }
  const before = engine.agents();
  await engine.stop();
  expect(engine.health().journal).toEqual({ ok: true });
  const again = new LeitstandEngine(options);
  await again.start();
  await until(() => again.health().inbox === 0);
  expect(again.agents()).toEqual(before);
  await again.stop();
});
