import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/ledger/verification';
import { keptNote, type SampleBundle, verifySample, writeSample } from './sample-bundle';
import { type SecondFinding, secondVerdicts } from './second-verifier';

/** A bundle as a client got it, with what the client had before. */
export interface ClientCase {
  readonly bundle: SampleBundle;
  readonly key?: string;
  /** A note. */
  readonly kept?: string;
}

const saidBy = ({ findings }: Verdict): SecondFinding[] =>
  findings.map(({ code, leaf, until }) => [code, leaf ?? null, until ?? null]);

/** What each verifier finds, ours first; both see the same bytes. */
export async function bothVerdicts(
  cases: readonly ClientCase[],
): Promise<{ readonly ours: SecondFinding[][]; readonly theirs: SecondFinding[][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-bundles-'));
  try {
    const ours: SecondFinding[][] = [];
    const asked = cases.map(({ bundle, key, kept }, at) => {
      const place = join(folder, String(at));
      writeSample(place, bundle);
      const file = join(place, 'kept.txt');
      if (kept !== undefined) writeFileSync(file, kept);
      return { folder: place, kept: kept ? [file] : [], ...(key === undefined ? {} : { key }) };
    });
    for (const { bundle, key, kept } of cases) {
      const notes = kept === undefined ? [] : [keptNote('kept.txt', kept)];
      ours.push(saidBy(await verifySample(bundle, key, notes)));
    }
    return { ours, theirs: secondVerdicts(asked) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first finding, once both say the same from first to last. */
export async function found(one: ClientCase): Promise<SecondFinding | undefined> {
  const { ours, theirs } = await bothVerdicts([one]);
  expect(theirs).toEqual(ours);
  return ours[0]?.[0];
}
