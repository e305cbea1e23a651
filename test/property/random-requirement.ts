import fc from 'fast-check';

export const SKILLS = ['german', 'billing', 'contracts', 'trainee', 'x.2-b_c'] as const;

const comparison = fc
  .tuple(
    fc.constantFrom(...SKILLS),
    fc.constantFrom('', '>=', '>', '<=', '<', '='),
    fc.nat({ max: 11 }),
  )
  .map(([skill, sign, level]) => (sign === '' ? skill : `${skill} ${sign} ${level}`));

/** Expressions as people may write them: any shape, any spacing, brackets that say nothing. */
export const expressionText: fc.Arbitrary<string> = fc.letrec<{ whole: string; part: string }>(
  (tie) => ({
    whole: fc.oneof({ maxDepth: 4, withCrossShrink: true }, comparison, tie('part')),
    part: fc.oneof(
      tie('whole').map((inner) => `!(${inner})`),
      fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `(${a})&( ${b} )`),
      fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `(${a}  |${b})`),
      fc.tuple(comparison, comparison, tie('whole')).map(([a, b, c]) => `(${a} | ${b} & ${c})`),
    ),
  }),
).whole;

/** What an agent can do; a skill that is not named is not had. */
export const skillLevels = fc.dictionary(
  fc.constantFrom(...SKILLS),
  fc.integer({ min: 1, max: 10 }),
  { noNullPrototype: true },
);
