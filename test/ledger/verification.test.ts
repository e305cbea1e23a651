import { bundleOf, keptNote, verifySample } from './sample-bundle';
import { sampleLog } from './sample-log';

describe('a good bundle', () => {
  it.each([1, 2, 3, 4, 5])('is found good, whole and in parts (seed %i)', async (seed) => {
    const log = sampleLog({ seed, entries: 60, rotateAt: [17, 40] });
    const key = log.keys[0]?.key;
    const whole = await verifySample(bundleOf(log), key);
    expect(whole.findings).toEqual([]);
    expect(whole).toMatchObject({ entries: 61, keys: 3, sources: 3, provenTo: 61 });
    const kept = [keptNote('kept.txt', log.notes.get(20) ?? '')];
    for (const [from, to] of [
      [0, 30],
      [13, 61],
      [20, 20],
      [25, 47],
    ] as const) {
      const part = bundleOf(log, { from, to, provenSizes: [20] });
      const verdict = await verifySample(part, key, kept);
      expect(verdict.findings).toEqual([]);
    }
  });
});
