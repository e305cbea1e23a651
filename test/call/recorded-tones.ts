import { readFileSync } from 'node:fs';
import { loudness, toneShare } from '../switch/tone';

const HEAD_BYTES = 44;
const WINDOW = 1600;

/** Which tones are in the wav file at all, and how many fifths of a second of it are silence. */
export function heard(path: string, tones: readonly number[]) {
  const bytes = readFileSync(path).subarray(HEAD_BYTES);
  const all = Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(n * 2));
  const windows = Array.from({ length: Math.floor(all.length / WINDOW) }, (_, n) =>
    all.slice(n * WINDOW, (n + 1) * WINDOW),
  );
  const has = (hz: number): boolean =>
    windows.some((one) => loudness(one) > 500 && toneShare(one, hz) > 0.2);
  return {
    tones: tones.filter(has),
    silent: windows.filter((one) => loudness(one) < 50).length,
  };
}
