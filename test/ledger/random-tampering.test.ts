import { canonicalJson } from '../../src/ledger/canonical-json';
import type { LedgerEntry } from '../../src/ledger/entry';
import { bothVerdicts, type ClientCase } from './both-verifiers';
import { bundleOf, type SampleBundle } from './sample-bundle';
import { dice, sampleLog } from './sample-log';

/** Each takes the second verifier a quarter of a second, so that a long run is bounded, too. */
const RUNS = Math.min(150, Number(process.env.LEITSTAND_PROPERTY_RUNS ?? 60));

type Roll = (below: number) => number;

/** Things that may stand where something else was: digits, JSON, base64, new lines, no UTF-8. */
const SIGNS = ['0', '1', '9', 'a', 'Z', '=', '+', '"', '{', ']', ',', ' ', '\n', '\\', '\u00e9'];

/** The text with one sign changed for sure; never the last one, which ends the file. */
function scratched(text: string, roll: Roll): string {
  const at = roll(text.length - 1);
  const sign = SIGNS.filter((one) => one !== text[at])[roll(SIGNS.length - 1)];
  return text.slice(0, at) + sign + text.slice(at + 1);
}

/** As who knows the format does it; a line that is spoilt already stays so. */
function edited(line = '', change: (entry: LedgerEntry) => Partial<LedgerEntry>): string {
  try {
    const entry = JSON.parse(line) as LedgerEntry;
    return canonicalJson({ ...entry, ...change(entry) });
  } catch {
    return line;
  }
}

const LINE_CHANGES: readonly ((lines: string[], at: number, roll: Roll) => void)[] = [
  (lines, at) => lines.splice(at, 1),
  (lines, at, roll) => lines.splice(roll(lines.length), 0, lines[at] ?? ''),
  (lines, at, roll) => {
    const line = lines.splice(at, 1);
    const others = lines.map((_, place) => place).filter((place) => place !== at);
    lines.splice(others[roll(others.length)] ?? 0, 0, ...line);
  },
  (lines, at, roll) => {
    lines[at] = scratched(`${lines[at]}\n`, roll).slice(0, -1);
  },
  (lines, at, roll) => {
    lines[at] = edited(lines[at], ({ body }) => ({ body: { ...body, extra: roll(9) } }));
  },
  (lines, at, roll) => {
    lines[at] = edited(lines[at], ({ n }) => ({ n: n + 1 + roll(3) }));
  },
  (lines, at, roll) => {
    const invented = edited(lines[at], ({ at: time, n }) => ({ at: time + 1, n: n + roll(2) }));
    lines.splice(roll(lines.length), 0, invented);
  },
  (lines, _, roll) => {
    lines.length -= 1 + roll(Math.min(5, lines.length));
  },
];

/** One thing that somebody without the key may do to a bundle. */
function tamper(bundle: SampleBundle, roll: Roll): void {
  const { files, lines, disclosures } = bundle;
  const kind = roll(10);
  // A second signature under a note may be spoilt: the first one still holds.
  const single = [...files].filter(([, text]) => text.split('\u2014').length <= 2);
  const [name, text] = single[roll(single.length)] ?? ['', ''];
  if (kind === 0) files.set(name, scratched(text, roll));
  else if (kind === 1 && disclosures.length > 0) {
    const at = roll(disclosures.length);
    disclosures[at] = scratched(`${disclosures[at]}\n`, roll).slice(0, -1);
  } else LINE_CHANGES[roll(LINE_CHANGES.length)]?.(lines, roll(lines.length), roll);
}

function caseOf(seed: number): ClientCase {
  const roll = dice(seed * 7 + 1);
  const entries = 12 + roll(20);
  const rotateAt = roll(2) === 0 ? [] : [3 + roll(10)];
  const log = sampleLog({ seed, entries, engines: 1 + roll(3), checkpointEvery: 6, rotateAt });
  const size = log.lines.length;
  const from = roll(2) === 0 ? 0 : roll(size - 8);
  const to = roll(2) === 0 ? size : from + 4 + roll(size - from - 4);
  const sizes = [...log.notes.keys()];
  const provenSizes = sizes.filter((one) => one < size && roll(3) === 0);
  const bundle = bundleOf(log, { from, to, provenSizes });
  for (let count = 1 + roll(2); count > 0; count -= 1) tamper(bundle, roll);
  const kept = roll(2) === 0 ? provenSizes[0] : undefined;
  const key = log.keys[0]?.key ?? '';
  return kept === undefined ? { bundle, key } : { bundle, key, kept: log.notes.get(kept) ?? '' };
}

it('no tampering passes, and both verifiers say the same of each', async () => {
  const seeds = Array.from({ length: RUNS }, (_, seed) => seed);
  const { ours, theirs } = await bothVerdicts(seeds.map(caseOf));
  const told = (found: typeof ours) => seeds.map((seed) => ({ seed, first: found[seed]?.[0] }));
  expect(told(theirs)).toEqual(told(ours));
  expect(seeds.filter((seed) => ours[seed]?.length === 0)).toEqual([]);
});
