import type { Commitment } from '../../ledger/entry';
import { storableText } from '../storable';
import { Personal } from './personal';

type Commit = (value: unknown) => Commitment;

/** Longer than anything that is said on purpose: 16,384 UTF-16 units of one text. */
const TEXT_MAX = 16_384;
/** Deeper than any record. */
const DEPTH_MAX = 24;
const OWN = { enumerable: true, configurable: true, writable: true };

/**
 * The body with commitments in the place of its personal values, as plain JSON data that
 * PostgreSQL can hold: texts by the rule of the tables, so that both say the same; what is absent
 * is left out, and what JSON has no word for becomes null.
 */
export function sealedBody(
  body: Readonly<Record<string, unknown>>,
  commit: Commit,
): Record<string, unknown> {
  return dataOfObject(body, commit, 0);
}

function dataOf(value: unknown, commit: Commit, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return boundedText(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null || depth > DEPTH_MAX) return null;
  if (value instanceof Personal) return commit(dataOf(value.value, commit, depth + 1));
  if (Array.isArray(value)) return value.map((item) => dataOf(item, commit, depth + 1));
  return dataOfObject(value as Readonly<Record<string, unknown>>, commit, depth);
}

function dataOfObject(
  value: Readonly<Record<string, unknown>>,
  commit: Commit,
  depth: number,
): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const name in value) {
    const part = value[name];
    if (part === undefined) continue;
    const data = dataOf(part, commit, depth + 1);
    // A plain assignment to `__proto__` would be no property.
    if (name === '__proto__') Object.defineProperty(whole, name, { ...OWN, value: data });
    else whole[boundedText(name)] = data;
  }
  return whole;
}

/** The cut may halve a pair, so it comes first. */
export function boundedText(text: string): string {
  const isLong = text.length > TEXT_MAX;
  return storableText(isLong ? `${text.slice(0, TEXT_MAX)}…` : text);
}
