import type { CallRecord, CallResult, SegmentKind } from '../../port/call-record';
import type { HangupCause, RawCause } from '../../port/hangup-cause';
import { type Call, closeSegment, type EndedBy, endInterval } from '../call/call';

export interface CallEnd {
  /** ms since the epoch (UTC); in the past where the switch's own records told it. */
  readonly at: number;
  readonly result: CallResult;
  readonly by: EndedBy;
  readonly cause: HangupCause;
  readonly raw?: RawCause;
}

/** Closes everything that is open in a call and makes its record. */
export function completeRecord(call: Call, end: CallEnd): CallRecord {
  const { offeredAt, answeredAt = 0, connectedAt = 0 } = call;
  const endedAt = Math.max(end.at, offeredAt, answeredAt, connectedAt);
  closeSegment(call, endedAt);
  const outcome = end.result === 'connected' ? undefined : end.cause;
  for (const { legId } of [...call.intervals]) endInterval(call, legId, endedAt, outcome);
  cutAt(call, endedAt);
  const sum = (kind: SegmentKind): number =>
    call.segments
      .filter((s) => s.kind === kind)
      .reduce((total, s) => total + s.endedAt - s.startedAt, 0);
  return {
    schema: 1,
    callId: call.callId,
    contactId: call.contactId,
    clientId: call.clientId,
    direction: call.direction ?? 'inbound',
    switchId: call.switchId,
    legId: call.legId,
    ani: call.ani,
    dnis: call.dnis,
    ...(call.flowId !== undefined && { flowId: call.flowId }),
    ...(call.queueId !== undefined && { queueId: call.queueId }),
    ...call.talkedWith,
    offeredAt: call.offeredAt,
    ...(call.answeredAt !== undefined && { answeredAt: call.answeredAt }),
    ...(call.queuedAt !== undefined && { queuedAt: Math.min(call.queuedAt, endedAt) }),
    ...(call.connectedAt !== undefined && { connectedAt: call.connectedAt }),
    endedAt,
    queueMs: sum('queue'),
    talkMs: sum('talk'),
    holdMs: sum('hold'),
    result: end.result,
    endedBy: end.by,
    cause: end.cause,
    ...(end.raw && { raw: end.raw }),
    variables: call.variables,
    segments: call.segments,
    parties: call.parties,
    ...(call.attempt && { attempt: call.attempt }),
    ...(call.waitForecasts && { waitForecasts: call.waitForecasts }),
  };
}

/** What we believed to go on after the caller had left, while the link was away, did not. */
function cutAt(call: Call, endedAt: number): void {
  const before = <T extends { readonly startedAt: number; readonly endedAt: number }>(all: T[]) =>
    all
      .filter((one) => one.startedAt < endedAt)
      .map((one) => (one.endedAt > endedAt ? { ...one, endedAt } : one));
  call.segments = before(call.segments);
  call.parties = before(call.parties);
}
