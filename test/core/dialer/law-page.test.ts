import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAW_PAGE } from './law-page';

const page = readFileSync(join(__dirname, '../../../docs/dialing-law.md'), 'utf8');

/** What stands between the marks of a part. */
const written = (part: string): string | undefined =>
  page.match(new RegExp(`<!-- ${part} -->\n([^]*?)\n<!-- /${part} -->`))?.[1]?.trim();

it.each(Object.entries(LAW_PAGE))('docs/dialing-law.md tells the %s as they are', (part, text) => {
  expect(written(part)).toBe(text);
});
