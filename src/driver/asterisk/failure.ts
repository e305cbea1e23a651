import { Failure } from '../link/failure';
import { type AriReply, messageOf } from './ari-link';

/**
 * Asterisk has no such channel. A variable that is not set is refused with the same status, and
 * only the words tell the two apart.
 */
export const isNoChannel = (reply: AriReply): boolean =>
  reply.status === 404 && /channel/i.test(messageOf(reply));

/** What a refusal of ARI about a channel means. */
export function channelFailure(reply: AriReply): Failure {
  const detail = messageOf(reply);
  if (reply.status === 404 || /channel not found/i.test(detail)) {
    return new Failure('LEG_NOT_FOUND', detail);
  }
  if ([409, 412, 422].includes(reply.status)) return new Failure('LEG_WRONG_STATE', detail);
  return new Failure('REFUSED', detail);
}
