import type { Input, InputBody } from '../core/input';
import { CRASHES_MAX, type Poison } from './poison';

/**
 * The marker for an input that crashed the core too often; it names the leg or call, if any.
 * `input`: the poisoned one, undefined when it never came into the journal.
 */
export function dueQuarantine(
  poison: Poison | undefined,
  quarantined: ReadonlySet<number>,
  input: Input | undefined,
): Extract<InputBody, { type: 'input.quarantined' }> | undefined {
  if (poison === undefined || poison.crashes < CRASHES_MAX) return undefined;
  if (input === undefined || quarantined.has(poison.seq)) return undefined;
  const { body } = input;
  const legId =
    body.type === 'switch.event' && 'legId' in body.event ? body.event.legId : undefined;
  const callId = 'callId' in body ? body.callId : undefined;
  return {
    type: 'input.quarantined',
    quarantinedSeq: poison.seq,
    ...(legId === undefined ? {} : { legId }),
    ...(callId === undefined ? {} : { callId }),
    ...(body.type === 'timer.fired' ? { timerId: body.timerId } : {}),
    error: poison.error.split('\n')[0] ?? '',
  };
}
