import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallRecord } from '../../src/port/call-record';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(180_000);

const CONFIG = `
log: { level: warn }
switches:
  - { switchId: main, kind: simulated, callsPerHour: 36000 }
`;

const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
flows: { main: { client: acme, nodes: { bye: { type: hangup } } } }
numbers: { '49301': { client: acme, flow: main, language: de } }
`;

let home: DaemonHome;

beforeAll(async () => {
  home = new DaemonHome({ config: CONFIG });
  await home.daemon.start();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
});

afterAll(() => home?.close());

const postmaster = (): number =>
  Number(readFileSync(join(home.data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);

/** All records there are, page by page. */
async function stored(): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const path = `/v1/cdrs?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = await home.daemon.ask<{ records: CallRecord[]; next?: string }>('GET', path);
    found.push(...page.records.map(({ callId }) => callId));
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}

test('a killed embedded PostgreSQL comes back; no record is missing or twice', async () => {
  const first = postmaster();
  await seen('records in SQL', async () => ((await stored()).length > 20 ? true : undefined));
  process.kill(first, 'SIGKILL');
  await seen('another one', async () => (postmaster() === first ? undefined : true));
  const before = await seen('SQL again', stored);
  await seen('newer records in SQL', async () =>
    (await stored()).length > before.length + 20 ? true : undefined,
  );
  await home.daemon.ask('POST', '/v1/centre', 'clients: { acme: { name: Acme } }');
  await seen('nothing under way', async () => {
    const { calls } = await home.daemon.ask<{ calls: unknown[] }>('GET', '/v1/calls');
    const waiting = await home.metric('leitstand_outbox_entries');
    return calls.length + waiting === 0 ? true : undefined;
  });
  const inSql = await stored();
  await home.daemon.stop();
  const facts = await home.facts();
  const told = facts.flatMap(({ body }) =>
    body.type === 'record.completed' ? [body.record.callId] : [],
  );
  expect(inSql.sort()).toEqual(told.sort());
});
