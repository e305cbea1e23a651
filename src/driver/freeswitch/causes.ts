import type { HangupCause, RawCause } from '../../port/hangup-cause';
import { CAUSE_BY_SIP } from '../link/sip-cause';
import type { EslEvent } from './esl-frame';

/** FreeSWITCH's names (switch_types.h); those with a Q.850 value mean what that value means. */
const CAUSE_BY_NAME: Readonly<Record<string, HangupCause>> = {
  NORMAL_CLEARING: 'normal',
  NORMAL_UNSPECIFIED: 'normal',
  NON_SELECTED_USER_CLEARING: 'normal',
  ALLOTTED_TIMEOUT: 'normal',
  MANAGER_REQUEST: 'normal',
  SUCCESS: 'normal',
  USER_BUSY: 'busy',
  NO_USER_RESPONSE: 'no-answer',
  NO_ANSWER: 'no-answer',
  PROGRESS_TIMEOUT: 'no-answer',
  MEDIA_TIMEOUT: 'unreachable',
  CALL_REJECTED: 'rejected',
  FACILITY_REJECTED: 'rejected',
  OUTGOING_CALL_BARRED: 'rejected',
  INCOMING_CALL_BARRED: 'rejected',
  BEARERCAPABILITY_NOTAUTH: 'rejected',
  WRONG_CALL_STATE: 'rejected',
  REJECT_ALL: 'rejected',
  CHAN_NOT_IMPLEMENTED: 'unreachable',
  ORIGINATOR_CANCEL: 'cancelled',
  LOSE_RACE: 'cancelled',
  PICKED_OFF: 'cancelled',
  UNALLOCATED_NUMBER: 'unallocated-number',
  INVALID_NUMBER_FORMAT: 'unallocated-number',
  NUMBER_CHANGED: 'unallocated-number',
  NO_ROUTE_TRANSIT_NET: 'unreachable',
  NO_ROUTE_DESTINATION: 'unreachable',
  DESTINATION_OUT_OF_ORDER: 'unreachable',
  NETWORK_OUT_OF_ORDER: 'unreachable',
  SUBSCRIBER_ABSENT: 'unreachable',
  USER_NOT_REGISTERED: 'unreachable',
  RECOVERY_ON_TIMER_EXPIRE: 'unreachable',
  GATEWAY_DOWN: 'unreachable',
  INVALID_GATEWAY: 'unreachable',
  INVALID_PROFILE: 'unreachable',
  INVALID_URL: 'unreachable',
  EXCHANGE_ROUTING_ERROR: 'switch-failure',
  NORMAL_CIRCUIT_CONGESTION: 'congestion',
  NORMAL_TEMPORARY_FAILURE: 'congestion',
  SWITCH_CONGESTION: 'congestion',
  REQUESTED_CHAN_UNAVAIL: 'congestion',
  SERVICE_UNAVAILABLE: 'congestion',
  INCOMPATIBLE_DESTINATION: 'switch-failure',
  BEARERCAPABILITY_NOTAVAIL: 'switch-failure',
  BEARERCAPABILITY_NOTIMPL: 'switch-failure',
  MANDATORY_IE_MISSING: 'switch-failure',
  PROTOCOL_ERROR: 'switch-failure',
  CRASH: 'switch-failure',
  SYSTEM_SHUTDOWN: 'switch-failure',
  BLIND_TRANSFER: 'redirected',
  ATTENDED_TRANSFER: 'redirected',
};

/** What to give as a reason; mod_sofia makes the SIP status of an unanswered leg from it. */
const NAME_BY_CAUSE: Readonly<Record<HangupCause, string>> = {
  normal: 'NORMAL_CLEARING',
  busy: 'USER_BUSY',
  'no-answer': 'NO_ANSWER',
  rejected: 'CALL_REJECTED',
  cancelled: 'NORMAL_CLEARING',
  'unallocated-number': 'UNALLOCATED_NUMBER',
  unreachable: 'DESTINATION_OUT_OF_ORDER',
  congestion: 'NORMAL_CIRCUIT_CONGESTION',
  'switch-failure': 'NORMAL_TEMPORARY_FAILURE',
  redirected: 'NORMAL_CLEARING',
  lost: 'NORMAL_CLEARING',
  unknown: 'NORMAL_CLEARING',
};

export const hangupNameOf = (cause: HangupCause): string => NAME_BY_CAUSE[cause];

export interface WireEnd {
  readonly name?: string | undefined;
  readonly q850?: number;
  readonly sip?: number;
  /** No reply of the far end led to the SIP status: it was made on this machine. */
  readonly isHomemade?: boolean;
}

/** How a CHANNEL_HANGUP_COMPLETE says that its leg ended. */
export function endOf(event: EslEvent): WireEnd {
  const name = event['Hangup-Cause'] ?? event.variable_hangup_cause;
  const q850 = Number(event.variable_hangup_cause_q850);
  // The answer to our own CANCEL says nothing of the far end.
  const isOurs = event.variable_sip_hangup_disposition === 'send_cancel';
  const refused = isOurs ? undefined : event.variable_sip_invite_failure_status;
  const sip = Number(event.variable_sip_term_status ?? refused);
  return {
    name,
    ...(q850 >= 1 && q850 <= 127 ? { q850 } : {}),
    ...(sip >= 300 && sip <= 699 ? { sip } : {}),
    isHomemade: event.variable_sip_reply_host === undefined,
  };
}

/** An ordinary clearing before the answer means that somebody gave up. */
export function causeOf(end: WireEnd, answered: boolean): HangupCause {
  const byName = end.name === undefined ? undefined : CAUSE_BY_NAME[end.name];
  if (answered) return byName ?? 'unknown';
  // Nobody at the far end said this: the place of the trunk or phone does not answer at all.
  if (end.sip === 503 && end.isHomemade === true) return 'unreachable';
  const bySip = end.sip === undefined ? undefined : CAUSE_BY_SIP[end.sip];
  const cause = bySip ?? byName;
  if (cause === undefined) return end.name === undefined ? 'cancelled' : 'unknown';
  return cause === 'normal' ? 'cancelled' : cause;
}

/** The raw values; undefined when there are none. */
export function rawCauseOf({ name, q850, sip }: WireEnd): RawCause | undefined {
  const raw: RawCause = {
    ...(q850 === undefined ? {} : { q850 }),
    ...(sip === undefined ? {} : { sip }),
    ...(name === undefined || name === '' ? {} : { text: name }),
  };
  return Object.keys(raw).length === 0 ? undefined : raw;
}
