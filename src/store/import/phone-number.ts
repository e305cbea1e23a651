import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

export interface PhoneNumber {
  /** E.164. */
  readonly number: string;
  /** ISO 3166-1 alpha-2; absent for numbers of no country, or of one that cannot be told. */
  readonly country?: string;
}

/** Whether numbers of this country (ISO 3166-1 alpha-2) are known. */
export const isCountry = (text: string): text is CountryCode => isSupportedCountry(text);

/** How people write numbers; a word beside it (an extension, a name) makes it somebody else's. */
const WRITTEN = /^[+\uff0b\p{Nd}\s()[\]./\p{Pd}]{3,40}$/u;

/**
 * The number as one would dial it from anywhere; null for what no telephone has. A number without
 * a prefix of its own is one of `country`. The rules are those of Google's libphonenumber.
 */
export function phoneNumber(text: string, country?: string): PhoneNumber | null {
  if (!WRITTEN.test(text)) return null;
  const known = country !== undefined && isCountry(country) ? country : undefined;
  const found = parsePhoneNumberFromString(text, known);
  if (!found?.isValid()) return null;
  const { number, country: own } = found;
  return own === undefined ? { number } : { number, country: own };
}
