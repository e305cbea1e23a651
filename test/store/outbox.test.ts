import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboxEntry } from '../../src/port/stores';
import type { StoreNotice } from '../../src/store/notice';
import { DiskOutbox, type OutboxOptions } from '../../src/store/outbox';
import { OutboxFiles } from '../../src/store/outbox-files';
import { TurnedClock } from './clock';
import { completed } from './record';

/** SQL as far as an outbox sees it: takes batches, or throws what it is told to. */
class FakeSql {
  readonly batches: (readonly OutboxEntry[])[] = [];
  fault: ((entries: readonly OutboxEntry[]) => unknown) | null = null;

  readonly deliver = async (entries: readonly OutboxEntry[]): Promise<void> => {
    const error = this.fault?.(entries);
    if (error) throw error;
    this.batches.push(entries);
  };

  get seqs(): number[] {
    return this.batches.flat().map((entry) => entry.seq);
  }
}

const sqlError = (code: string) => Object.assign(new Error('refused'), { code });
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the outbox', () => {
  let folder: string;
  let clock: TurnedClock;
  let sql: FakeSql;
  let notices: StoreNotice[];
  let opened: DiskOutbox[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leitstand-outbox-'));
    clock = new TurnedClock();
    sql = new FakeSql();
    notices = [];
    opened = [];
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(opened.map((outbox) => outbox.close()));
    await rm(folder, { recursive: true });
  });

  const open = async (over: Partial<OutboxOptions> = {}): Promise<DiskOutbox> => {
    const notify = (notice: StoreNotice) => notices.push(notice);
    const outbox = await DiskOutbox.open({ folder, clock, notify, deliver: sql.deliver, ...over });
    opened.push(outbox);
    return outbox;
  };
  const close = async (outbox: DiskOutbox): Promise<void> => {
    opened = opened.filter((other) => other !== outbox);
    await outbox.close();
  };
  const take = (outbox: DiskOutbox, from: number, to: number): void => {
    for (const number of range(from, to)) outbox.take([completed(number)], number);
  };
  /** Turns the clock until it is so; the disk works in between. */
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      clock.turn(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const codes = () => notices.map((notice) => notice.code);
  const segments = async () => (await readdir(folder)).filter((name) => /^outbox-/.test(name));
  const quarantined = async () =>
    (await readFile(join(folder, 'quarantine.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('delivers all, once and in order, in batches that have a limit', async () => {
    const outbox = await open({ batchRowsMax: 40 });
    take(outbox, 1, 100);
    await until(() => sql.seqs.length === 100);
    expect(sql.seqs).toEqual(range(1, 100));
    expect(Math.max(...sql.batches.map((batch) => batch.length))).toBeLessThanOrEqual(40);
    expect(outbox.backlog()).toEqual({ entries: 0 });
  });

  it('keeps facts of one input together with their own order', async () => {
    const outbox = await open({ batchRowsMax: 3 });
    const facts = range(0, 449).map((factIndex) => ({ ...completed(1), factIndex }));
    outbox.take(facts, 1);
    await until(() => sql.seqs.length === 450);
    expect(sql.batches.flat().map((entry) => entry.factIndex)).toEqual(range(0, 449));
  });

  it('holds all while SQL is away, says so once, and drains when it is back', async () => {
    sql.fault = () => sqlError('57P01');
    const outbox = await open();
    take(outbox, 1, 1200);
    await until(() => codes().includes('OUTBOX_SQL_AWAY'));
    clock.turn(3_600_000);
    expect(outbox.backlog()).toEqual({ entries: 1200, oldestAt: completed(1).at });
    sql.fault = null;
    await until(() => sql.seqs.length === 1200);
    expect(sql.seqs).toEqual(range(1, 1200));
    await until(() => codes().includes('OUTBOX_SQL_BACK'));
    expect(codes()).toEqual(['OUTBOX_SQL_AWAY', 'OUTBOX_SQL_BACK']);
  });

  it.each([
    ['a missing table', sqlError('42P01')],
    ['a role without rights', sqlError('42501')],
    ['a full disk', sqlError('53100')],
    ['a closed port', sqlError('ECONNREFUSED')],
    ['a lost link', new Error('Connection terminated unexpectedly')],
  ])('takes %s for no fault of the record', async (_name, error) => {
    const outbox = await open();
    sql.fault = () => error;
    take(outbox, 1, 3);
    await until(() => codes().includes('OUTBOX_SQL_AWAY'));
    sql.fault = null;
    await until(() => sql.seqs.length === 3);
    expect(codes()).not.toContain('RECORD_QUARANTINED');
  });

  it('sets aside the one record that SQL refuses, and the others go on', async () => {
    sql.fault = (entries) => entries.some((entry) => entry.seq === 77) && sqlError('22003');
    const outbox = await open();
    take(outbox, 1, 200);
    await until(() => sql.seqs.length === 199);
    expect(sql.seqs).toEqual(range(1, 200).filter((seq) => seq !== 77));
    expect(await quarantined()).toMatchObject([{ error: '22003 refused', entry: completed(77) }]);
    const [alarm] = notices;
    expect(alarm).toMatchObject({ code: 'RECORD_QUARANTINED', severity: 'alarm' });
    expect(JSON.stringify(notices)).not.toContain(completed(77).clientId);
  });

  it('goes on after a restart where it was, with what was taken meanwhile', async () => {
    const first = await open();
    take(first, 1, 10);
    await until(() => sql.seqs.length === 10);
    sql.fault = () => sqlError('57P03');
    take(first, 11, 20);
    first.take([], 25);
    await close(first);
    sql.fault = null;
    const second = await open();
    expect(second.takenSeq()).toBe(25);
    expect(second.syncedSeq()).toBe(25);
    expect(second.backlog()).toEqual({ entries: 10, oldestAt: completed(11).at });
    take(second, 26, 30);
    await until(() => sql.seqs.length === 25);
    expect(sql.seqs).toEqual([...range(1, 20), ...range(26, 30)]);
  });

  it('makes a quiet time safe, too', async () => {
    const outbox = await open();
    outbox.take([], 7);
    expect(outbox.syncedSeq()).toBe(0);
    await until(() => outbox.syncedSeq() === 7);
  });

  it('cuts a torn tail off, wherever it is torn, and takes those facts again', async () => {
    sql.fault = () => sqlError('57P03');
    const first = await open();
    take(first, 1, 2);
    await close(first);
    const [name = ''] = await segments();
    const whole = await readFile(join(folder, name));
    const line = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let cut = line; cut < whole.length; cut += 97) {
      await writeFile(join(folder, name), whole.subarray(0, cut));
      const torn = await open();
      expect(torn.takenSeq()).toBe(1);
      expect(torn.backlog().entries).toBe(1);
      torn.take([completed(2)], 2);
      await close(torn);
      const again = await open();
      expect(again.backlog().entries).toBe(2);
      await close(again);
    }
  });

  it('sets a damaged line aside and asks for all from there on again', async () => {
    sql.fault = () => sqlError('57P03');
    const first = await open();
    take(first, 1, 1);
    await until(() => first.syncedSeq() === 1);
    take(first, 2, 2);
    await until(() => first.syncedSeq() === 2);
    take(first, 3, 3);
    await close(first);
    const [name = ''] = await segments();
    const path = join(folder, name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('call-000002', 'call-000009'));
    sql.fault = null;
    const second = await open();
    expect(second.takenSeq()).toBe(1);
    await until(() => sql.seqs.length === 2);
    expect(sql.seqs).toEqual([1, 3]);
    expect((await quarantined())[0]).toMatchObject({ error: 'checksum' });
    expect(codes()).toContain('OUTBOX_LINE_DAMAGED');
  });

  it('begins a segment when one is full, and goes on when a new one was left empty', async () => {
    const first = await open({ segmentBytesMax: 4000 });
    for (const number of range(1, 20)) {
      take(first, number, number);
      await until(() => sql.seqs.length === number);
    }
    await close(first);
    const count = (await segments()).length;
    expect(count).toBeGreaterThan(4);
    await writeFile(join(folder, `outbox-${String(count + 1).padStart(8, '0')}.ndjson`), '');
    const second = await open();
    expect(second.takenSeq()).toBe(20);
    take(second, 21, 21);
    await until(() => sql.seqs.length === 21);
    expect(sql.seqs).toEqual(range(1, 21));
  });

  it('removes what is delivered and old, and nothing else', async () => {
    const outbox = await open({ segmentAgeMaxMs: 3_600_000 });
    for (const number of range(1, 3)) {
      take(outbox, number, number);
      await until(() => sql.seqs.length === number);
      clock.turn(3_600_000);
    }
    sql.fault = () => sqlError('57P03');
    const keptFrom = clock.now();
    for (const number of range(4, 6)) {
      take(outbox, number, number);
      await until(() => outbox.syncedSeq() === number);
      clock.turn(3_600_000);
    }
    expect(await outbox.removeDelivered(keptFrom - 7_200_000)).toMatchObject({ files: 1 });
    expect(await outbox.removeDelivered(clock.now())).toMatchObject({ files: 2 });
    sql.fault = null;
    await until(() => sql.seqs.length === 6);
    expect(sql.seqs).toEqual(range(1, 6));
  });

  it('removes the records of a busy day although none came since', async () => {
    const outbox = await open({ segmentAgeMaxMs: 3_600_000 });
    take(outbox, 1, 2);
    await until(() => sql.seqs.length === 2);
    clock.turn(3_600_000);
    outbox.take([], 3);
    await until(() => outbox.syncedSeq() === 3);
    expect(await outbox.removeDelivered(clock.now() + 1)).toMatchObject({ files: 1 });
    expect(await segments()).toEqual(['outbox-00000002.ndjson']);
  });

  it('gives an alarm when it grows large', async () => {
    const outbox = await open({ warnBytes: 20_000 });
    take(outbox, 1, 30);
    await until(() => sql.seqs.length === 30);
    expect(codes()).toEqual(['OUTBOX_SIZE']);
  });

  it('keeps what a full disk does not take, and writes it when there is room', async () => {
    const outbox = await open();
    const append = jest.spyOn(OutboxFiles.prototype, 'append');
    append.mockRejectedValueOnce(sqlError('ENOSPC')).mockRejectedValueOnce(sqlError('ENOSPC'));
    take(outbox, 1, 5);
    await until(() => codes().includes('OUTBOX_DISK'));
    expect(outbox.backlog().entries).toBe(5);
    expect(outbox.syncedSeq()).toBe(0);
    await until(() => sql.seqs.length === 5 && codes().includes('OUTBOX_DISK_BACK'));
    expect(sql.seqs).toEqual(range(1, 5));
    expect(codes()).toEqual(['OUTBOX_DISK', 'OUTBOX_DISK_BACK']);
  });

  it('calls nothing safe any more after the disk failed to sync', async () => {
    const outbox = await open();
    jest.spyOn(OutboxFiles.prototype, 'sync').mockRejectedValueOnce(sqlError('EIO'));
    take(outbox, 1, 1);
    await until(() => codes().includes('OUTBOX_SYNC'));
    take(outbox, 2, 2);
    await until(() => sql.seqs.length === 2);
    await close(outbox);
    expect(outbox.syncedSeq()).toBe(0);
  });

  it('survives a cursor that points behind what a power cut left', async () => {
    const first = await open();
    take(first, 1, 5);
    await until(() => sql.seqs.length === 5);
    await close(first);
    const [name = ''] = await segments();
    const text = await readFile(join(folder, name), 'utf8');
    await truncate(join(folder, name), text.indexOf('\n') + 1);
    const second = await open();
    expect(second.takenSeq()).toBe(0);
    take(second, 1, 6);
    await until(() => sql.seqs.length >= 6);
    expect(new Set(sql.seqs)).toEqual(new Set(range(1, 6)));
  });

  it('delivers from the start again when the cursor is lost', async () => {
    const first = await open();
    take(first, 1, 5);
    await until(() => sql.seqs.length === 5);
    await close(first);
    await writeFile(join(folder, 'cursor.json'), '{"seg');
    await open();
    await until(() => sql.seqs.length === 10);
    expect(sql.seqs).toEqual([...range(1, 5), ...range(1, 5)]);
  });
});
