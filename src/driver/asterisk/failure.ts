import { Failure } from '../link/failure';
import { type AriReply, messageOf } from './ari-link';

/** What a refusal of ARI about a channel means. */
export function channelFailure(reply: AriReply): Failure {
  const detail = messageOf(reply);
  if (reply.status === 404 || /channel not found/i.test(detail)) {
    return new Failure('LEG_NOT_FOUND', detail);
  }
  if ([409, 412, 422].includes(reply.status)) return new Failure('LEG_WRONG_STATE', detail);
  return new Failure('REFUSED', detail);
}
