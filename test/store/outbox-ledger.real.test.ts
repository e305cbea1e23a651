import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '../../src/ledger/checkpoint';
import { leavesOf, looking, type StoredLeaf } from './ledger-sample';
import { SERVERS, TestPostgres } from './postgres';

const FACTS = 1500;

/** One life of the child; it is killed amid its so many-th delivery. */
function live(args: readonly string[], deliveriesMax: number): Promise<'done' | 'killed'> {
  const script = [join(__dirname, 'ledger-child.ts'), ...args];
  const loader = ['--require', join(__dirname, 'load-typescript.js')];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...loader, ...script]);
    let text = '';
    let trouble = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.split('delivering').length > deliveriesMax) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      trouble += chunk;
    });
    child.on('close', (code, signal) => {
      if (text.includes('LEDGER_GAP')) reject(new Error('the log has a gap'));
      else if (code === 0) resolve('done');
      else if (signal === 'SIGKILL') resolve('killed');
      else reject(new Error(trouble));
    });
  });
}

/** What the outbox brought: without what the log says of itself. */
const brought = (leaves: readonly StoredLeaf[]) =>
  leaves.filter(({ entry }) => entry.source.id !== 'desk');

describe.each(SERVERS)('from the outbox into the logs of the %s server', (kind) => {
  let postgres: TestPostgres;
  let folder: string;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
    folder = await mkdtemp(join(tmpdir(), 'leitstand-outbox-'));
  });
  afterAll(async () => {
    await postgres?.close();
    await rm(folder, { recursive: true });
  });

  it('each fact comes once and in order, whatever was killed and delivered twice', async () => {
    const database = await postgres.database();
    const db = database.open();
    const args = [folder, database.url(), String(FACTS)];
    for (const deliveries of [1, 2, 4, 7, 9]) expect(await live(args, deliveries)).toBe('killed');
    expect(await live(args, Number.POSITIVE_INFINITY)).toBe('done');

    const sources = new Set<string>();
    for (const [index, log] of ['beta', 'acme', 'operations'].entries()) {
      const leaves = brought(await leavesOf(db, log));
      const seqs = Array.from({ length: FACTS }, (_, at) => at + 1);
      const expected = seqs.flatMap((seq) => {
        if (log === 'operations') return [`${seq}/2`];
        return seq % 2 === (index + 1) % 2 ? [`${seq}/0`, `${seq}/1`] : [];
      });
      expect(leaves.map(({ entry: { source } }) => `${source.seq}/${source.fact}`)).toEqual(
        expected,
      );
      expect(leaves.map(({ entry }) => entry.n)).toEqual(leaves.map((_, at) => at + 1));
      const prevs = ['', ...leaves.map(({ hash }) => hash.toString('base64'))].slice(0, -1);
      expect(leaves.map(({ entry }) => entry.prev)).toEqual(prevs);
      for (const { entry } of leaves) sources.add(entry.source.id);

      // No head that was ever signed, before a kill or after, was taken back.
      const notes: { note: string }[] = await looking(db, (transaction) =>
        transaction('ledger_checkpoints').where({ log }).select('note'),
      );
      const texts = notes.map(({ note }) => note.slice(0, note.indexOf('\n\n') + 1));
      const heads = texts.flatMap((text) => parseCheckpoint(text).extensions);
      const promised = heads.map((line) => line.split(' ')).filter(([, id]) => id !== 'desk');
      expect(promised.length).toBeGreaterThan(5);
      for (const [, , n, leaf] of promised)
        expect(leaves[Number(n) - 1]?.hash.toString('base64')).toBe(leaf);
    }
    expect(sources.size).toBe(1);
  });
});
