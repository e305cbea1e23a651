import { openCheckpoint } from '../../src/ledger/checkpoint';
import { entryHash, type LedgerEntry } from '../../src/ledger/entry';
import { verifyConsistency, verifyInclusion } from '../../src/ledger/merkle-proof';
import { parseVerifierKey } from '../../src/ledger/note-key';
import type { CallRecord } from '../../src/port/call-record';
import { naiveRoot } from '../ledger/naive-tree';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(180_000);

const CONFIG = `
log: { level: warn }
ledger: { origin: records.example.com }
switches:
  - { switchId: main, kind: simulated, callsPerHour: 36000 }
`;

const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
flows: { main: { client: acme, nodes: { bye: { type: hangup } } } }
numbers: { '49301': { client: acme, flow: main, language: de } }
`;

const ORIGIN = 'records.example.com/acme';

let home: DaemonHome;

beforeAll(async () => {
  home = new DaemonHome({ config: CONFIG });
  await home.daemon.start();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
});

afterAll(() => home?.close());

const text = async (path: string): Promise<string> => {
  const { token } = await home.daemon.connection();
  const { status, body } = await home.get(`/v1/ledger/acme/${path}`, token);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return String(body);
};

const hashes = async (path: string): Promise<Buffer[]> => {
  const { proof } = await home.daemon.ask<{ proof: string[] }>('GET', `/v1/ledger/acme/${path}`);
  return proof.map((hash) => Buffer.from(hash, 'base64'));
};

/** The newest checkpoint, as somebody who was given the keys of the log reads it. */
async function checkpoint() {
  const keys = (await text('keys')).trim().split('\n');
  const verifiers = keys.map((line) => parseVerifierKey(line.split(' ')[0] ?? ''));
  return openCheckpoint(await text('checkpoint'), ORIGIN, verifiers).checkpoint;
}

async function size(): Promise<number> {
  const { logs } = await home.daemon.ask<{ logs: { log: string; size: number }[] }>(
    'GET',
    '/v1/ledger',
  );
  return logs.find(({ log }) => log === 'acme')?.size ?? 0;
}

/** Until the log has so many leaves more. */
async function grown(by: number): Promise<void> {
  const from = await size().catch(() => 0);
  await seen('a longer log', async () => ((await size()) >= from + by ? true : undefined));
}

test('a log over a kill, an end and a new key: whole, in order, signed and proven', async () => {
  await grown(30);
  await home.daemon.kill();
  await home.daemon.start();
  await grown(30);
  await home.daemon.ask('POST', '/v1/ledger/rotate-key');
  const before = await checkpoint();
  await grown(10);
  // The end signs what came since.
  await home.daemon.stop();
  await home.daemon.start();
  const { rootHash, size: leaves, extensions } = await seen('the database', checkpoint);
  expect(leaves).toBeGreaterThan(before.size);

  const lines = (await text(`entries?to=${leaves}`)).trimEnd().split('\n');
  expect(lines).toHaveLength(leaves);
  expect(naiveRoot(lines.map((line) => Buffer.from(line)))).toEqual(rootHash);
  const entries = lines.map((line): LedgerEntry => JSON.parse(line));
  expect(entries[0]).toMatchObject({ type: 'log.opened', body: { origin: ORIGIN } });
  expect(entries.filter(({ type }) => type === 'gap')).toEqual([]);
  chained(entries, lines);
  expect(extensions.map((line) => line.split(' ')[1]).sort()).toEqual(
    [...new Set(entries.map(({ source }) => source.id))].sort(),
  );

  const growth = { firstSize: before.size, secondSize: leaves };
  const consistency = await hashes(`proof/consistency?from=${before.size}&to=${leaves}`);
  verifyConsistency({ ...growth, firstRoot: before.rootHash, secondRoot: rootHash }, consistency);
  const index = before.size - 1;
  const inclusion = await hashes(`proof/inclusion?leaf=${index}&size=${leaves}`);
  const leafHash = entryHash(lines[index] ?? '');
  verifyInclusion({ index, size: leaves, leafHash, root: rootHash }, inclusion);
  await everyCall(entries);
});

/** Each source counts without a gap, and each entry names the one before it. */
function chained(entries: readonly LedgerEntry[], lines: readonly string[]): void {
  const newest = new Map<string, { n: number; leaf: string }>();
  for (const [index, { source, n, prev }] of entries.entries()) {
    const before = newest.get(source.id) ?? { n: 0, leaf: '' };
    expect([n, prev]).toEqual([before.n + 1, before.leaf]);
    newest.set(source.id, { n, leaf: entryHash(lines[index] ?? '').toString('base64') });
  }
}

/** What the engine told of calls is in the log, once each, and says no number. */
async function everyCall(entries: readonly LedgerEntry[]): Promise<void> {
  const calls = entries.filter(({ type }) => type === 'call');
  const { records } = await home.daemon.ask<{ records: CallRecord[] }>(
    'GET',
    '/v1/cdrs?limit=1000',
  );
  const ids = calls.map(({ body }) => body['callId']);
  expect(new Set(ids).size).toBe(ids.length);
  const told = records.filter(({ callId }) => ids.includes(callId));
  expect(told).toHaveLength(ids.length);
  for (const { ani } of told.slice(0, 5)) {
    expect(entries.some((entry) => JSON.stringify(entry).includes(`"${ani}"`))).toBe(false);
  }
}
