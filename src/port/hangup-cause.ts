/**
 * Why a leg ended, in one vocabulary for every switch. Each driver has one table from its own
 * causes (Q.850, SIP, FreeSWITCH names) to these; the raw values are kept beside it.
 */
export const HANGUP_CAUSES = [
  /** Hung up after a conversation, or an ordinary end by either side (Q.850 16). */
  'normal',
  /** The called party is busy (Q.850 17, SIP 486/600). */
  'busy',
  /** Rang until the ring timeout (Q.850 18/19, SIP 408/480). */
  'no-answer',
  /** The called party refused (Q.850 21, SIP 603/403). */
  'rejected',
  /** We, or the caller, gave up before an answer (Q.850 16 before answer, SIP 487). */
  'cancelled',
  /** There is no such number (Q.850 1/28, SIP 404/484). */
  'unallocated-number',
  /** The device, trunk or gateway cannot be reached (Q.850 3/20/27/38). */
  'unreachable',
  /** No circuit, or an overload on the way (Q.850 34/42, SIP 503). */
  'congestion',
  /** The switch itself failed on this call. */
  'switch-failure',
  /** Sent elsewhere by `redirect`. */
  'redirected',
  /** The leg was gone when we came back, and nothing told why. */
  'lost',
  /** None of the above; look at the raw cause. */
  'unknown',
] as const;

export type HangupCause = (typeof HANGUP_CAUSES)[number];

/** What the switch itself said, kept for disputes. */
export interface RawCause {
  /** ITU-T Q.850 cause value, 1 to 127. */
  readonly q850?: number;
  /** SIP status code of RFC 3261, 300 to 699. */
  readonly sip?: number;
  readonly text?: string;
}
