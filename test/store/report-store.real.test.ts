import type { Knex } from 'knex';
import type { CallRecord, RecordSupplement } from '../../src/port/call-record';
import type { AttemptEnded, OutboxBody } from '../../src/port/stores';
import { reportJson } from '../../src/report/report-text';
import type { DeliveredEntry } from '../../src/store/outbox-line';
import { writeRecords } from '../../src/store/record-writer';
import { type ReportRequest, SqlReportStore } from '../../src/store/report/report-store';
import { SealedSource, sequencerIn } from './ledger-sample';
import { SERVERS, TestPostgres } from './postgres';
import { callRecord } from './record';

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2026, 0, 5);
const AT = FROM + 9 * 3_600_000;

const REQUEST: ReportRequest = {
  ...{ clientId: 'acme', kind: 'queues', from: FROM, to: FROM + 2 * DAY_MS },
  ...{ interval: 'day', zone: 'UTC', thresholdMs: 20_000, view: 'all' },
};

describe.each(SERVERS)('reports on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlReportStore;
  let seal: (...bodies: OutboxBody[]) => Promise<void>;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlReportStore(db);
    const { sequencer } = await sequencerIn(postgres.folder);
    const source = new SealedSource('main/1');
    let seq = 0;
    seal = async (...bodies) => {
      const entries = bodies.map((body): DeliveredEntry => {
        seq += 1;
        const name = { engineId: 'engine-1', epoch: 1, seq, factIndex: 0 };
        return { ...name, at: AT, clientId: 'acme', body, sealed: source.next() };
      });
      await writeRecords(db, entries, (transaction, sealed) =>
        sequencer.append(transaction, sealed, AT),
      );
      await db.transaction((transaction) => sequencer.checkpoint(transaction, 'acme', AT));
    };
  });

  const call = (number: number, over: Partial<CallRecord> = {}): OutboxBody => ({
    type: 'record.completed',
    record: callRecord(number, over),
  });

  const wrapUp = (number: number, ms: number): OutboxBody => {
    const { callId, endedAt } = callRecord(number);
    const times = { startedAt: endedAt, endedAt: endedAt + ms };
    const supplement: RecordSupplement = { kind: 'wrap-up', agentId: 'anna', ...times };
    return { type: 'record.supplemented', callId, supplement };
  };

  const sums = async (over: Partial<ReportRequest>) => {
    const { rows } = await store.make({ ...REQUEST, ...over });
    return rows.map((row) => ({ from: row.from.slice(0, 10), group: row.group, ...row.sums }));
  };

  it('give the same bytes for the same checkpoint, whatever was sealed since', async () => {
    await seal(call(1), call(2));
    const first = await store.make(REQUEST);
    await seal(call(3), wrapUp(1, 5000));
    const later = await store.make(REQUEST);
    const again = await store.make({ ...REQUEST, size: first.basis.size });
    expect(reportJson(again)).toBe(reportJson(first));
    expect(first.rows[0]?.sums).toMatchObject({ offered: 2, wrapMs: 0 });
    expect(later.rows[0]?.sums).toMatchObject({ offered: 3, wrapMs: 5000 });
    expect(later.basis.size).toBeGreaterThan(first.basis.size);
  });

  it('count waits, service levels and handling by queue and by day of a zone', async () => {
    const { queuedAt = 0 } = callRecord(2);
    const late = { connectedAt: queuedAt + 20_001 };
    const gone = {
      ...{ result: 'abandoned', connectedAt: undefined },
      endedAt: (callRecord(4).queuedAt ?? 0) + 3000,
    } as const;
    const { connectedAt, agentId, providerId, ...lost } = callRecord(4, gone as never);
    await seal(
      ...[call(1), call(2, late), call(3, { queueId: 'help' })],
      { type: 'record.completed', record: lost as CallRecord },
      ...[call(5, { offeredAt: FROM + DAY_MS - 1800_000 }), wrapUp(1, 5000), wrapUp(1, 2000)],
    );
    expect(await sums({ zone: 'Europe/Berlin', from: FROM - 3_600_000 })).toMatchObject([
      { from: '2026-01-05', group: 'help', offered: 1, answeredInTime: 1 },
      {
        ...{ from: '2026-01-05', group: 'sales', offered: 3, answered: 2, abandoned: 1 },
        ...{ answeredInTime: 1, abandonedInTime: 1, waitAnsweredMs: 40_001, waitMaxMs: 20_001 },
        ...{ handled: 2, talkMs: 100_000, holdMs: 20_000, wrapMs: 7000 },
      },
      { from: '2026-01-06', group: 'sales', offered: 1 },
    ]);
    expect(await sums({ kind: 'agents', view: { agent: 'nobody' } })).toEqual([]);
  });

  it('tell people from machines and late from in time, for each campaign', async () => {
    const ids = { campaignId: 'winter', listId: 'first', leadId: '7' };
    const dialed = (number: number, over: Partial<CallRecord>) =>
      call(number, {
        ...{ direction: 'outbound', attempt: { attemptId: `a-${number}`, ...ids } },
        ...over,
      });
    const ended = (
      number: number,
      result: string,
      over: Partial<AttemptEnded> = {},
    ): AttemptEnded => ({
      ...{ type: 'attempt.ended', attemptId: `a-${number}`, ...ids, number: '+4930123456' },
      ...{ at: AT, result, batch: 1, next: { state: 'done', reason: 'test' } },
      ...over,
    });
    const of = (number: number) => ({ callId: callRecord(number).callId });
    const answeredAt = AT;
    const inTime = { answeredAt, connectedAt: answeredAt + 2000 };
    const late = { answeredAt, connectedAt: answeredAt + 2001 };
    const { connectedAt, ...dropped } = callRecord(4, {
      ...{ direction: 'outbound', result: 'dropped', answeredAt },
      attempt: { attemptId: 'a-4', ...ids },
    });
    await seal(
      ...[dialed(1, inTime), ended(1, 'connected', of(1))],
      ...[dialed(2, late), ended(2, 'connected', of(2))],
      ...[dialed(3, inTime), ended(3, 'machine', of(3))],
      { type: 'record.completed', record: dropped },
      ...[ended(4, 'dropped', { ...of(4), isDrop: true }), ended(5, 'failed')],
      // Hung up while nobody was there; and what an agent chose to call, which dilutes nothing.
      ...[ended(6, 'hung-up', { isDrop: true }), ended(7, 'hung-up')],
      ...[dialed(8, inTime), ended(8, 'connected', { ...of(8), byAgent: true })],
    );
    expect(await sums({ kind: 'abandon', interval: 'all' })).toEqual([
      {
        ...{ from: '2026-01-05', group: 'winter', attempts: 7, reached: 4, dropped: 2 },
        ...{ liveInTime: 1, liveLate: 1, machines: 0, machinesToAgents: 1, humansToAgents: 2 },
      },
    ]);
  });

  it('are refused where nothing is sealed, and for a checkpoint that there is not', async () => {
    await expect(store.make(REQUEST)).rejects.toMatchObject({ code: 'REPORT_NO_CHECKPOINT' });
    await seal(call(1));
    const strange = store.make({ ...REQUEST, size: 1_000_000 });
    await expect(strange).rejects.toMatchObject({ code: 'REPORT_NO_CHECKPOINT' });
  });
});
