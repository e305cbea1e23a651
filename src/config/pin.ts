import { randomBytes, scryptSync } from 'node:crypto';

/** Some 30 ms on a server: a PIN of six digits is tried through in hours, not in a blink. */
const COST = 16_384;

/** What stands in the centre file for a PIN (scrypt, RFC 7914): `scrypt$N$salt$hash`. */
export function hashPin(pin: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(pin, salt, 32, { N: COST, r: 8, p: 1 });
  return `scrypt$${COST}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

export const PIN = /^\d{4,12}$/;

export const PIN_HASH = /^scrypt\$\d{1,7}\$[\w-]{16,64}\$[\w-]{16,128}$/;
