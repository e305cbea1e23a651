import { refuse, type Turn } from '../turn';
import type { Call } from './call';

/** Refuses by a code, and gives the null that ends the request. */
export function refused(turn: Turn, code: string, detail: string): null {
  refuse(turn, { code, detail });
  return null;
}

/**
 * The call that a request is about, if somebody serves it now, and it is the one who asks where
 * the request says who asks. Else the request is refused, and null.
 */
export function servedCall(
  turn: Turn,
  { callId, agentId }: { readonly callId: string; readonly agentId?: string },
): Call | null {
  const call = turn.world.calls.get(callId);
  if (!call) return refused(turn, 'CALL_UNKNOWN', callId);
  if (agentId !== undefined && call.agentId !== agentId) {
    return refused(turn, 'CALL_NOT_YOURS', `${agentId} does not serve ${callId}`);
  }
  if (call.phase === 'talking' || call.phase === 'held') return call;
  return refused(turn, 'CALL_WRONG_PHASE', `call is ${call.phase}, not talking or held`);
}
