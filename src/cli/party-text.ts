import type { CallView, GuestView } from '../engine/facade';
import type { Paint } from './paint';

const MARK: Readonly<Record<GuestView['role'], string>> = {
  transfer: '→',
  consult: '?',
  conference: '+',
  supervisor: '@',
};

/** `anna ?ben @dora`: who serves, who is asked, who takes part (+), rings (→), supervises (@). */
export function partiesText({ agentId, targetId, guests = [], parked }: CallView): string {
  const server = agentId ?? targetId;
  const names = guests.map(
    (guest) => `${MARK[guest.role]}${guest.agentId ?? guest.targetId ?? ''}`,
  );
  const slot = parked ? [`slot ${parked.slot}`] : [];
  const all = [...slot, ...(server === undefined ? [] : [server]), ...names];
  return all.length === 0 ? '-' : all.join(' ');
}

/** Who talks is seen at a glance, and who waits. */
export function paintPhase(paint: Paint, text: string, phase: string): string {
  if (phase === 'talking' || phase === 'held') return paint.info(text);
  const waits = ['queued', 'offered', 'ringing', 'transferring', 'parked'].includes(phase);
  return waits ? paint.warn(text) : text;
}
