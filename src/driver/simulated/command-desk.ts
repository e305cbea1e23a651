import type { Clock } from '../../port/clock';
import type {
  CollectDigitsCommand,
  CommandFailureCode,
  DetectMachineCommand,
  HangupCommand,
  HoldCommand,
  JoinCommand,
  LeaveCommand,
  OriginateCommand,
  PlayCommand,
  RedirectCommand,
  StopMediaCommand,
  SwitchCommand,
} from '../../port/switch-command';
import type { Endpoint, FarEnd } from './far-end';
import type { Prng } from './prng';
import type { Recorder } from './recorder';
import type { SimulatedLeg } from './simulated-leg';
import { playMs, type SoundLibrary } from './sound-library';
import type { Report, Switchboard } from './switchboard';

export interface DeskParts {
  readonly clock: Clock;
  readonly board: Switchboard;
  readonly recorder: Recorder;
  readonly prng: Prng;
  readonly sounds: SoundLibrary;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly report: (report: Report) => void;
  /** With so many legs live, `originate` fails with OVERLOADED. */
  readonly legsMax: number;
}

/** How long a trunk that is down keeps a call before it counts as unreachable. */
const TRUNK_TIMEOUT_MS = 4000;
const DETECTION_MS = [900, 3500] as const;

type RecordingType = 'record' | 'stop-record' | 'pause-record' | 'resume-record';
type LegCommand = Exclude<SwitchCommand, { type: 'originate' | RecordingType }>;

/** Carries out a command that reached the switch; null, or why it will not happen. */
export class CommandDesk {
  constructor(private readonly parts: DeskParts) {}

  carryOut(command: SwitchCommand): CommandFailureCode | null {
    const { recorder, board } = this.parts;
    switch (command.type) {
      case 'originate':
        return this.originate(command);
      case 'record':
        return recorder.start(command);
      case 'stop-record':
        return recorder.stop(command.recordingId);
      case 'pause-record':
        return recorder.pause(command.recordingId, true);
      case 'resume-record':
        return recorder.pause(command.recordingId, false);
      default: {
        const leg = board.legs.get(command.legId);
        return leg ? this.onLeg(command, leg) : 'LEG_NOT_FOUND';
      }
    }
  }

  private onLeg(command: LegCommand, leg: SimulatedLeg): CommandFailureCode | null {
    const { board } = this.parts;
    switch (command.type) {
      case 'answer':
        if (leg.state !== 'offered') return 'LEG_WRONG_STATE';
        board.answer(leg);
        return null;
      case 'play':
      case 'collect-digits':
        return this.play(command, leg);
      case 'stop-media':
        return this.stopMedia(command, leg);
      case 'join':
        return this.join(command, leg);
      case 'leave':
      case 'hold':
        return this.takeOut(command, leg);
      case 'redirect':
        return this.redirect(command, leg);
      case 'detect-machine':
        return this.detectMachine(command, leg);
      case 'hangup':
        this.hangUp(command, leg);
        return null;
      default: {
        const never: never = command;
        return never;
      }
    }
  }

  private join(command: JoinCommand, leg: SimulatedLeg): CommandFailureCode | null {
    const { legId, bridgeId, role } = command;
    if (leg.state !== 'answered') return 'LEG_WRONG_STATE';
    if (role !== 'whisper') this.parts.board.join(leg, bridgeId, { role });
    else if (command.coachedLegId === legId) return 'REFUSED';
    else this.parts.board.join(leg, bridgeId, { role, coachedLegId: command.coachedLegId });
    return null;
  }

  private play(
    command: PlayCommand | CollectDigitsCommand,
    leg: SimulatedLeg,
  ): CommandFailureCode | null {
    const { board, sounds, report } = this.parts;
    if (leg.state === 'dialing' || leg.state === 'ringing') return 'LEG_WRONG_STATE';
    board.endMedia(leg, 'stopped');
    const { legId, mediaId, media } = command;
    const lengthMs = playMs(media, sounds);
    if (lengthMs === undefined) {
      const detail = 'no such sound';
      report({ type: 'leg.media-ended', legId, mediaId, reason: 'failed', detail });
      return null;
    }
    const cancel =
      lengthMs === Number.POSITIVE_INFINITY
        ? () => undefined
        : leg.after(lengthMs, () => board.endMedia(leg, 'finished'));
    const bargeIn = command.type === 'collect-digits';
    leg.media = { mediaId, media, bargeIn, cancel };
    report({ type: 'leg.media-started', legId, mediaId });
    leg.farEnd.notice({ type: 'media', media, bargeIn }, leg);
    return null;
  }

  private stopMedia(command: StopMediaCommand, leg: SimulatedLeg): CommandFailureCode | null {
    if (leg.media?.mediaId !== command.mediaId) return 'MEDIA_NOT_FOUND';
    this.parts.board.endMedia(leg, 'stopped');
    return null;
  }

  private takeOut(
    command: LeaveCommand | HoldCommand,
    leg: SimulatedLeg,
  ): CommandFailureCode | null {
    const { board } = this.parts;
    if (command.type === 'leave' && leg.held) {
      board.endHold(leg, command.bridgeId);
      return null;
    }
    if (!board.bridges.has(command.bridgeId)) return 'BRIDGE_NOT_FOUND';
    if (leg.bridge?.bridgeId !== command.bridgeId) return 'LEG_WRONG_STATE';
    if (command.type === 'hold') board.leave(leg, 'hold', command.music);
    else board.leave(leg, 'left');
    return null;
  }

  private redirect(command: RedirectCommand, leg: SimulatedLeg): CommandFailureCode | null {
    if (leg.state !== 'offered' && leg.state !== 'answered') return 'LEG_WRONG_STATE';
    if (!this.parts.endpoints.has(endpointKey(command.to))) return 'DESTINATION_UNKNOWN';
    const { to } = command;
    leg.redirectedTo = to.kind === 'number' ? to.number : to.device;
    this.parts.board.end(leg, 'redirected', 'us');
    return null;
  }

  private detectMachine(
    command: DetectMachineCommand,
    leg: SimulatedLeg,
  ): CommandFailureCode | null {
    if (leg.state !== 'answered') return 'LEG_WRONG_STATE';
    const { legId } = command;
    leg.after(this.parts.prng.between(...DETECTION_MS), () => {
      this.parts.report({ type: 'leg.machine', legId, result: leg.farEnd.sounds ?? 'human' });
    });
    return null;
  }

  /** Before its answer a call that we placed is cancelled, and so is an ordinary end of any. */
  private hangUp(command: HangupCommand, leg: SimulatedLeg): void {
    const isGivenUp = leg.direction === 'outbound' || command.cause === 'normal';
    const isCancelled = leg.state !== 'answered' && isGivenUp;
    this.parts.board.end(leg, isCancelled ? 'cancelled' : command.cause, 'us');
  }

  private originate(command: OriginateCommand): CommandFailureCode | null {
    const { board, endpoints, legsMax } = this.parts;
    if (board.legs.has(command.legId)) return 'REFUSED';
    if (board.legs.size >= legsMax) return 'OVERLOADED';
    const endpoint = endpoints.get(endpointKey(command.to));
    if (!endpoint) return 'DESTINATION_UNKNOWN';
    if (!endpoint.reachable && endpoint.kind === 'device') return 'DESTINATION_UNREACHABLE';
    const number = command.to.kind === 'number' ? command.to.number : undefined;
    const farEnd = endpoint.farEnd(number);
    const leg = board.open(command.legId, farEnd ?? NOBODY, {}, false);
    leg.after(command.ringTimeoutMs, () => {
      if (leg.state !== 'answered') board.end(leg, 'no-answer', 'us');
    });
    this.reach(leg, { endpoint, farEnd, command });
    return null;
  }

  private reach(
    leg: SimulatedLeg,
    call: { endpoint: Endpoint; farEnd: FarEnd | null; command: OriginateCommand },
  ): void {
    const { board } = this.parts;
    const { endpoint, farEnd, command } = call;
    if (!endpoint.reachable) {
      leg.after(TRUNK_TIMEOUT_MS, () => board.end(leg, 'unreachable', 'remote'));
    } else if (!farEnd) {
      leg.after(this.parts.prng.between(20, 400), () => {
        board.end(leg, 'unallocated-number', 'remote');
      });
    } else {
      const { to, callerNumber } = command;
      const number = to.kind === 'number' ? { number: to.number } : {};
      const caller = callerNumber === undefined ? {} : { callerNumber };
      farEnd.notice({ type: 'called', ...number, ...caller }, leg);
    }
  }
}

const NOBODY: FarEnd = { notice: () => undefined };

/** A device and a trunk may have one name. */
export const endpointKey = (
  to: { readonly kind: 'device'; readonly device: string } | { kind: 'number'; trunk: string },
): string => (to.kind === 'device' ? `device:${to.device}` : `trunk:${to.trunk}`);
