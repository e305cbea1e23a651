import { CodedError } from '../port/coded-error';

const FULL_LENGTH_MAX = 16;
const HEAD = 8;
const TAIL = 6;

/** An id of a call or callback, short enough for a table: `2e16ea62…00004b`. Commands take it. */
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
  return onlyOne(given, callIds, {
    code: 'CALL_NOT_FOUND',
    among: `the newest ${callIds.length} calls`,
    list: 'leitstand cdr list --json',
  });
}

/** The same of a callback; throws CALLBACK_UNKNOWN. */
export function onlyCallback(given: string, contactIds: readonly string[]): string {
  return onlyOne(given, contactIds, {
    code: 'CALLBACK_UNKNOWN',
    among: `${contactIds.length} callbacks`,
    list: 'leitstand callback list --json',
  });
}

interface Where {
  readonly code: string;
  readonly among: string;
  readonly list: string;
}

function onlyOne(given: string, ids: readonly string[], { code, among, list }: Where): string {
  const meant = ids.filter((id) => meansCall(given, id));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const reason = `${given} means ${meant.length} of ${among}`;
  throw new CodedError(code, reason, `give the whole id: ${list} has it`);
}
