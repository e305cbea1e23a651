import type { DaemonClient } from '../../src/cli/daemon-client';
import { askBundle } from '../../src/cli/ledger-client';
import { keysText } from '../../src/ledger/log-key';
import { verifyBundle } from '../../src/ledger/verification';
import { bundleOf, keptNote } from '../ledger/sample-bundle';
import { LOG, ORIGIN, type SampleLog, sampleLog } from '../ledger/sample-log';

const MINUTE_MS = 60_000;

/** Answers as /v1/ledger does; a checkpoint of n leaves was made n minutes after the epoch. */
function daemonWith(log: SampleLog): DaemonClient {
  const size = log.lines.length;
  const partOf = (path: string) => {
    const { pathname, searchParams } = new URL(path, 'http://daemon');
    const count = (name: string) => Number(searchParams.get(name) ?? size);
    return { what: pathname.split('/').slice(4).join('/'), count };
  };
  const answers: Readonly<Record<string, (count: (name: string) => number) => unknown>> = {
    '': () => ({ logs: [{ log: LOG, origin: ORIGIN }] }),
    checkpoint: (count) => log.notes.get(count('size')) ?? '',
    keys: () => keysText(log.keys),
    checkpoints: (count) => ({
      checkpoints: [...log.notes]
        .filter(([at]) => at > count('from') && at <= count('to'))
        .sort(([a], [b]) => a - b)
        .slice(0, 3)
        .map(([at, note]) => ({ size: at, at: at * MINUTE_MS, note })),
    }),
    range: (count) => {
      const { files } = bundleOf(log, { from: count('from'), to: count('to') });
      return JSON.parse(files.get('range.json') ?? '');
    },
    'proof/consistency': (count) => {
      const { files } = bundleOf(log, { provenSizes: [count('from')] });
      return { proof: JSON.parse(files.get(`consistency/${count('from')}.json`) ?? '') };
    },
  };
  const answer = (path: string): unknown => {
    const { what, count } = partOf(path);
    return answers[what]?.(count);
  };
  const stub = {
    ask: async ({ path }: { readonly path: string }) => answer(path),
    text: async (path: string) => String(answer(path)),
    async *bytes(path: string) {
      const { count } = partOf(path);
      for (const line of log.lines.slice(count('from'), count('to'))) {
        yield Buffer.from(`${line}\n`);
      }
    },
  };
  return stub as unknown as DaemonClient;
}

const LOG_OF_60 = sampleLog({ seed: 5, entries: 60, rotateAt: [25] });
const KEY = LOG_OF_60.keys[0]?.key ?? '';

it.each([
  ['all of it', {}, 0, 61],
  ['from the checkpoint before a time', { from: 21 * MINUTE_MS }, 20, 61],
  ['up to the checkpoint at a time', { to: 40 * MINUTE_MS }, 0, 40],
  ['from one to the other', { from: 26 * MINUTE_MS, to: 41 * MINUTE_MS }, 20, 50],
  ['up to now, where no checkpoint is later', { to: 99 * MINUTE_MS }, 0, 61],
])('%s: the bundle is whole and good', async (_, asked, from, to) => {
  const bundle = await askBundle(daemonWith(LOG_OF_60), { log: LOG, keptSizes: [10], ...asked });
  expect(bundle).toMatchObject({ from, to, size: 61 });
  const kept = [keptNote('kept.txt', LOG_OF_60.notes.get(10) ?? '')];
  const verdict = await verifyBundle(bundle, { key: KEY, kept });
  expect(verdict).toMatchObject({ isGood: true, entries: to - from, findings: [] });
});

it('a log that the token does not see is told, with those that it does', async () => {
  const asked = askBundle(daemonWith(LOG_OF_60), { log: 'other', keptSizes: [] });
  await expect(asked).rejects.toMatchObject({ code: 'LOG_UNKNOWN', remedy: 'you may see: acme' });
});
