import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { retryOf, retrySchema } from '../../src/config/centre/retry-entry';
import { formatDuration } from '../../src/config/duration';
import { RETRY_DEFAULTS } from '../../src/core/dialer/retry';

const read = (written: unknown) => retryOf(retrySchema.parse(written));

describe('the retry rules of a campaign', () => {
  it('are the defaults where nothing is said', () => {
    expect(read({})).toEqual(RETRY_DEFAULTS);
  });

  it('take what is said of one result, and leave the rest of it', () => {
    const rules = read({
      max: '5',
      nextNumberAfter: '30s',
      varyBy: '1h',
      results: { busy: { after: '10m' }, machine: { max: '0', nextNumber: 'false' } },
      dispositions: { sold: 'done', never: 'do-not-call', later: 'callback' },
      talkedAgainAfter: '7d',
    });
    expect(rules.after.busy).toEqual({ ...RETRY_DEFAULTS.after.busy, afterMs: 600_000 });
    expect(rules.after.machine).toEqual({
      ...RETRY_DEFAULTS.after.machine,
      max: 0,
      nextNumber: false,
    });
    expect(rules).toMatchObject({
      attemptsMax: 5,
      nextNumberAfterMs: 30_000,
      varyByMs: 3_600_000,
      dispositions: { sold: 'done', never: 'do-not-call', later: 'callback' },
      talkedAgainAfterMs: 7 * 86_400_000,
    });
  });

  it.each([
    [{ results: { invalid: {} } }, 'invalid'],
    [{ results: { busy: { after: '1s' } } }, 'not between 10s and 90d'],
    [{ dispositions: { sold: 'again' } }, 'one of done'],
    [{ max: '0' }, 'no whole number 1 to 100'],
    [{ often: 'yes' }, 'often'],
  ])('refuse %j', (written, reason) => {
    const outcome = retrySchema.safeParse(written);
    expect(outcome.error?.message).toContain(reason);
  });
});

const page = readFileSync(join(__dirname, '../../docs/centre-file.md'), 'utf8');

it.each(Object.entries(RETRY_DEFAULTS.after))(
  'docs/centre-file.md tells the rule of %s',
  (...of) => {
    const [result, { max, afterMs, nextNumber, vary }] = of;
    // After a talk its disposition says what follows.
    if (result === 'connected') return;
    const yes = (so: boolean): string => (so ? 'yes' : 'no');
    const rest = `| ${max} | ${formatDuration(afterMs)} | ${yes(nextNumber)} | ${yes(vary)} |`;
    const rows = page.split('\n').filter((line) => line.startsWith('| `') && line.endsWith(rest));
    expect(rows.some((row) => row.includes(`\`${result}\``))).toBe(true);
  },
);
