import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LeitstandEngine } from '../../src/engine/engine';
import { liveCore, liveViews } from '../../src/engine/live-core';
import { WorkerSnapshotRunner } from '../../src/engine/snapshot-runner';
import { CENTRE } from '../core/scenario';
import { compileEngine } from './compiled-source';
import { EngineRig, OPERATOR, until } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

test('the live core makes snapshots in a worker thread, a restart goes on from one', async () => {
  const script = join(compileEngine(join(rig.directory, 'dist')), 'snapshot-worker.js');
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
