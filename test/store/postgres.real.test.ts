import { SERVERS, TestPostgres } from './postgres';

describe.each(SERVERS)('a test database on the %s server', (kind) => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());

  it('has all tables, and is empty for each test', async () => {
    const first = (await postgres.database()).open();
    await first('settings').insert({ key: 'k', value: '1', updated_at: 1, updated_by: 'test' });
    const second = (await postgres.database()).open();
    expect(await second('settings').count({ n: '*' })).toEqual([{ n: 0 }]);
    expect(await second('calls').select()).toEqual([]);
  });
});
