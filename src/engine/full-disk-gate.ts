import type { SwitchCommand } from '../port/switch-command';
import type { SwitchEvent } from '../port/switch-event';

/**
 * While the journal lives on its reserve, running calls go on and new ones are not taken: an
 * offered leg is given back to the switch with `congestion`, before the core ever hears of it, so
 * that the dialplan or the carrier sends the caller to the fallback.
 */
export class FullDiskGate {
  private readonly refused = new Set<string>();

  constructor(
    private readonly isFull: () => boolean,
    private readonly execute: (command: SwitchCommand) => void,
  ) {}

  /** Whether the event may go to the core. */
  admits(event: SwitchEvent): boolean {
    if (this.refused.size === 0 && event.type !== 'leg.offered') return true;
    if (!this.isFull()) {
      this.refused.clear();
      return true;
    }
    if (event.type === 'leg.offered') {
      this.refuse(event.switchId, event.legId);
      return false;
    }
    if (!('legId' in event) || event.legId === undefined) return true;
    const isKnown = !this.refused.has(event.legId);
    if (event.type === 'leg.ended') this.refused.delete(event.legId);
    return isKnown;
  }

  private refuse(switchId: string, legId: string): void {
    this.refused.add(legId);
    const commandId = `refused:${legId}`;
    this.execute({ type: 'hangup', commandId, switchId, legId, cause: 'congestion' });
  }
}
