import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWitnesses } from '../../../src/driver/asterisk/witness-file';

const START_S = 1_767_571_200;
const OWN = '977e6751-5ed8-4c34-88c6-f758451dfb52';

/** What Asterisk's CEL wrote while nobody listened. */
describe('the witness file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leitstand-witness-'));
    file = join(folder, 'leitstand.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const line = (event: string, seconds: number, id: string, extra = ''): string => {
    const name = id.startsWith('s') ? 'Snoop/x.1-0000' : 'PJSIP/c-1';
    const fields = [event, (START_S + seconds).toFixed(6), id, id, name, extra];
    return `${fields.map((field) => `"${field}"`).join(',')}\n`;
  };
  const hangup = (cause: number) =>
    `{""hangupcause"":${cause},""hangupsource"":""dialplan/builtin"",""dialstatus"":""""}`;
  const read = (sinceS: number) => readWitnesses(file, 'a', (START_S + sinceS) * 1000);

  it('tells of each channel when it began, was answered and ended, and why', async () => {
    const lines = [
      line('CHAN_START', 0.25, 'x.1'),
      line('CHAN_START', 1, OWN),
      line('ANSWER', 2, 'x.1'),
      line('HANGUP', 3, OWN, hangup(17)),
      line('HANGUP', 9.5, 'x.1', hangup(16)),
    ];
    writeFileSync(file, lines.join(''));
    const at = (seconds: number) => (START_S + seconds) * 1000;
    expect(await read(0)).toEqual([
      {
        legId: OWN,
        startedAt: at(1),
        endedAt: at(3),
        cause: 'busy',
        raw: { q850: 17 },
        source: 'cdr-file',
      },
      {
        legId: 'in:a:x.1',
        startedAt: at(0.25),
        answeredAt: at(2),
        endedAt: at(9.5),
        cause: 'normal',
        raw: { q850: 16 },
        source: 'cdr-file',
      },
    ]);
    expect((await read(5)).map(({ legId }) => legId)).toEqual(['in:a:x.1']);
  });

  it('lets torn and strange lines and helper channels pass', async () => {
    const lines = [
      'garbage\n',
      line('CHAN_START', 0, 'x.1'),
      line('CHAN_START', 0, 's.1'),
      line('HANGUP', 1, 's.1', hangup(16)),
      line('HANGUP', 2, 'x.1', '{torn'),
      line('HANGUP', 3, 'x.2', hangup(16)).slice(0, 30),
    ];
    writeFileSync(file, lines.join(''));
    const witnesses = await read(0);
    expect(witnesses).toHaveLength(1);
    expect(witnesses[0]).toMatchObject({ legId: 'in:a:x.1', cause: 'cancelled' });
  });

  it('is read whole over the borders of its blocks', async () => {
    let text = '';
    for (let count = 0; count < 20_000; count++) {
      text += line('CHAN_START', count, `x.${count}`) + line('HANGUP', count, `x.${count}`);
    }
    writeFileSync(file, text);
    expect(await read(0)).toHaveLength(20_000);
    expect(await read(19_990)).toHaveLength(10);
  });

  it('that is empty tells nothing; one that is not there is an error', async () => {
    writeFileSync(file, '');
    expect(await read(0)).toEqual([]);
    await expect(readWitnesses(join(folder, 'none'), 'a', 0)).rejects.toThrow(/ENOENT/);
  });
});
