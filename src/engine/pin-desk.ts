import { scrypt, timingSafeEqual } from 'node:crypto';

/** As `leitstand agent pin` writes it: `scrypt$N$salt$hash`, both in base64url. */
const FORM = /^scrypt\$(\d{1,7})\$([\w-]{16,64})\$([\w-]{16,128})$/;

/**
 * Whether a PIN belongs to its hash (scrypt, RFC 7914, r 8, p 1). False also for a hash that
 * cannot be read. Takes tens of milliseconds on a thread of its own; never rejects.
 */
export function isRightPin(pin: string, pinHash: string): Promise<boolean> {
  const [, cost, salt, wanted] = FORM.exec(pinHash) ?? [];
  if (cost === undefined || salt === undefined || wanted === undefined) {
    return Promise.resolve(false);
  }
  const hash = Buffer.from(wanted, 'base64url');
  const options = { N: Number(cost), r: 8, p: 1 };
  return new Promise((resolve) => {
    try {
      scrypt(pin, Buffer.from(salt, 'base64url'), hash.length, options, (error, made) =>
        resolve(error === null && timingSafeEqual(made, hash)),
      );
    } catch {
      // A cost that is no power of two: such a hash fits no PIN.
      resolve(false);
    }
  });
}
