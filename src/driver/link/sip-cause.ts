import type { HangupCause } from '../../port/hangup-cause';

/** SIP status codes of RFC 3261; finer than the Q.850 values that switches make of them. */
export const CAUSE_BY_SIP: Readonly<Record<number, HangupCause>> = {
  // The far side asks us for a password that we have not: nobody was rung.
  401: 'unreachable',
  403: 'rejected',
  404: 'unallocated-number',
  407: 'unreachable',
  408: 'no-answer',
  410: 'unallocated-number',
  480: 'no-answer',
  484: 'unallocated-number',
  486: 'busy',
  487: 'cancelled',
  488: 'switch-failure',
  502: 'unreachable',
  503: 'congestion',
  504: 'unreachable',
  600: 'busy',
  603: 'rejected',
  604: 'unallocated-number',
};
