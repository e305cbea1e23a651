/** The first place where two values differ. */
export interface Difference {
  /** `body.record.segments[2].endedAt`; empty for the values themselves. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Compares JSON data, order of keys apart. undefined: they are equal. */
export function firstDifference(
  expected: unknown,
  actual: unknown,
  path = '',
): Difference | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (!isNode(expected) || !isNode(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return { path, expected, actual };
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) {
    const found = firstDifference(expected[key], actual[key], extend(path, key, expected));
    if (found) return found;
  }
  return undefined;
}

const isNode = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function extend(path: string, key: string, parent: unknown): string {
  if (Array.isArray(parent)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
