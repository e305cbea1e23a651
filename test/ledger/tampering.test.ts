import { canonicalJson } from '../../src/ledger/canonical-json';
import type { LedgerEntry } from '../../src/ledger/entry';
import { leafHash } from '../../src/ledger/merkle-tree';
import { found } from './both-verifiers';
import { bundleOf, type SampleBundle } from './sample-bundle';
import { SampleLog, sampleLog, signerOf } from './sample-log';

/** 61 leaves, a checkpoint each ten and after each of two changes of the key. */
const goodLog = (): SampleLog => sampleLog({ seed: 7, entries: 60, rotateAt: [17, 40] });
const firstKey = (log: SampleLog): string => log.keys[0]?.key ?? '';

const entryOf = (line: string): LedgerEntry => JSON.parse(line) as LedgerEntry;

/** The first call after a leaf whose source has made another one later. */
function callAfter({ lines }: SampleBundle, leaf: number): { at: number; next: number } {
  const at = lines.findIndex((line, index) => index > leaf && line.includes('"type":"call"'));
  const { source, n } = entryOf(lines[at] ?? '');
  const next = lines.findIndex((line) => {
    const other = entryOf(line);
    return other.source.id === source.id && other.n === n + 1;
  });
  return { at, next };
}

/** As who shortens a wait does it: the bytes stay canonical. */
const shortened = (line: string): string =>
  line.replace(/"durationMs":(\d+)/, (_, ms) => `"durationMs":${Number(ms) + 1}`);

/** A tampered bundle of a good log, and what both verifiers name first. */
async function tampered(change: (bundle: SampleBundle, log: SampleLog) => void, kept?: string) {
  const log = goodLog();
  const bundle = bundleOf(log);
  change(bundle, log);
  return found({ bundle, key: firstKey(log), ...(kept === undefined ? {} : { kept }) });
}

describe('both verifiers', () => {
  it('find a good log good, whole and in part, with a kept checkpoint and without', async () => {
    const log = goodLog();
    const key = firstKey(log);
    const kept = log.notes.get(20) ?? '';
    expect(await found({ bundle: bundleOf(log) })).toBeUndefined();
    expect(await found({ bundle: bundleOf(log), key, kept })).toBeUndefined();
    const part = bundleOf(log, { from: 23, to: 50, provenSizes: [20] });
    expect(await found({ bundle: part, key, kept })).toBeUndefined();
    expect(await found({ bundle: bundleOf(log, { from: 20, to: 30 }), key, kept })).toBeUndefined();
    expect(await found({ bundle: bundleOf(log), key: log.keys[2]?.key ?? '' })).toBeUndefined();
  });

  it('name an altered duration by its leaf', async () => {
    const { at } = callAfter(bundleOf(goodLog()), 23);
    const said = await tampered(({ lines }) => {
      lines[at] = shortened(lines[at] ?? '');
    });
    expect(said).toEqual(['ENTRY_ALTERED', at, at + 1]);
  });

  it('name an altered entry whose source was written on so that nothing shows in it', async () => {
    const { at } = callAfter(bundleOf(goodLog()), 30);
    const said = await tampered((bundle) => chainAgain(bundle, at));
    const [code, leaf, until] = said ?? [];
    expect(code).toBe('ENTRY_ALTERED');
    expect(leaf).toBeLessThanOrEqual(at);
    expect(until).toBeGreaterThan(at);
    expect(Number(until) - Number(leaf)).toBeLessThanOrEqual(10);
  });

  it('name a missing entry between the leaves where its source has a hole', async () => {
    const { at, next } = callAfter(bundleOf(goodLog()), 23);
    const said = await tampered(({ lines }) => {
      lines.splice(at, 1);
    });
    const [code, leaf, until] = said ?? [];
    expect(code).toBe('ENTRY_MISSING');
    expect(leaf).toBeLessThanOrEqual(at);
    expect(until).toBe(next);
  });

  it('name an invented call before the true one', async () => {
    const { at } = callAfter(bundleOf(goodLog()), 23);
    const said = await tampered(({ lines }) => {
      lines.splice(at, 0, shortened(lines[at] ?? ''));
    });
    expect(said).toEqual(['ENTRY_INVENTED', at, at + 1]);
  });

  it('name a call of an engine that never was', async () => {
    const said = await tampered(({ lines }) => {
      const one = entryOf(lines[33] ?? '');
      const source = { ...one.source, id: 'main/99999999' };
      lines.splice(34, 0, canonicalJson({ ...one, source, n: 1, prev: '' }));
    });
    expect(said).toEqual(['ENTRY_INVENTED', 34, 35]);
  });

  it('name a call that was delivered twice', async () => {
    const said = await tampered(({ lines }) => {
      lines.splice(37, 0, lines[26] ?? '');
    });
    expect(said).toEqual(['ENTRY_DOUBLED', 37, 38]);
  });

  it('name two calls of one source that were swapped', async () => {
    const { at, next } = callAfter(bundleOf(goodLog()), 23);
    const said = await tampered(({ lines }) => {
      [lines[at], lines[next]] = [lines[next] ?? '', lines[at] ?? ''];
    });
    const [code, leaf, until] = said ?? [];
    expect(code).toBe('ENTRY_REORDERED');
    expect(leaf).toBeLessThanOrEqual(at);
    expect(until).toBe(at + 1);
  });

  it('tell the range only, where entries of two sources were swapped', async () => {
    const { lines } = bundleOf(goodLog());
    const at = lines.findIndex(
      (line, leaf) =>
        leaf > 20 &&
        leaf % 10 < 8 &&
        entryOf(line).source.id !== entryOf(lines[leaf + 1] ?? '').source.id,
    );
    const said = await tampered((bundle) => {
      [bundle.lines[at], bundle.lines[at + 1]] = [lines[at + 1] ?? '', lines[at] ?? ''];
    });
    const from = Math.floor(at / 10) * 10;
    expect(said).toEqual(['ROOT_DIFFERS', from, from + 10]);
  });

  it('name the first line that lacks at the end', async () => {
    const said = await tampered((bundle) => {
      bundle.lines = bundle.lines.slice(0, -4);
    });
    expect(said).toEqual(['ENTRY_MISSING', 57, 61]);
  });

  it('name a line that is no canonical entry', async () => {
    const said = await tampered(({ lines }) => {
      lines[12] = (lines[12] ?? '').replace(':', ': ');
    });
    expect(said).toEqual(['ENTRY_MALFORMED', 12, 13]);
  });

  it('find a value that was disclosed wrongly, and one that nobody sealed', async () => {
    const altered = await tampered(({ disclosures }) => {
      disclosures[4] = disclosures[4]?.replace('"+4930', '"+4931') ?? '';
    });
    expect(altered).toEqual(['DISCLOSURE_ALTERED', null, null]);
    const swapped = await tampered(({ disclosures }) => {
      disclosures.reverse();
    });
    expect(swapped).toEqual(['DISCLOSURE_UNKNOWN', null, null]);
  });

  it('find a checkpoint that was altered, in its head lines as elsewhere', async () => {
    const said = await tampered(({ files }) => {
      const note = files.get('checkpoint.txt') ?? '';
      files.set('checkpoint.txt', note.replace(/^head desk \d+/m, 'head desk 9'));
    });
    expect(said).toEqual(['CHECKPOINT_UNTRUSTED', null, null]);
  });

  it('find a wrong proof of what lies before the range', async () => {
    const log = goodLog();
    const bundle = bundleOf(log, { from: 24, to: 50 });
    const other = bundleOf(sampleLog({ seed: 8, entries: 60 }), { from: 24, to: 50 });
    const size = Number(JSON.parse(bundle.files.get('bundle.json') ?? '').size);
    expect(size).toBe(61);
    bundle.files.set('range.json', other.files.get('range.json') ?? '');
    expect(await found({ bundle, key: firstKey(log) })).toEqual(['ROOT_DIFFERS', 24, 30]);
  });
});

describe('an operator who signs again', () => {
  it('is found by the checkpoint that the client kept: cut', async () => {
    const log = sampleLog({ seed: 7, entries: 60, rotateAt: [40] });
    const kept = noteOf(log, 61);
    const cut = new SampleLog();
    for (const line of log.lines.slice(1, 15)) addAgain(cut, entryOf(line));
    cut.note();
    const { bundle, key } = { bundle: bundleOf(cut), key: firstKey(log) };
    expect(await found({ bundle, key })).toBeUndefined();
    // The client's own checkpoint is under a key that this log does not have any more.
    expect(await found({ bundle, key, kept })).toEqual(['CHECKPOINT_UNTRUSTED', null, null]);
    expect(await found({ bundle, key, kept: noteOf(log, 20) })).toEqual(['LOG_TRUNCATED', 15, 20]);
  });

  it('is found by the checkpoint that the client kept: written anew', async () => {
    const log = sampleLog({ seed: 7, entries: 60 });
    const again = rewritten(log, 23);
    expect(await found({ bundle: bundleOf(again), key: firstKey(log) })).toBeUndefined();
    const kept = log.notes.get(30) ?? '';
    const said = await found({ bundle: bundleOf(again), key: firstKey(log), kept });
    expect(said).toEqual(['HISTORY_REWRITTEN', 20, 30]);
    const part = bundleOf(again, { from: 45, to: 61, provenSizes: [30] });
    expect(await found({ bundle: part, key: firstKey(log), kept })).toEqual([
      'HISTORY_REWRITTEN',
      0,
      30,
    ]);
    part.files.delete('consistency/30.json');
    part.files.delete('checkpoints/30.txt');
    const unproven = await found({ bundle: part, key: firstKey(log), kept });
    expect(unproven).toEqual(['CONSISTENCY_MISSING', null, null]);
  });

  it('is found by the key that the client was given', async () => {
    const log = goodLog();
    const other = new SampleLog('another key');
    other.note();
    const bundle = bundleOf(other);
    expect(await found({ bundle, key: firstKey(log) })).toEqual(['KEY_UNTRUSTED', null, null]);
    // With the trusted key in front, the other one has nobody who signed for it.
    bundle.files.set('keys.txt', `${firstKey(log)}\n${firstKey(other)}\n`);
    const said = await found({ bundle, key: firstKey(log) });
    expect(said).toEqual(['CHECKPOINT_UNTRUSTED', null, null]);
  });

  it('is found with a key that was changed long ago', async () => {
    const said = await tampered(({ files }, log) => {
      files.set('checkpoint.txt', log.note([signerOf('first key')]));
    });
    expect(said).toEqual(['CHECKPOINT_KEY', null, null]);
  });

  it('is found where the entry about a key is another one than was signed', async () => {
    const log = sampleLog({ seed: 7, entries: 20 });
    log.add('key.changed', 'desk', { key: signerOf('a friend').verifierKey });
    log.note();
    const said = await found({ bundle: bundleOf(log), key: firstKey(log) });
    expect(said).toEqual(['KEY_DIFFERS', 21, 22]);
  });

  it('is found where calls of an hour offline were announced and then are not', async () => {
    const log = sampleLog({ seed: 7, entries: 20 });
    log.heads.set('main/77777777', { n: 3, leaf: Buffer.alloc(32, 7).toString('base64') });
    log.note();
    expect(await found({ bundle: bundleOf(log), key: firstKey(log) })).toBeUndefined();
    const kept = noteOf(log, 21);
    log.heads.delete('main/77777777');
    log.add('setting', 'desk', {});
    log.note();
    const { bundle, key } = { bundle: bundleOf(log), key: firstKey(log) };
    bundle.files.delete('checkpoints/21.txt');
    expect(await found({ bundle, key })).toBeUndefined();
    expect(await found({ bundle, key, kept })).toEqual(['HEAD_REVERSED', null, null]);
  });
});

const noteOf = (log: SampleLog, size: number): string => log.notes.get(size) ?? '';

function addAgain(log: SampleLog, { type, source, body }: LedgerEntry): void {
  log.add(type, source.id, body);
  if (log.lines.length % 10 === 0) log.note();
}

/** The same log with one call changed, all chains made new, and signed again. */
function rewritten(log: SampleLog, leaf: number): SampleLog {
  const again = new SampleLog();
  again.disclosures.push(...log.disclosures);
  for (const [at, line] of log.lines.entries()) {
    if (at === 0) continue;
    const { body, ...entry } = entryOf(line);
    addAgain(again, { ...entry, body: at === leaf ? { ...body, result: 'abandoned' } : body });
  }
  again.note();
  return again;
}

/** Alters an entry and makes each later one of its source name the one before, again. */
function chainAgain({ lines }: SampleBundle, at: number): void {
  lines[at] = shortened(lines[at] ?? '');
  let before = entryOf(lines[at] ?? '');
  for (let leaf = at + 1; leaf < lines.length; leaf += 1) {
    const entry = entryOf(lines[leaf] ?? '');
    if (entry.source.id !== before.source.id) continue;
    const prev = leafHash(Buffer.from(canonicalJson(before))).toString('base64');
    before = { ...entry, prev };
    lines[leaf] = canonicalJson(before);
  }
}
