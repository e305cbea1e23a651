import type { CallResult } from '../../port/call-record';
import type { Call } from '../call/call';

/** Why we, or nobody, ended a call. */
export type EndReason =
  /** The flow's own hangup node. */
  | 'flow'
  /** The call was turned away at the door. */
  | 'refused'
  /** Something failed in the switch, in the flow or in the core. */
  | 'failure'
  /** Somebody asked for it. */
  | 'operator'
  /** The agent hung up. */
  | 'agent'
  /** The caller hung up. */
  | 'caller'
  /** It was gone, and nothing tells how. */
  | 'lost';

/** How a call came out for the client, from where it stands as it ends. */
export function callResult(call: Call, reason: EndReason): CallResult {
  if (call.connectedAt !== undefined) return 'connected';
  if (call.settled === 'dropped' || call.settled === 'machine') return call.settled;
  if (call.direction === 'outbound' && call.answeredAt === undefined && reason !== 'lost') {
    return reason === 'refused' ? 'failed' : 'not-reached';
  }
  if (reason === 'refused' || reason === 'failure') return 'failed';
  if (reason === 'lost') return 'lost';
  // Who hung up while it was listened for a machine waited in vain, too.
  if (call.attempt && call.queuedAt === undefined && reason === 'caller') return 'abandoned';
  if (call.flowId === undefined) return 'failed';
  const isInQueue = call.phase === 'queued' || call.phase === 'connecting';
  if (isInQueue) return reason === 'caller' ? 'abandoned' : 'unserved';
  if (call.settled === 'callback' || call.settled === 'voicemail') return call.settled;
  if (call.settled === 'declined') return 'self-served';
  if (call.direction === 'outbound' && call.queuedAt === undefined) return 'unconfirmed';
  if (call.unserved) return 'unserved';
  return reason === 'caller' ? 'left-in-ivr' : 'self-served';
}
