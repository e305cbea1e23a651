/** Telephone audio: G.711 µ-law at 8,000 samples a second, and the search for a tone in it. */
export const SAMPLE_RATE = 8000;
const BIAS = 0x84;
const CLIP = 32_635;

/** One µ-law byte of a linear sample (-32768 to 32767). ITU-T G.711. */
export function toUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

export function fromUlaw(byte: number): number {
  const bits = ~byte & 0xff;
  const exponent = (bits >> 4) & 0x07;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << exponent;
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

/** A sine of the frequency, from sample `offset` on, so that packets join without a click. */
export function sine(hz: number, offset: number, samples: number, amplitude = 8000): Buffer {
  const bytes = Buffer.alloc(samples);
  for (let i = 0; i < samples; i += 1) {
    const phase = (2 * Math.PI * hz * (offset + i)) / SAMPLE_RATE;
    bytes[i] = toUlaw(Math.round(amplitude * Math.sin(phase)));
  }
  return bytes;
}

/** Root mean square, 0 to 32767. */
export function loudness(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
}

/** How much of the energy is at this frequency, 0 to 1: about 1 for a pure tone. (Goertzel) */
export function toneShare(samples: readonly number[], hz: number): number {
  const energy = samples.reduce((sum, one) => sum + one * one, 0);
  if (energy === 0) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE);
  let before = 0;
  let last = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - coefficient * last * before;
  return (2 * power) / (samples.length * energy);
}
