import type { LegWitness } from '../../port/switch-event';
import type { EndedLeg } from '../call/leg';
import { emit, type Turn } from '../turn';

/** Two clocks and two channels of one event may differ by so much without meaning anything. */
const TOLERANCE_MS = 1_000;

/**
 * Holds the switch's own record of a leg against ours; every difference becomes a supplement of
 * the call's record. Agreement says nothing.
 */
export function compareWitness(turn: Turn, leg: EndedLeg, witness: LegWitness): void {
  if (leg.witnessed || leg.callId === '') return;
  leg.witnessed = true;
  const differences = [
    differs('startedAt', leg.startedAt, witness.startedAt),
    differs('answeredAt', leg.answeredAt, witness.answeredAt),
    differs('endedAt', leg.endedAt, witness.endedAt),
    witness.cause !== undefined && !sameCause(leg.cause, witness.cause)
      ? `cause: ours ${leg.cause}, the switch's ${witness.cause}`
      : null,
  ].filter((line) => line !== null);
  if (differences.length === 0) return;
  const { legId: _legId, ...seen } = witness;
  const supplement = { kind: 'witness', legId: leg.legId, ...seen, differences } as const;
  emit(turn, { type: 'record.supplemented', callId: leg.callId, supplement }, leg.clientId);
}

function differs(name: string, ours?: number, theirs?: number): string | null {
  if (ours === theirs) return null;
  if (ours === undefined || theirs === undefined) {
    return `${name}: ours ${ours ?? 'none'}, the switch's ${theirs ?? 'none'}`;
  }
  const differenceMs = theirs - ours;
  if (Math.abs(differenceMs) <= TOLERANCE_MS) return null;
  return `${name}: the switch's is ${differenceMs} ms after ours`;
}

/** A switch reports the same Q.850 cause for a call that we cancelled and for a normal end. */
const sameCause = (ours: string, theirs: string): boolean =>
  ours === theirs ||
  [ours, theirs].every((c) => c === 'normal' || c === 'cancelled' || c === 'no-answer');
