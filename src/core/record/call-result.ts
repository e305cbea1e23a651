import type { CallResult } from '../../port/call-record';
import type { Call } from '../call/call';

/** How a call came out for the client, from where it stood when it ended. */
export function callResult(call: Call, cause: string): CallResult {
  if (call.refused) return 'failed';
  if (call.connectedAt !== undefined) return 'connected';
  if (cause === 'lost') return 'lost';
  if (call.flowId === undefined) return 'failed';
  const byCaller = !call.ending || call.ending.by === 'caller';
  if (call.phase === 'queued' || call.phase === 'connecting') return 'abandoned';
  if (call.unserved) return byCaller ? 'abandoned' : 'unserved';
  return byCaller ? 'left-in-ivr' : 'self-served';
}
