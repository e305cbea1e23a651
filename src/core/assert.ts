/** A programmer's error: the engine logs the seq, stops, and the journal reproduces it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends an exhaustive switch: a new variant that nobody handles does not compile. */
export function never(value: never): never {
  throw new AssertionError(`unexpected variant ${JSON.stringify(value)}`);
}

/** The value, which the caller knows to be there. */
export function known<T>(value: T | undefined, what: string): T {
  assert(value !== undefined, `${what} is unknown`);
  return value;
}
