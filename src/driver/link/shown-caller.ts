import type { OriginateCommand } from '../../port/switch-command';

const LENGTH_MAX = 80;
/** What a number or SIP user may have besides; the rest could end it, or mean something else. */
const NOT_IN_NUMBER = /[^A-Za-z0-9+*#._-]/g;
/** Quotes, brackets, escapes and `$` mean something to one switch or the other. */
const NOT_IN_NAME = /["<>\\${}[\]\p{Cc}]/gu;
/** FreeSWITCH would call a second destination behind it. */
const SEPARATOR = /:_:/g;

export interface ShownCaller {
  readonly callerNumber?: string;
  readonly callerName?: string;
}

/**
 * Who is shown to the called party. A caller may send any text as number and name, so what cannot
 * be shown is left out; a call is never refused for it, or one caller would hold up a queue.
 */
export function shownCaller({ callerNumber, callerName }: OriginateCommand): ShownCaller {
  const number = callerNumber?.replace(NOT_IN_NUMBER, '').slice(0, LENGTH_MAX) ?? '';
  const name = callerName?.replace(NOT_IN_NAME, ' ').replace(SEPARATOR, ' ') ?? '';
  const shown = name.trim().slice(0, LENGTH_MAX);
  return {
    ...(number === '' ? {} : { callerNumber: number }),
    ...(shown === '' ? {} : { callerName: shown }),
  };
}
