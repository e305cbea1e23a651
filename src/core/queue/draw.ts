/**
 * The time at which a runner with this speed is through a race whose length is drawn for the pair
 * from the text: the smallest wins with probability weight / sum of weights (Efraimidis and
 * Spirakis, 2006). No dice: the same text gives the same draw.
 */
export const drawOf = (text: string, weight: number): number =>
  -Math.log((hash53(text) + 0.5) / 2 ** 53) / Math.max(weight, Number.EPSILON);

/** 53 well mixed bits of a text (cyrb53, public domain). */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
