export const SECOND_MS = 1000;
export const HOUR_MS = 3600 * SECOND_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Any 24 hours up to now. */
export const ROLLING_DAY = { kind: 'rolling', ms: DAY_MS } as const;

/** Any 30 days up to now: never less strict than each successive 30 days. */
export const ROLLING_30_DAYS = { kind: 'rolling', ms: 30 * DAY_MS } as const;

/** Five years with their leap days. */
export const FIVE_YEARS_MS = 1827 * DAY_MS;
