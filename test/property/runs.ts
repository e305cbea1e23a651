/**
 * How often a property is tried. A run that is repeated finds the same: the seed is fixed, unless
 * LEITSTAND_PROPERTY_SEED names another one, or `random`, as `bin/test --full` does.
 */
export function runs(usual: number) {
  const { env } = process;
  const seed = env['LEITSTAND_PROPERTY_SEED'] ?? '20261122';
  return {
    numRuns: Number(env['LEITSTAND_PROPERTY_RUNS'] ?? usual),
    ...(seed !== 'random' && { seed: Number(seed) }),
    // Shrinking 400 happenings takes minutes: the seed is enough to come back to it.
    endOnFailure: env['LEITSTAND_PROPERTY_SHRINK'] === undefined,
  };
}
