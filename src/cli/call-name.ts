import { CodedError } from '../port/coded-error';

const FULL_LENGTH_MAX = 16;
const HEAD = 8;
const TAIL = 6;

/** A call id short enough for a table: `2e16ea62…00004b`. `cdr show` takes it, too. */
export const shortCallId = (callId: string): string =>
  callId.length <= FULL_LENGTH_MAX ? callId : `${callId.slice(0, HEAD)}…${callId.slice(-TAIL)}`;

/** Whether what a person typed or copied (`2e16ea62…00004b`, `2e16ea62...4b`) means this call. */
export function meansCall(given: string, callId: string): boolean {
  const [head = '', tail] = given.split(/…|\.{2,}/);
  return tail === undefined
    ? callId === given
    : callId.length >= head.length + tail.length &&
        callId.startsWith(head) &&
        callId.endsWith(tail);
}

export const isShort = (given: string): boolean => /…|\.{2,}/.test(given);

/** The one call that a short id means. Throws CALL_NOT_FOUND when it means none or several. */
export function onlyCall(given: string, callIds: readonly string[]): string {
  const meant = callIds.filter((callId) => meansCall(given, callId));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  throw new CodedError(
    'CALL_NOT_FOUND',
    `${given} means ${meant.length} of the newest ${callIds.length} calls`,
    'give the whole id: leitstand cdr list --json has it',
  );
}
