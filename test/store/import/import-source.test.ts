import { type ImportEncoding, openSource } from '../../../src/store/import/import-source';

interface ReadRow {
  readonly line: number;
  readonly problem?: string;
  readonly cells?: Record<string, string>;
}

/** The rows of a file whose bytes come in pieces of this size. */
async function read(
  file: string | Uint8Array,
  options: { format?: 'csv' | 'ndjson'; encoding?: ImportEncoding; piece?: number } = {},
): Promise<ReadRow[]> {
  const { format = 'csv', encoding = 'utf-8', piece = 5 } = options;
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const source = await openSource(pieces(), format, encoding);
  const rows: ReadRow[] = [];
  for await (const row of source.rows) {
    if ('problem' in row) rows.push(row);
    else rows.push({ line: row.line, cells: Object.fromEntries(row.cells.entries()) });
  }
  return rows;
}

const refusal = (reading: Promise<unknown>) =>
  reading.then(
    () => 'nothing',
    (error: { code?: string }) => error.code,
  );

describe('a CSV file', () => {
  it.each([',', ';', '\t', '|'])('may separate by %j', async (mark) => {
    const rows = await read(`number${mark}name\r\n030${mark}"Müller${mark} Anna"\r\n`);
    expect(rows).toEqual([{ line: 2, cells: { number: '030', name: `Müller${mark} Anna` } }]);
  });

  it('counts lines as an editor does, empty ones and those in quotes as well', async () => {
    const rows = await read('number,note\n1,"two\nlines"\n\n2,\n3,a,b\n4\n');
    expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
      [3, undefined],
      [5, undefined],
      [6, 'CELLS_TOO_MANY'],
      [7, undefined],
    ]);
  });

  it('may have a quote where none belongs', async () => {
    const rows = await read('number,name\n1,Anna "Ann" B\n');
    expect(rows[0]?.cells).toEqual({ number: '1', name: 'Anna "Ann" B' });
  });

  it('may begin with a byte order mark, and be in UTF-16', async () => {
    const text = 'number,name\n1,Zoë\n';
    const expected = [{ line: 2, cells: { number: '1', name: 'Zoë' } }];
    expect(await read(`\ufeff${text}`)).toEqual(expected);
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(await read(utf16)).toEqual(expected);
  });

  it('in an encoding that was not said is refused, and read when it is', async () => {
    const latin = Buffer.from('number,name\n1,Müller\n', 'latin1');
    expect(await refusal(read(latin))).toBe('ENCODING_WRONG');
    expect((await read(latin, { encoding: 'windows-1252' }))[0]?.cells?.['name']).toBe('Müller');
  });

  it('is refused when it is empty, and has no rows when it is but a head', async () => {
    expect(await refusal(read(''))).toBe('FILE_EMPTY');
    expect(await refusal(read('\n\n'))).toBe('FILE_EMPTY');
    expect(await read('number,name')).toEqual([]);
  });

  it.each([
    ['a quote that is never closed', `number,name\n1,"${'x,\n'.repeat(40_000)}`],
    ['a line without end', `number,name\n1,${'x'.repeat(200_000)}`],
    ['a first line without end', 'x'.repeat(200_000)],
  ])('with %s is refused, and not held in memory', async (_what, file) => {
    expect(await refusal(read(file, { piece: 4_096 }))).toBe('ROW_TOO_LONG');
  });

  it('of rubbish ends with a code or with rows', async () => {
    const rubbish = Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7919) % 128));
    expect(['nothing', 'ROW_TOO_LONG', 'ROWS_UNREADABLE']).toContain(await refusal(read(rubbish)));
  });

  it('loses what PostgreSQL cannot hold', async () => {
    const rows = await read('number,name\n1,a\0b\n');
    expect(rows[0]?.cells?.['name']).toBe('a\ufffdb');
  });
});

describe('an NDJSON file', () => {
  const ndjson = { format: 'ndjson' } as const;

  it('has an object on each line, a level deep', async () => {
    const rows = await read(
      '{"number":"030","n":1,"consent":{"kind":"web"},"x":null}\n\n{}',
      ndjson,
    );
    expect(rows).toEqual([
      { line: 1, cells: { number: '030', n: '1', 'consent.kind': 'web' } },
      { line: 3, cells: {} },
    ]);
  });

  it('tells each line that is none, and goes on', async () => {
    const long = `{"number":"${'1'.repeat(70_000)}"}`;
    const rows = await read(`{\n[1]\n"x"\n${long}\n{"number":"1"}\n`, { ...ndjson, piece: 4_096 });
    expect(rows.map(({ problem }) => problem)).toEqual([
      ...['ROW_INVALID', 'ROW_INVALID', 'ROW_INVALID', 'ROW_TOO_LONG'],
      undefined,
    ]);
  });

  it('loses what PostgreSQL cannot hold, and has no way into prototypes', async () => {
    const [row] = await read('{"a":"\\u0000\\ud800","__proto__":{"b":"c"}}', ndjson);
    expect(row?.cells).toEqual({ a: '\ufffd\ufffd', '__proto__.b': 'c' });
  });
});
