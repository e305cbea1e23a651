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

async function recorded(): Promise<string[]> {
  const facts = await home.facts();
  return facts.flatMap(({ body }) =>
    body.type === 'record.completed' ? [body.record.callId] : [],
  );
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
  // Callers who were on their way when the numbers went may still come.
  await seen('each record of the journal in SQL, once', async () => {
    const [inSql, told] = [await stored(), await recorded()];
    return told.length > 40 && inSql.sort().join() === told.sort().join() ? true : undefined;
  });
});
