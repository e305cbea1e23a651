import { parseCanonicalJson } from '../../src/ledger/canonical-json';
import { readEntry } from '../../src/ledger/entry-reader';
import { LINE_BYTES_MAX, type Line, LineReader } from '../../src/ledger/line-reader';

const PREV = `${'A'.repeat(43)}=`;

const lineWith = (body: string, prev = PREV, n = '2', id = 'main/1'): string =>
  `{"at":1,"body":${body},"log":"acme","n":${n},"prev":"${prev}",` +
  `"source":{"epoch":1,"fact":0,"id":"${id}","seq":7},"type":"call","v":1}`;

function read(line: string) {
  const bytes = Buffer.from(line);
  return readEntry(bytes, 0, bytes.length);
}

function isCanonical(text: string): boolean {
  try {
    parseCanonicalJson(text);
    return true;
  } catch {
    return false;
  }
}

/** Values in a body: what one walk passes, what needs the whole reading, and what is wrong. */
const VALUES = [
  ...['0', '-1', '-0', '01', '1.5', '1.50', '1e3', '1e+21', '999999999999999', '12345678901234567'],
  ...[
    '1234567890123456800',
    '""',
    '"a b"',
    '"\\n"',
    '"\\u000a"',
    '"\\/"',
    '"ü"',
    '"\\u00fc"',
    '"\t"',
  ],
  ...[
    '"\\ud800"',
    'true',
    'truth',
    'null',
    'nul',
    '[]',
    '[1,2]',
    '[1,2,]',
    '[1 ,2]',
    '{}',
    '{"a":1}',
  ],
  ...['{"a":1,"b":2}', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a":1,"a b":2}', '{"a b":1,"a":2}'],
  ...['{"10":1,"9":2}', '{"9":1,"10":2}', '{"a":1,}', '{"ä":1}', '{"a!":1,"a\\"":2}', '{a:1}'],
  ...[`${'['.repeat(70)}${']'.repeat(70)}`, `${'['.repeat(60)}${']'.repeat(60)}`, '1 ', '"a', ''],
];

it.each(VALUES)('an entry with %s is read exactly if it is canonical', (value) => {
  const line = lineWith(`{"value":${value}}`);
  expect(read(line) !== undefined).toBe(isCanonical(line));
});

it.each([
  ['a body that is no object', lineWith('[]')],
  ['a prev that is no hash', lineWith('{}', 'AAAA')],
  ['a prev with loose bits', lineWith('{}', `${'A'.repeat(42)}B=`)],
  ['n of 0', lineWith('{}', PREV, '0')],
  ['a negative n', lineWith('{}', PREV, '-1')],
  ['a fraction as n', lineWith('{}', PREV, '1.5')],
  ['a source with a blank', lineWith('{}', PREV, '1', 'a b')],
  ['a source without a name', lineWith('{}', PREV, '1', '')],
  ['a name too many', lineWith('{}').replace('"v":1', '"v":1,"w":1')],
  ['another version', lineWith('{}').replace('"v":1', '"v":2')],
  ['something behind it', `${lineWith('{}')} `],
  ['half a cause', lineWith('{}').replace(',"log"', ',"cause":{"actor":"a"},"log"')],
])('an entry with %s is none', (_, line) => {
  expect(read(line)).toBeUndefined();
});

it.each(['plain', 'Grüße', 'a "quote"'])('an entry with the cause %s tells its head', (reason) => {
  const cause = JSON.stringify({ actor: 'cli', reason });
  const line = lineWith('{}').replace(',"log"', `,"cause":${cause},"log"`);
  const head = { log: 'acme', type: 'call', sourceId: 'main/1', n: 2, prev: PREV };
  expect(read(line)).toEqual(head);
});

describe('lines of a stream', () => {
  function linesOf(chunks: readonly Buffer[]): (readonly [number, boolean])[] {
    const lines: (readonly [number, boolean])[] = [];
    const reader = new LineReader(({ from, to, isBroken }: Line) => {
      lines.push([to - from, isBroken]);
    });
    for (const chunk of chunks) reader.take(chunk);
    reader.close();
    return lines;
  }

  it('are the same, wherever the pieces end', () => {
    const text = Buffer.from('one\n\nthree\nlast');
    const whole = linesOf([text]);
    expect(whole).toEqual([
      [3, false],
      [0, false],
      [5, false],
      [4, true],
    ]);
    expect(linesOf([...text].map((byte) => Buffer.from([byte])))).toEqual(whole);
  });

  it('are broken where they are too long, and the next one is whole again', () => {
    const long = Buffer.alloc(3 * LINE_BYTES_MAX, 'a');
    const lines = linesOf([long, Buffer.from('\nnext\n')]);
    expect(lines.map(([, isBroken]) => isBroken)).toEqual([true, false]);
    expect(lines[1]).toEqual([4, false]);
  });
});
