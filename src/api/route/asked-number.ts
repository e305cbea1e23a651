import { z } from 'zod';
import { isCountry, phoneNumber } from '../../store/import/phone-number';
import { Problem } from '../problem';
import { count } from '../view-schema';

const NUMBERS_MAX = 10_000;

/** Of numbers without a country code. */
export const country = z.string().refine(isCountry, 'ISO 3166-1 alpha-2, DE').optional();

/** In a body that names phone numbers by the batch. */
export const numbersAsked = {
  numbers: z.array(z.string().max(100)).min(1).max(NUMBERS_MAX),
  country,
};

interface NumbersAsked {
  readonly numbers: readonly string[];
  readonly country?: string | undefined;
}

/** In the answer to it. */
export const invalidNumbers = z
  .array(count)
  .describe('places in `numbers`, from 0, of what is no number');

/** Each number once, as E.164, and the places of what is no number. */
export function numbersOf(asked: NumbersAsked) {
  const found = asked.numbers.map((text) => phoneNumber(text, asked.country)?.number);
  return {
    numbers: [...new Set(found.filter((number) => number !== undefined))],
    invalid: found.flatMap((number, index) => (number === undefined ? [index] : [])),
  };
}

/** The number as E.164. Throws NUMBER_INVALID. */
export function numberOf(text: string, ofCountry: string | undefined): string {
  const number = phoneNumber(text, ofCountry)?.number;
  if (number !== undefined) return number;
  throw new Problem(422, 'NUMBER_INVALID', 'this is no telephone number', {
    remedy: 'write it with its country code, or say the country',
  });
}
