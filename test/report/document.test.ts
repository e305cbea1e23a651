import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMULAS } from '../../src/report/formula';
import { REPORT_KIND_NAMES } from '../../src/report/kind';

const text = readFileSync(join(__dirname, '../../docs/reports.md'), 'utf8');

test('docs/reports.md tells each formula as the reports print it', () => {
  const rows = Object.entries(FORMULAS).map(
    ([id, { unit, numerator, denominator, source }]) =>
      `| \`${id}\` | ${unit} | ${numerator} | ${denominator} | ${source} |`,
  );
  expect(text.split('\n').filter((line) => /^\| `[\w.-]+\.v\d+`/.test(line))).toEqual(rows);
});

test('docs/reports.md names every report', () => {
  for (const kind of REPORT_KIND_NAMES) expect(text).toContain(`| \`${kind}\` |`);
});
