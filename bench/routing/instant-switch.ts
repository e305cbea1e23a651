import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';

export const SWITCH_ID = 'bench';

/** What a switch would report of a command when all goes well and nothing takes time. */
export function eventsOf(command: SwitchCommand): SwitchEvent[] {
  if (!('legId' in command) || command.legId === undefined) return [];
  const on = { switchId: SWITCH_ID, legId: command.legId };
  switch (command.type) {
    case 'answer':
      return [{ type: 'leg.answered', ...on }];
    case 'originate':
      return [
        { type: 'leg.ringing', ...on },
        { type: 'leg.answered', ...on },
      ];
    case 'play':
    case 'collect-digits':
      return [{ type: 'leg.media-started', ...on, mediaId: command.mediaId }];
    case 'stop-media':
      return [{ type: 'leg.media-ended', ...on, mediaId: command.mediaId, reason: 'stopped' }];
    case 'join':
      return [{ type: 'leg.joined', ...on, bridgeId: command.bridgeId }];
    case 'leave':
      return [{ type: 'leg.left', ...on, bridgeId: command.bridgeId, reason: 'left' }];
    case 'hangup':
      return [{ type: 'leg.ended', ...on, cause: command.cause, by: 'us' }];
    default:
      return [];
  }
}
