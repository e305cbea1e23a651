/** Which numbers a campaign may call: prefixes of E.164 numbers, with their plus. */
export interface NumberRules {
  /** One of these has to fit; an empty list lets nothing through. */
  readonly allow: readonly string[];
  /** None of these may fit, whatever is allowed. */
  readonly deny: readonly string[];
}

/** Results after which a number of a lead is out: there is none such, or it is not that person. */
export const NUMBER_OUT_RESULTS: readonly string[] = ['invalid-number', 'wrong-number'];

/** ITU-T E.164: a plus, a country code that begins with no 0, at most 15 digits in all. */
const E164 = /^\+[1-9]\d{6,14}$/;

export const isE164 = (number: string): boolean => E164.test(number);

/**
 * Why a number may not be called by rule, whoever it belongs to; or null. Emergency numbers and
 * other short ones are no E.164 numbers, and so never called.
 */
export function numberVerdict(
  number: string,
  { allow, deny }: NumberRules,
): 'number-invalid' | 'number-blocked' | null {
  if (!isE164(number)) return 'number-invalid';
  const fits = (prefix: string): boolean => number.startsWith(prefix);
  const isPremium = PREMIUM_PREFIXES.some(fits);
  return isPremium || deny.some(fits) || !allow.some(fits) ? 'number-blocked' : null;
}

/**
 * Numbers that cost whoever calls them more than a call, and that no person answers: the ways of
 * toll fraud. Never called, whatever a campaign allows.
 */
export const PREMIUM_PREFIXES: readonly string[] = [
  // Germany: premium and mass traffic, dialers, directory enquiries, shared cost.
  ...['+49900', '+49190', '+49137', '+49138', '+49180', '+49118'],
  // United Kingdom: premium, and personal numbers that are billed like it.
  ...['+449', '+4470', '+4487'],
  // North America: premium by area code.
  ...['+1900', '+1976'],
  // France: premium.
  ...['+3389'],
  // Austria and Switzerland.
  ...['+43900', '+43901', '+43930', '+43939', '+41900', '+41901', '+41906'],
  // No country's: satellites, international networks, shared revenue.
  ...['+870', '+878', '+881', '+882', '+883', '+888', '+979'],
];
