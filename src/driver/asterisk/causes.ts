import type { HangupCause, RawCause } from '../../port/hangup-cause';
import { CAUSE_BY_SIP } from '../link/sip-cause';

/** Q.850 values, as in Asterisk's `causes.h`. What 16 means depends on whether it was answered. */
const CAUSE_BY_Q850: Readonly<Record<number, HangupCause>> = {
  1: 'unallocated-number',
  2: 'unreachable',
  3: 'unreachable',
  16: 'normal',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'unreachable',
  21: 'rejected',
  22: 'unallocated-number',
  26: 'normal',
  27: 'unreachable',
  28: 'unallocated-number',
  29: 'rejected',
  31: 'normal',
  34: 'congestion',
  38: 'unreachable',
  41: 'congestion',
  42: 'congestion',
  44: 'congestion',
  47: 'switch-failure',
  50: 'rejected',
  57: 'rejected',
  58: 'switch-failure',
  65: 'switch-failure',
  88: 'switch-failure',
  102: 'unreachable',
  127: 'unknown',
};

/** What to tell Asterisk when we hang up; it makes the SIP status of an unanswered leg from it. */
const Q850_BY_CAUSE: Readonly<Record<HangupCause, number>> = {
  normal: 16,
  busy: 17,
  'no-answer': 19,
  rejected: 21,
  cancelled: 16,
  'unallocated-number': 1,
  unreachable: 20,
  congestion: 34,
  'switch-failure': 41,
  redirected: 16,
  lost: 16,
  unknown: 16,
};

export const q850Of = (cause: HangupCause): number => Q850_BY_CAUSE[cause];

/** An ordinary clearing before the answer means that somebody gave up. */
export function causeOf(
  q850: number | undefined,
  sip: number | undefined,
  answered: boolean,
): HangupCause {
  const bySip = answered || sip === undefined ? undefined : CAUSE_BY_SIP[sip];
  const cause = bySip ?? (q850 === undefined ? undefined : CAUSE_BY_Q850[q850]);
  if (answered) return cause ?? (q850 === 0 || q850 === undefined ? 'normal' : 'unknown');
  if (cause === undefined) return q850 === undefined || q850 === 0 ? 'cancelled' : 'unknown';
  return cause === 'normal' ? 'cancelled' : cause;
}

/** The raw values as far as they are such; undefined when there are none. */
export function rawCauseOf(q850?: number, sip?: number, text?: string): RawCause | undefined {
  const raw: RawCause = {
    ...(q850 !== undefined && q850 >= 1 && q850 <= 127 ? { q850 } : {}),
    ...(sip !== undefined && sip >= 300 && sip <= 699 ? { sip } : {}),
    ...(text === undefined || text === '' ? {} : { text }),
  };
  return Object.keys(raw).length === 0 ? undefined : raw;
}
