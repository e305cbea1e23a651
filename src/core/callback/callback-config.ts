/** How a queue calls back those who would rather not wait on the line. */
export interface CallbackConfig {
  /** By which customers are called; the name that the caller's switch gives the trunk. */
  readonly trunk: string;
  /** What the customer sees; default: the number that the customer called. */
  readonly callerNumber?: string;
  /** What a number has to begin with, the caller's own included: against calls at our expense. */
  readonly allow: readonly string[];
  /** What it must not begin with, whatever is allowed. */
  readonly deny: readonly string[];
  /** How often the customer is called in all. */
  readonly attemptsMax: number;
  readonly retryAfterMs: number;
  readonly ringTimeoutMs: number;
  /** A customer who was not reached so long after asking for it is called no more. */
  readonly expireAfterMs: number;
  /** So many may wait for their call at once. */
  readonly pendingMax: number;
}

const DIALLABLE = /^\+?\d{3,20}$/;

/**
 * Whether a number may be called back. The number that a caller comes from can be forged, so it is
 * held to the same rules as one that was typed.
 */
export const mayCallBack = ({ allow, deny }: CallbackConfig, number: string): boolean =>
  DIALLABLE.test(number) &&
  allow.some((prefix) => number.startsWith(prefix)) &&
  !deny.some((prefix) => number.startsWith(prefix));

/** Shorter numbers are those of phones in the house, which are compared as they are. */
const SUBSCRIBER_DIGITS = 7;

const significant = (number: string): string => number.replace(/^\+?0*/, '');

/**
 * `030 1234567`, `0049 30 1234567` and `+49 30 1234567` are one phone, which is bothered once:
 * without the zeros before it one of them ends with the other.
 */
export function isSameNumber(one: string, other: string): boolean {
  const [longer, shorter] = [significant(one), significant(other)].sort(
    (a, b) => b.length - a.length,
  ) as [string, string];
  return longer === shorter || (shorter.length >= SUBSCRIBER_DIGITS && longer.endsWith(shorter));
}
