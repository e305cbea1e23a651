/** ms of each unit that a person may write. */
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const DURATION = /^(?:\d+ms|\d+(?:\.\d{1,3})?[smhd])+$/;
const PART = /(\d+(?:\.\d{1,3})?)(ms|[smhd])/g;

/** `20s`, `1m30s`, `500ms`, `1.5h` in ms; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text) || text.length > 32) return undefined;
  let totalMs = 0;
  let lastUnitMs = Number.POSITIVE_INFINITY;
  for (const [, amount, unit] of text.matchAll(PART)) {
    const unitMs = UNIT_MS[unit as keyof typeof UNIT_MS];
    // `30s1m` is more likely a slip than a wish.
    if (unitMs >= lastUnitMs) return undefined;
    lastUnitMs = unitMs;
    totalMs += Math.round(Number(amount) * unitMs);
  }
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/** The way back: 90000 is `1m30s`; 0 is `0s`. */
export function formatDuration(durationMs: number): string {
  let rest = durationMs;
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const amount = Math.floor(rest / UNIT_MS[unit]);
    rest -= amount * UNIT_MS[unit];
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.join('') || '0s';
}
