import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWitnesses } from '../../../src/driver/freeswitch/witness-file';

const START = 1_795_326_670_000;
const INBOUND = 'fb78f47c-7358-4dd4-9375-6f365e05e5c3';
const OWN = '977e6751-5ed8-4c34-88c6-f758451dfb52';

/** What mod_cdr_csv wrote while nobody listened. */
describe('the CDR file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitstand-cdr-'));
    file = join(folder, 'Master.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const row = (...fields: (string | number)[]): string =>
    `${fields.map((field) => `"${field}"`).join(',')}\n`;
  const times = (start: number, answer: number | null, end: number): number[] =>
    [start, answer, end].map((s) => (s === null ? 0 : (START + s * 1000) * 1000));
  const read = (sinceS: number) =>
    readWitnesses({ file, switchId: 'a', app: 'leitstand' }, START + sinceS * 1000);

  it('tells how our legs ended since then', async () => {
    const rows = [
      row('old', 'leitstand', 'inbound', ...times(0, 1, 2), 'NORMAL_CLEARING', 16, '', ''),
      row(INBOUND, 'leitstand', 'inbound', ...times(5, 6, 10), 'NORMAL_CLEARING', 16, '', ''),
      row('other', 'another', 'inbound', ...times(5, 6, 10), 'NORMAL_CLEARING', 16, '', ''),
      row(OWN, 'leitstand', 'outbound', ...times(6, null, 11), 'USER_BUSY', 17, 486, '1.2.3.4'),
      '"torn","leitst',
    ];
    writeFileSync(file, rows.join(''));
    expect(await read(8)).toEqual([
      {
        legId: `in:a:${INBOUND}`,
        startedAt: START + 5000,
        answeredAt: START + 6000,
        endedAt: START + 10_000,
        cause: 'normal',
        raw: { q850: 16, text: 'NORMAL_CLEARING' },
        source: 'cdr-file',
      },
      {
        legId: OWN,
        startedAt: START + 6000,
        endedAt: START + 11_000,
        cause: 'busy',
        raw: { q850: 17, sip: 486, text: 'USER_BUSY' },
        source: 'cdr-file',
      },
    ]);
  });

  it('is read from its end, across the blocks of a long one', async () => {
    const rows = Array.from({ length: 12_000 }, (_, s) =>
      row(`id-${s}`, 'leitstand', 'inbound', ...times(s, s, s), 'NORMAL_CLEARING', 16, '', ''),
    );
    writeFileSync(file, rows.join(''));
    const found = await read(0);
    expect(found).toHaveLength(12_000);
    expect((await read(11_990)).map(({ legId }) => legId)).toEqual(
      Array.from({ length: 10 }, (_, n) => `in:a:id-${11_990 + n}`),
    );
  });

  it('rejects when there is none', async () => {
    await expect(read(0)).rejects.toThrow(/ENOENT/);
  });

  it('has the columns of the template that the project ships', () => {
    const conf = join(__dirname, '../../../freeswitch-conf/autoload_configs/cdr_csv.conf.xml');
    const template = /<template name="leitstand">([^<]*)</.exec(readFileSync(conf, 'utf8'))?.[1];
    const columns = template?.match(/\$\{(\w+)\}/g)?.map((one) => one.slice(2, -1));
    expect(columns).toEqual([
      'uuid',
      'leitstand_app',
      'direction',
      'start_uepoch',
      'answer_uepoch',
      'end_uepoch',
      'hangup_cause',
      'hangup_cause_q850',
      'sip_term_status',
      'sip_reply_host',
    ]);
  });
});
