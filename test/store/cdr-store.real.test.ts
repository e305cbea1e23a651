import type { Knex } from 'knex';
import type { CallRecord } from '../../src/port/call-record';
import { SqlCdrStore } from '../../src/store/cdr-store';
import { writeRecords } from '../../src/store/record-writer';
import { SERVERS, TestPostgres } from './postgres';
import { callRecord, completed, supplemented } from './record';

describe.each(SERVERS)('call detail records on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlCdrStore;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlCdrStore(db);
  });

  const write = (...records: [number, Partial<CallRecord>?][]) =>
    writeRecords(
      db,
      records.map(([number, over]) => completed(number, over)),
    );

  it('gives back each record as it was written', async () => {
    const { queueId, agentId, providerId, connectedAt, raw, ...rest } = callRecord(2);
    const bare = { ...rest, result: 'abandoned', parties: [], variables: {} } as CallRecord;
    await writeRecords(db, [
      completed(1),
      { ...completed(2), body: { type: 'record.completed', record: bare } },
    ]);
    expect(await store.list({}, 10)).toEqual({ records: [bare, callRecord(1)] });
  });

  it('finds a record with what became known after it, in order', async () => {
    const { callId } = callRecord(1);
    const supplements = [supplemented(8, callId), supplemented(9, callId)];
    await writeRecords(db, [completed(1), ...supplements, completed(2)]);
    const found = await store.find(callId);
    expect(found?.record).toEqual(callRecord(1));
    expect(found?.supplements).toHaveLength(2);
    expect(await store.find('nobody')).toBeNull();
  });

  it('knows which attempt of a campaign a call was, and finds the calls of one', async () => {
    const attempt = { attemptId: 'a', campaignId: 'spring', listId: 'l', leadId: '7' };
    const other = { ...attempt, campaignId: 'autumn' };
    await writeRecords(db, [
      completed(1, { attempt }),
      completed(2, { attempt: other }),
      completed(3),
    ]);
    const { records } = await store.list({ campaignId: 'spring' }, 10);
    expect(records).toEqual([callRecord(1, { attempt })]);
  });

  it('pages through all, newest first, while older and newer calls are recorded', async () => {
    const numbers = Array.from({ length: 25 }, (_, index) => index + 10);
    await write(...numbers.map((number): [number] => [number]));
    const seen: string[] = [];
    let next: string | undefined;
    let arriving = 100;
    do {
      const page = await store.list({}, 4, next);
      seen.push(...page.records.map((record) => record.callId));
      next = page.next;
      arriving += 1;
      await write([arriving]);
    } while (next !== undefined);
    expect(seen).toEqual(numbers.reverse().map((number) => callRecord(number).callId));
  });

  it('pages through calls that were offered in the same millisecond', async () => {
    const offeredAt = Date.UTC(2026, 0, 5);
    await write([1, { offeredAt }], [2, { offeredAt }], [3, { offeredAt }]);
    const first = await store.list({}, 2);
    const second = await store.list({}, 2, first.next);
    const ids = [...first.records, ...second.records].map((record) => record.callId);
    expect(ids).toEqual([3, 2, 1].map((number) => callRecord(number).callId));
    expect(second.next).toBeUndefined();
  });

  it('filters by time, queue, agent and result', async () => {
    const at = callRecord(5).offeredAt;
    await write([4], [5, { queueId: 'support' }], [6, { agentId: 'ben', result: 'abandoned' }]);
    const ids = async (filter: Parameters<SqlCdrStore['list']>[0]) =>
      (await store.list(filter, 10)).records.map((record) => Number(record.callId.slice(-1)));
    expect(await ids({ from: at })).toEqual([6, 5]);
    expect(await ids({ to: at })).toEqual([4]);
    expect(await ids({ from: at, to: at + 1 })).toEqual([5]);
    expect(await ids({ queueId: 'support' })).toEqual([5]);
    expect(await ids({ agentId: 'ben' })).toEqual([6]);
    expect(await ids({ result: 'connected', queueId: 'sales' })).toEqual([4]);
  });

  it('shows a client and a provider their own calls and no others, on every page', async () => {
    const others: [number, Partial<CallRecord>][] = [
      [1, { clientId: 'other' }],
      [2, { providerId: 'sued' }],
    ];
    await write(...others, [3], [4], [5, { clientId: 'other', providerId: 'sued' }]);
    const ids = async (filter: Parameters<SqlCdrStore['list']>[0]): Promise<number[]> => {
      const first = await store.list(filter, 2);
      const second =
        first.next === undefined ? [] : (await store.list(filter, 9, first.next)).records;
      return [...first.records, ...second].map((record) => Number(record.callId.slice(-1)));
    };
    expect(await ids({ clientIds: ['acme'] })).toEqual([4, 3, 2]);
    expect(await ids({ providerIds: ['nord'] })).toEqual([4, 3, 1]);
    expect(await ids({ clientIds: ['acme'], providerIds: ['sued'] })).toEqual([2]);
    expect(await ids({ clientIds: ['acme', 'other'] })).toEqual([5, 4, 3, 2, 1]);
    expect(await ids({ clientIds: [] })).toEqual([]);
  });

  it('refuses a cursor that it did not give out', async () => {
    for (const cursor of ['', 'x', 'WzEsMl0', Buffer.from('["1","a"]').toString('base64url')]) {
      await expect(store.list({}, 10, cursor)).rejects.toMatchObject({ code: 'BAD_CURSOR' });
    }
  });

  it('keeps a record whose caller put a NUL and half a character into a header', async () => {
    await write([1, { ani: 'a\0b\ud800c', variables: { note: '\0' } }]);
    const [record] = (await store.list({}, 1)).records;
    expect(record).toMatchObject({ ani: 'a\ufffdb\ufffdc', variables: { note: '\ufffd' } });
  });

  it('says STORE_DOWN while the server is away', async () => {
    await postgres.server.stop();
    await expect(store.list({}, 10)).rejects.toMatchObject({ code: 'STORE_DOWN' });
    await expect(store.find('x')).rejects.toMatchObject({ code: 'STORE_DOWN' });
    await postgres.server.start();
    expect(await store.list({}, 10)).toEqual({ records: [] });
  });
});
