import { writeFileSync } from 'node:fs';
import type { Fact } from '../../src/core/fact';
import { replayJournal } from '../../src/engine/replay';
import { expiredSegments, removeSegments } from '../../src/engine/retention';
import { InThreadSnapshotRunner } from '../../src/engine/snapshot-runner';
import { countingCore } from './counting-core';
import { EngineRig } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const SMALL = { segmentBytesMax: 2_000, reserveBytes: 0 };
const lines = (facts: readonly Fact[]): string =>
  facts.map((fact) => JSON.stringify(fact)).join('\n');

async function takeCalls(count: number) {
  const snapshotRunner = new InThreadSnapshotRunner(countingCore);
  const engine = await rig.start({ journal: SMALL, snapshotRunner });
  for (let index = 0; index < count; index += 1) {
    rig.target.offer(`l${index}`);
    await rig.settle(engine);
  }
  return engine;
}

function factsFile(facts: readonly Fact[]): string {
  const path = `${rig.directory}/facts.ndjson`;
  writeFileSync(path, lines(facts));
  return path;
}

test('the replay of a journal gives the facts that live gave, while the engine runs', async () => {
  await takeCalls(30);
  const facts: Fact[] = [];
  const onFact = (fact: Fact): number => facts.push(fact);
  const outcome = await replayJournal(countingCore, rig.directory, { onFact, twice: true });
  expect(lines(facts)).toBe(lines(rig.facts));
  expect(outcome).toEqual({ inputs: 61, facts: 31, calls: 0, firstSeq: 1, lastSeq: 61 });
});

test('a comparison with the right facts finds no difference', async () => {
  await takeCalls(5);
  const options = { factsFile: factsFile(rig.facts) };
  const outcome = await replayJournal(countingCore, rig.directory, options);
  expect(outcome.difference).toBeUndefined();
});

test('a comparison names the first seq and the place in the fact that differs', async () => {
  await takeCalls(5);
  const [first, second, ...rest] = rig.facts;
  const changed = { ...second, body: { type: 'call.answered', callId: 'other' } } as Fact;
  const wrong = { factsFile: factsFile([first as Fact, changed, ...rest]) };
  expect((await replayJournal(countingCore, rig.directory, wrong)).difference).toEqual({
    seq: 2,
    path: 'body.callId',
    expected: 'other',
    actual: 'l0',
  });
});

test('facts that are missing or too many differ at their seq', async () => {
  await takeCalls(5);
  const [first, , ...rest] = rig.facts;
  const missing = { factsFile: factsFile([first as Fact, ...rest]) };
  expect((await replayJournal(countingCore, rig.directory, missing)).difference?.seq).toBe(2);
  const last = { ...(rig.facts.at(-1) as Fact), factIndex: 1 };
  const extra = { factsFile: factsFile([...rig.facts, last]) };
  expect((await replayJournal(countingCore, rig.directory, extra)).difference).toMatchObject({
    seq: last.seq,
    actual: undefined,
  });
});

test('a core with dice is found out by replaying twice', async () => {
  await takeCalls(5);
  let rolls = 0;
  const step: typeof countingCore.step = (world, input) => {
    const stepped = countingCore.step(world, input);
    rolls += 1;
    return input.seq === 4
      ? { ...stepped, facts: [{ ...rig.facts[0], at: rolls } as Fact] }
      : stepped;
  };
  const core = { ...countingCore, step };
  const outcome = await replayJournal(core, rig.directory, { twice: true });
  expect(outcome.difference).toMatchObject({ seq: 4, path: 'facts[0].at' });
});

test('one segment file is replayed onto what came before, its own facts are told', async () => {
  await takeCalls(30);
  const [, second = ''] = rig.files(/^segment-/);
  const facts: Fact[] = [];
  const outcome = await replayJournal(countingCore, second, { onFact: (fact) => facts.push(fact) });
  const { firstSeq = 0, lastSeq = 0 } = outcome;
  expect(firstSeq).toBeGreaterThan(1);
  expect(facts).toEqual(rig.facts.filter(({ seq }) => seq >= firstSeq && seq <= lastSeq));
});

test('where retention removed the beginning, the replay starts at a snapshot', async () => {
  const engine = await takeCalls(60);
  await engine.stop();
  const rule = { before: rig.clock.now(), syncedSeq: Number.MAX_SAFE_INTEGER };
  const expired = expiredSegments(rig.directory, rule);
  expect(expired.length).toBeGreaterThan(2);
  removeSegments(rig.directory, expired);
  const outcome = await replayJournal(countingCore, rig.directory, {
    factsFile: factsFile(rig.facts),
  });
  expect(outcome.difference).toBeUndefined();
  expect(outcome.lastSeq).toBe(121);
  const again = await rig.start({ journal: SMALL });
  expect(again.health().seq).toBe(122);
});

test('a path with no journal is told apart from an empty journal', async () => {
  await expect(replayJournal(countingCore, `${rig.directory}/none`)).rejects.toMatchObject({
    code: 'JOURNAL_MISSING',
  });
  expect(await replayJournal(countingCore, rig.directory)).toEqual({
    inputs: 0,
    facts: 0,
    calls: 0,
  });
});
