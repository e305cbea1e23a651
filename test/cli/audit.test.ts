import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf, writeSample } from '../ledger/sample-bundle';
import { sampleLog } from '../ledger/sample-log';
import { run } from './run';

const LOG = sampleLog({ seed: 3, entries: 40, rotateAt: [12] });
const KEY = LOG.keys[0]?.key ?? '';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leitstand-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('audit verify', () => {
  it('says of a good bundle what was proven, and whose key that stands on', async () => {
    const bundle = join(folder, 'october');
    writeSample(bundle, bundleOf(LOG));
    const kept = join(folder, 'kept.txt');
    writeFileSync(kept, LOG.notes.get(20) ?? '');
    const ran = await run(['audit', 'verify', bundle, '--key', KEY, '--checkpoint', kept]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^good: acme, leaves 0 to 40, all of them$/m);
    expect(ran.out).toMatch(/^entries +41: \d+ call, 1 key\.changed, 1 log\.opened, \d+ setting$/m);
    expect(ran.out).toMatch(/^checkpoints +6 of the log, 1 of yours$/m);
    const alone = await run(['audit', 'verify', bundle]);
    expect(alone).toMatchObject({ code: 0 });
    expect(alone.out).toMatch(/taken from the bundle itself: give yours with --key/);
  });

  it('names the first altered entry, and ends with 5', async () => {
    const bundle = bundleOf(LOG);
    const at = bundle.lines.findIndex((line, leaf) => leaf > 5 && line.includes('"durationMs":1'));
    bundle.lines[at] = bundle.lines[at]?.replace('"durationMs":1', '"durationMs":2') ?? '';
    writeSample(folder, bundle);
    const ran = await run(['audit', 'verify', folder, '--key', KEY]);
    expect(ran.code).toBe(5);
    expect(ran.out).toMatch(/^NOT GOOD: acme, leaves 0 to 40, all of them$/m);
    expect(ran.out).toMatch(new RegExp(`^ENTRY_ALTERED +${at}  main/0000000\\d n \\d+`, 'm'));
    const data = await run(['audit', 'verify', folder, '--json']);
    expect(data.code).toBe(5);
    const verdict = JSON.parse(data.out);
    expect(verdict).toMatchObject({ isGood: false, isKeyYours: false });
    expect(verdict.findings[0]).toMatchObject({ code: 'ENTRY_ALTERED', leaf: at, until: at + 1 });
  });

  it('says what lacks where no bundle is', async () => {
    const none = await run(['audit', 'verify', join(folder, 'nowhere')]);
    expect(none.code).toBe(1);
    expect(none.err).toMatch(/^FILE_UNREADABLE: .*nowhere cannot be read \(ENOENT\)/);
    const empty = await run(['audit', 'verify', folder]);
    expect(empty.code).toBe(5);
    expect(empty.out).toMatch(/^BUNDLE_MALFORMED +- +bundle\.json +it is not there$/m);
  });
});
