import { Failure } from '../link/failure';
import { errorOf } from './esl-link';
import type { Leg } from './leg';

/** What a refusal of FreeSWITCH about a channel means. */
export function channelFailure(reply: string, leg?: Leg): Failure {
  const detail = errorOf(reply) || 'FreeSWITCH refused';
  const isGone = /no such channel|invalid session|cannot locate|session not found/i.test(detail);
  if (leg?.ended === true || isGone) return new Failure('LEG_NOT_FOUND', detail);
  return new Failure('LEG_WRONG_STATE', detail);
}

/** `SUBSCRIBER_ABSENT`: the directory has no such user; one that is away is not registered. */
const UNKNOWN = [
  'INVALID_GATEWAY',
  'INVALID_PROFILE',
  'CHAN_NOT_IMPLEMENTED',
  'INVALID_URL',
  'SUBSCRIBER_ABSENT',
];
const OVERLOADED = ['DESTINATION_OUT_OF_ORDER', 'SWITCH_CONGESTION', 'REQUESTED_CHAN_UNAVAIL'];

/** Why an originate came to nothing, from the reply of its job: there never was a channel. */
export function originateFailure(reply: string): Failure {
  const detail = errorOf(reply) || 'FreeSWITCH refused';
  if (UNKNOWN.includes(detail)) return new Failure('DESTINATION_UNKNOWN', detail);
  // So it says when it makes too many sessions a second, or has too many.
  if (OVERLOADED.includes(detail)) return new Failure('OVERLOADED', detail);
  if (/^[A-Z_]+$/.test(detail)) return new Failure('DESTINATION_UNREACHABLE', detail);
  return new Failure('REFUSED', detail);
}
