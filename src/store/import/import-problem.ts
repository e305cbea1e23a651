/** What can be wrong with a row, and what to do about it. */
export const PROBLEMS = {
  ROW_INVALID: 'make the line one JSON object with plain values',
  ROW_TOO_LONG: 'look for a quote that is never closed, or leave long columns out',
  CELLS_TOO_MANY: 'put quotes around values that contain the separator',
  NUMBER_MISSING: 'fill in at least one number',
  NUMBER_INVALID: 'write it with its country code, +49..., or name the country of the list',
  NUMBER_LEFT_OUT: 'the lead has another number; mend or remove this one',
  ZONE_UNKNOWN: 'use an IANA name such as America/New_York',
  ZONE_NEEDED: 'its country has several zones: add a zone column, or give the list a zone',
  PRIORITY_INVALID: 'use a whole number from -100 to 100',
  AUDIENCE_INVALID: 'use consumer or business',
  CONSENT_INCOMPLETE: 'a consent has a kind, the time at which it was given, and its evidence',
  TIME_INVALID: 'use ISO 8601 with an offset, 2026-11-22T09:00:00+01:00, or ms since 1970',
  KEY_TOO_LONG: 'use a key of at most 200 characters',
  FIELDS_TOO_LONG: 'name the columns that agents need: --map field:name=COLUMN',
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A row that is refused; never with its values, which are somebody's data. */
export class RowProblem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly column?: string,
  ) {
    super(code);
  }
}
