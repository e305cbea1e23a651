import type { Knex } from 'knex';
import { SqlAnchorStore } from '../../src/store/ledger/anchor-store';
import { AT, SealedSource, sequencerIn } from './ledger-sample';
import { SERVERS, TestPostgres } from './postgres';

describe.each(SERVERS)('what is anchored, on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlAnchorStore;
  let grow: () => Promise<void>;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlAnchorStore(db);
    const { sequencer } = await sequencerIn(postgres.folder);
    const source = new SealedSource('main/1');
    grow = async () => {
      const entries = [source.next('acme'), source.next('other')];
      await db.transaction((transaction) => sequencer.append(transaction, entries, AT));
      for (const log of ['acme', 'other']) {
        await db.transaction((transaction) => sequencer.checkpoint(transaction, log, AT));
      }
    };
  });

  const sizes = async (anchorId: string) =>
    (await store.pending(anchorId)).map(({ log, size }) => [log, size]);

  it('is the newest checkpoint of each log, once for each anchor', async () => {
    expect(await sizes('mount')).toEqual([]);
    await grow();
    const [first] = await store.pending('mount');
    expect(first?.note.split('\n').slice(0, 2)).toEqual(['leitstand.test/engine/acme', '2']);
    const given = { anchorId: 'mount', at: AT, receipt: Buffer.from('stamp') };
    await store.keep({ log: 'acme', size: 2 }, given);
    await store.keep({ log: 'acme', size: 2 }, { ...given, receipt: null });
    expect(await sizes('mount')).toEqual([['other', 2]]);
    expect(await sizes('authority')).toHaveLength(2);
    await grow();
    expect(await sizes('mount')).toEqual([
      ['acme', 3],
      ['other', 3],
    ]);
    expect(await store.receipts('acme', { limit: 10, size: 2 })).toEqual([{ size: 2, ...given }]);
    expect(await store.receipts('other', { limit: 10 })).toEqual([]);
  });

  it('is written once, and seen by its own log alone', async () => {
    await grow();
    await store.keep({ log: 'acme', size: 2 }, { anchorId: 'mount', at: AT, receipt: null });
    await expect(db.raw('update ledger_anchors set at = 1')).rejects.toMatchObject({
      code: '42501',
    });
    const { rows } = await db.raw('select count(*)::int as n from ledger_anchors');
    expect(rows).toEqual([{ n: 0 }]);
  });
});
