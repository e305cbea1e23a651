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
