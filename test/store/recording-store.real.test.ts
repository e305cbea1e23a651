import type { Knex } from 'knex';
import type { RecordingSupplement } from '../../src/port/call-record';
import type { OutboxEntry } from '../../src/port/stores';
import { SqlCdrStore } from '../../src/store/cdr-store';
import { writeRecords } from '../../src/store/record-writer';
import { SqlRecordingStore } from '../../src/store/recording-store';
import { SERVERS, TestPostgres } from './postgres';
import { callRecord, completed, supplemented } from './record';

const recording = (n: number, agentId: string, providerId: string): RecordingSupplement => ({
  kind: 'recording',
  recordingId: `recording-${n}`,
  purpose: 'talk',
  switchId: 'pbx-1',
  queueId: 'sales',
  agentId,
  providerId,
  consent: { given: true, how: 'key', key: '1', at: 5, prompt: ['sound:de/leitstand/consent-ask'] },
  startedAt: 10,
  endedAt: 90,
  pauses: [{ startedAt: 20, endedAt: 30 }],
  file: `recording-${n}.wav`,
  sizeBytes: 1644,
  audioMs: 80,
  sha256: 'ab'.repeat(32),
});

/** As the outbox brings it, about the call of this number. */
const sealed = (n: number, agentId: string, providerId: string): OutboxEntry => {
  const { callId } = callRecord(n);
  const entry = supplemented(n, callId);
  const supplement = recording(n, agentId, providerId);
  return { ...entry, body: { type: 'record.supplemented', callId, supplement } };
};

describe.each(SERVERS)('recordings on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlRecordingStore;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlRecordingStore(db);
    await writeRecords(db, [
      completed(1),
      completed(2),
      sealed(1, 'anna', 'nord'),
      sealed(2, 'ben', 'sued'),
    ]);
  });

  const ids = async (filter: Parameters<SqlRecordingStore['list']>[0], limit = 10) =>
    (await store.list(filter, limit)).map((one) => one.recording.recordingId);

  it('are listed with their calls, those of the newest first', async () => {
    expect(await ids({})).toEqual(['recording-2', 'recording-1']);
    expect(await ids({}, 1)).toEqual(['recording-2']);
    expect((await store.list({}, 1))[0]?.record).toEqual(callRecord(2));
  });

  it('are narrowed by call, agent, provider, client and time', async () => {
    expect(await ids({ callId: callRecord(1).callId })).toEqual(['recording-1']);
    expect(await ids({ agentId: 'ben' })).toEqual(['recording-2']);
    expect(await ids({ providerIds: ['nord'] })).toEqual(['recording-1']);
    expect(await ids({ clientIds: ['other'] })).toEqual([]);
    expect(await ids({ clientIds: [] })).toEqual([]);
    expect(await ids({ from: callRecord(2).offeredAt })).toEqual(['recording-2']);
  });

  it('are found by their id, as they were sealed', async () => {
    const found = await store.find('recording-1');
    expect(found?.recording).toEqual(recording(1, 'anna', 'nord'));
    expect(await store.find('nothing')).toBeNull();
  });

  it('stand among the supplements of the call', async () => {
    const found = await new SqlCdrStore(db).find(callRecord(1).callId);
    expect(found?.supplements).toEqual([recording(1, 'anna', 'nord')]);
  });
});
