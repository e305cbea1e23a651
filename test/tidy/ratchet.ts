import type { Finding } from './source';

/**
 * Breaches that stand for now: `rule path` and how many. The list may only shrink: a number that
 * is too high fails just as one that is too low.
 */
export const RATCHET: Readonly<Record<string, number>> = {};

/** What the findings break beyond the ratchet, as lines to read; empty when all is well. */
export function beyond(
  findings: readonly Finding[],
  ratchet: Readonly<Record<string, number>>,
): string[] {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.path}`;
    byKey.set(key, [...(byKey.get(key) ?? []), finding]);
  }
  const excess = [...byKey].flatMap(([key, found]) =>
    found.length > (ratchet[key] ?? 0) ? found.map(describeFinding) : [],
  );
  const slack = Object.entries(ratchet).flatMap(([key, count]) => {
    const found = byKey.get(key)?.length ?? 0;
    return found < count ? [`ratchet: "${key}" is down to ${found}: lower it`] : [];
  });
  return [...excess, ...slack];
}

const describeFinding = (finding: Finding): string => {
  const place = finding.line > 0 ? `${finding.path}:${finding.line}` : finding.path;
  return `${place} [${finding.rule}] ${finding.message}`;
};
