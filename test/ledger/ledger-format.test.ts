import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_CODES } from '../../src/ledger/finding';
import { formatExample } from './format-example';

const FORMAT = readFileSync(join(__dirname, '../../docs/ledger-format.md'), 'utf8');

it.each(Object.entries(formatExample()))('the example shows its %s as it is made', (_, value) => {
  expect(FORMAT).toContain(value.trimEnd());
});

it.each(FINDING_CODES)('%s is explained, in the order in which findings are told', (code) => {
  const rows = [...FORMAT.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(rows.indexOf(code)).toBe(FINDING_CODES.indexOf(code));
});

it('the second verifier has at most 200 lines', () => {
  const text = readFileSync(join(__dirname, '../../docs/verifier/verify.py'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
});
