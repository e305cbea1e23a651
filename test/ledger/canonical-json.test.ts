import fc from 'fast-check';
import { canonicalJson, parseCanonicalJson } from '../../src/ledger/canonical-json';
import { isLedgerError } from '../../src/ledger/ledger-error';
import { refusalOf } from './refusal';

const doubleOf = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE(0);

/** RFC 8785, appendix B. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

/** RFC 8785, section 3.2.4: the UTF-8 of the sample of section 3.2.2. */
const SAMPLE_BYTES = `
  7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
  75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
  5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
  65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
  5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
  30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`;

describe('the vectors of RFC 8785', () => {
  it.each(NUMBERS)('writes the double %s as %s', (bits, text) => {
    expect(canonicalJson(doubleOf(bits))).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'refuses the double %s',
    (bits) => expect(refusalOf(() => canonicalJson(doubleOf(bits)))).toBe('CANONICAL_NUMBER'),
  );

  it('writes the sample of section 3.2.2, byte for byte', () => {
    const sample = `{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`;
    const bytes = Buffer.from(canonicalJson(JSON.parse(sample)));
    expect(bytes.toString('hex')).toBe(SAMPLE_BYTES.replace(/\s/g, ''));
  });

  it('sorts by UTF-16 code units, as section 3.2.3 shows', () => {
    const sample = `{
      "\\u20ac": "Euro Sign", "\\r": "Carriage Return",
      "\\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
      "\\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const written = canonicalJson(JSON.parse(sample));
    expect(written).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
        '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  it('escapes what section 3.2.2.2 names, and nothing else', () => {
    const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
    const named = new Map([
      ...[8, 9, 10, 12, 13].map((code, at) => [code, `\\${'btnfr'[at]}`] as const),
    ]);
    const expected = controls.map(
      (_, code) => named.get(code) ?? `\\u${code.toString(16).padStart(4, '0')}`,
    );
    expect(canonicalJson(controls.join(''))).toBe(`"${expected.join('')}"`);
    expect(canonicalJson('"\\/\u007f\u2028<é')).toBe('"\\"\\\\/\u007f\u2028<é"');
  });
});

describe('what has no canonical form', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const failing = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new TypeError('mine');
    },
  });
  const shared = Array.from({ length: 40 }).reduce<unknown>((part) => [part, part], 1);
  const sparse: unknown[] = [];
  sparse[2] = 1;

  it.each([
    ['undefined in a list', [1, undefined], 'CANONICAL_NOT_DATA'],
    ['undefined in an object', { a: undefined }, 'CANONICAL_NOT_DATA'],
    ['a hole', sparse, 'CANONICAL_NOT_DATA'],
    ['a function', { toJSON: () => 1 }, 'CANONICAL_NOT_DATA'],
    ['a bigint', 1n, 'CANONICAL_NOT_DATA'],
    ['a date', new Date(0), 'CANONICAL_NOT_DATA'],
    ['a map', new Map([[1, 2]]), 'CANONICAL_NOT_DATA'],
    ['bytes', Buffer.from('a'), 'CANONICAL_NOT_DATA'],
    ['a symbol for a name', { [Symbol('a')]: 1 }, 'CANONICAL_NOT_DATA'],
    ['half a pair', 'a\ud83d', 'CANONICAL_SURROGATE'],
    ['half a pair in a name', { '\ude00': 1 }, 'CANONICAL_SURROGATE'],
    ['a value inside itself', loop, 'CANONICAL_TOO_DEEP'],
    ['a value that unfolds to 2^40', shared, 'CANONICAL_TOO_LARGE'],
    ['a getter that throws', failing, 'CANONICAL_UNREADABLE'],
  ])('refuses %s', (_, value, code) => {
    expect(refusalOf(() => canonicalJson(value))).toBe(code);
  });

  it('says where', () => {
    expect(() => canonicalJson({ call: { segments: [0, { 'a b': Number.NaN }] } })).toThrow(
      '$.call.segments[1]["a b"]: JSON has no NaN',
    );
  });

  it('gives a text or a refusal, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        try {
          expect(typeof canonicalJson(value)).toBe('string');
        } catch (error) {
          expect(isLedgerError(error)).toBe(true);
        }
      }),
    );
  });
});

describe('every JSON value', () => {
  const isWhole = (text: string) => !/\\ud[89a-f]/i.test(text);

  it('keeps its meaning, has one text, and the text reads back', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (source) => {
        fc.pre(isWhole(source));
        const value: unknown = JSON.parse(source);
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        // Through JSON.stringify, since minus zero alone changes, and is no other number.
        expect(parseCanonicalJson(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has the same text in whatever order its properties were put', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }),
    );
  });

  it('keeps a property that is called __proto__', () => {
    const text = '{"__proto__":{"a":1}}';
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it.each([
    ['another order', '{"b":1,"a":2}'],
    ['white space', '{"a": 1}'],
    ['a property twice', '{"a":1,"a":1}'],
    ['another number text', '[1.0]'],
    ['minus zero', '[-0]'],
    ['an escape that is not needed', '["\\u0041"]'],
    ['a line at the end', '[]\n'],
  ])('is not read with %s', (_, text) => {
    expect(refusalOf(() => parseCanonicalJson(text))).toBe('CANONICAL_DIFFERS');
  });

  it('is not read from what is no JSON', () => {
    expect(refusalOf(() => parseCanonicalJson('{'))).toBe('CANONICAL_NOT_JSON');
    expect(refusalOf(() => parseCanonicalJson('["\\ud800"]'))).toBe('CANONICAL_SURROGATE');
  });
});
