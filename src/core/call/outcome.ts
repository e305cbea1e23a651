import type { BridgeRole, CommandBody, JoinCommand } from '../../port/switch-command';
import type { LegJoined, SwitchEvent } from '../../port/switch-event';
import { settle } from '../command';
import type { Turn } from '../turn';
import type { Leg } from './leg';

/** Whether an event is the outcome that a command waits for. The end of a leg settles them all. */
export function isOutcome(command: CommandBody, event: SwitchEvent): boolean {
  switch (command.type) {
    case 'answer':
    case 'originate':
      return event.type === 'leg.answered';
    case 'play':
    case 'collect-digits':
      return isMedia(event) && event.mediaId === command.mediaId;
    case 'stop-media':
      return event.type === 'leg.media-ended' && event.mediaId === command.mediaId;
    case 'join':
      return event.type === 'leg.joined' && isJoin(event, command);
    case 'leave':
      return event.type === 'leg.left' && event.bridgeId === command.bridgeId;
    case 'hold':
      return event.type === 'leg.left' && event.reason === 'hold';
    case 'detect-machine':
      return event.type === 'leg.machine';
    case 'record':
      return event.type === 'recording.started' && event.recordingId === command.recordingId;
    case 'stop-record':
      return event.type === 'recording.ended' && event.recordingId === command.recordingId;
    case 'pause-record':
      return event.type === 'recording.paused' && event.recordingId === command.recordingId;
    case 'resume-record':
      return event.type === 'recording.resumed' && event.recordingId === command.recordingId;
    default:
      return false;
  }
}

const isJoin = (event: LegJoined, command: JoinCommand): boolean =>
  event.bridgeId === command.bridgeId && (event.role ?? 'talk') === command.role;

const isMedia = (event: SwitchEvent): event is SwitchEvent & { readonly mediaId: string } =>
  event.type === 'leg.media-started' || event.type === 'leg.media-ended';

/** Closes the commands of a leg whose outcome this event is. */
export function settleOutcomes(turn: Turn, leg: Leg, event: SwitchEvent): void {
  for (const commandId of [...leg.commandIds]) {
    const open = turn.world.commands.get(commandId);
    if (open && isOutcome(open.command, event)) settle(turn, commandId);
  }
}

const roleOf = ({ role = 'talk' }: Leg): BridgeRole => role;

/** Whether a leg, as we know it now, shows what a command wanted of it. */
export function hasEffect(leg: Leg, command: CommandBody): boolean {
  switch (command.type) {
    case 'answer':
    case 'originate':
      return leg.phase === 'answered';
    case 'join':
      return leg.bridgeId === command.bridgeId && !leg.held && roleOf(leg) === command.role;
    case 'leave':
      return leg.bridgeId !== command.bridgeId;
    case 'hold':
      return leg.held;
    case 'play':
    case 'collect-digits':
      return leg.media?.mediaId !== command.mediaId || leg.media.started;
    case 'stop-media':
      return leg.media?.mediaId !== command.mediaId;
    default:
      return false;
  }
}

/** Closes the commands of a leg that were sent before `sentBefore` and whose effect shows. */
export function settleEffects(turn: Turn, leg: Leg, sentBefore = Number.POSITIVE_INFINITY): void {
  for (const commandId of [...leg.commandIds]) {
    const open = turn.world.commands.get(commandId);
    if (open && open.sentAt < sentBefore && hasEffect(leg, open.command)) settle(turn, commandId);
  }
}
