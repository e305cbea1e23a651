import type { SwitchEvent } from '../../src/port/switch-event';

/**
 * What is wrong with the order in which a driver reported its legs, as lines to read. The law:
 * a leg's `leg.ended` comes once and last, an inbound leg begins with `leg.offered`, `answered`
 * comes once, nobody joins or hears media before the answer of a call that we placed. The second
 * witness speaks through another channel and may be late.
 */
export function legFaults(events: readonly SwitchEvent[]): string[] {
  const faults: string[] = [];
  const phase = new Map<string, 'begun' | 'answered' | 'ended'>();
  for (const event of events) {
    if (!event.type.startsWith('leg.') || event.type === 'leg.witnessed') continue;
    if (!('legId' in event) || event.legId === undefined) continue;
    const before = phase.get(event.legId);
    const fault = faultOf(event, before);
    if (fault) faults.push(`${event.legId}: ${event.type} ${fault}`);
    phase.set(event.legId, nextPhase(event, before));
  }
  return faults;
}

function nextPhase(
  event: SwitchEvent,
  before: 'begun' | 'answered' | 'ended' | undefined,
): 'begun' | 'answered' | 'ended' {
  if (event.type === 'leg.ended') return 'ended';
  if (event.type === 'leg.answered') return 'answered';
  return before ?? 'begun';
}

function faultOf(
  event: SwitchEvent,
  before: 'begun' | 'answered' | 'ended' | undefined,
): string | null {
  if (before === 'ended') return 'after its end';
  if (event.type === 'leg.offered' && before) return 'after its beginning';
  if (event.type === 'leg.answered' && before === 'answered') return 'a second time';
  const needsAnswer = event.type === 'leg.joined' || event.type === 'leg.machine';
  return needsAnswer && before !== 'answered' ? 'before its answer' : null;
}
