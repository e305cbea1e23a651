import { readFileSync } from 'node:fs';
import { loudness, SAMPLE_RATE, toneShare } from '../switch/tone';
import type { Recorded } from './switch-harness';

interface Stretch {
  readonly fromMs: number;
  readonly tones: readonly number[];
}

const WINDOW_MS = 100;
/** What is shorter is a seam between two stretches. */
const STRETCH_MIN_MS = 300;
const SILENCE_MAX = 100;
const TONE_SHARE_MIN = 0.2;
const WAV_HEADER_BYTES = 44;

/** What is heard of these tones in stretches of at least 0.3 s, alike ones put together. */
export function asHeard(
  stretches: readonly Stretch[],
  durationMs: number,
  tones: readonly number[],
): readonly (readonly number[])[] {
  const named = joined(
    stretches.map(({ fromMs, tones: all }) => {
      return { fromMs, tones: tones.filter((hz) => all.includes(hz)) };
    }),
  );
  const long = named.filter(({ fromMs }, index) => {
    return (named[index + 1]?.fromMs ?? durationMs) - fromMs >= STRETCH_MIN_MS;
  });
  return joined(long).map((stretch) => stretch.tones);
}

const joined = (stretches: readonly Stretch[]): readonly Stretch[] =>
  stretches.filter(({ tones }, index) => tones.join() !== stretches[index - 1]?.tones.join());

/** Listens to a wav file of 16 bits and 8000 samples a second, mono. */
export function heardIn(file: string, tones: readonly number[]): Recorded {
  const bytes = readFileSync(file).subarray(WAV_HEADER_BYTES);
  const samples = Array.from({ length: bytes.length >> 1 }, (_, index) =>
    bytes.readInt16LE(index * 2),
  );
  const perWindow = (SAMPLE_RATE * WINDOW_MS) / 1000;
  const windows = Array.from({ length: Math.floor(samples.length / perWindow) }, (_, index) => ({
    fromMs: index * WINDOW_MS,
    tones: tonesIn(samples.slice(index * perWindow, (index + 1) * perWindow), tones),
  }));
  const durationMs = (samples.length / SAMPLE_RATE) * 1000;
  return { durationMs, stretches: asHeard(joined(windows), durationMs, tones) };
}

const tonesIn = (window: readonly number[], tones: readonly number[]): readonly number[] =>
  loudness(window) < SILENCE_MAX
    ? []
    : tones.filter((hz) => toneShare(window, hz) > TONE_SHARE_MIN);
