import type { CommandBody, SwitchCommand } from '../../port/switch-command';
import { Failure, failureIn } from '../link/failure';
import { until } from '../link/leg-watch';
import type { BridgeDesk } from './bridge-desk';
import { hangupNameOf } from './causes';
import type { DriverDesk } from './driver-desk';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { WireReader } from './from-wire';
import { isInHand, type Leg } from './leg';
import type { MachineDesk } from './machine-desk';
import type { MediaDesk } from './media-desk';
import type { OriginateDesk } from './originate-desk';
import type { RecordingDesk } from './recording-desk';
import type { RedirectDesk } from './redirect-desk';
import { answerCommand, fallbackCommand, hangupCommand } from './to-wire';

const IN_HAND_MS = 5000;

export interface CommandDeskParts {
  readonly reader: WireReader;
  readonly media: MediaDesk;
  readonly bridges: BridgeDesk;
  readonly recordings: RecordingDesk;
  readonly originates: OriginateDesk;
  readonly redirects: RedirectDesk;
  readonly machines: MachineDesk;
  /** Dialplan extension of those whom the engine cannot take. */
  readonly fallbackExtension: string;
}

type RecordingType = 'record' | 'stop-record' | 'pause-record' | 'resume-record';
type LegCommand = Exclude<CommandBody, { type: 'originate' | RecordingType | 'hangup' }>;

/**
 * Carries commands out, those of one leg one after the other, and reports those that fail. Only
 * a hangup does not wait for its turn.
 */
export class CommandDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: CommandDeskParts,
  ) {}

  carryOut(command: SwitchCommand): void {
    const { originates, recordings } = this.parts;
    switch (command.type) {
      case 'originate':
        return this.watch(command, originates.originate(command));
      case 'stop-record':
        return this.watch(command, recordings.stop(command));
      case 'pause-record':
      case 'resume-record':
        return this.watch(command, recordings.pause(command));
      case 'record':
        if (command.legId === undefined) return this.watch(command, recordings.start(command));
        return this.inTurn(command, command.legId, () => recordings.start(command));
      case 'hangup':
        return this.watch(command, this.hangup(command));
      default:
        return this.inTurn(command, command.legId, (leg) => this.onLeg(command, leg));
    }
  }

  fail(command: SwitchCommand, failure: Failure): void {
    const legId = 'legId' in command && command.legId !== undefined ? { legId: command.legId } : {};
    const { commandId } = command;
    const { code, detail } = failure;
    this.desk.report({ type: 'command.failed', commandId, ...legId, code, detail });
  }

  private inTurn(
    command: SwitchCommand,
    legId: string,
    carryOut: (leg: Leg) => Promise<void>,
  ): void {
    const leg = this.desk.book.get(legId);
    if (!leg) return this.fail(command, new Failure('LEG_NOT_FOUND', 'no such leg lives here'));
    const done = leg.tail.then(async () => {
      await this.inHand(leg);
      await carryOut(leg);
    });
    leg.tail = done.catch(() => undefined);
    this.watch(command, done);
  }

  private watch(command: SwitchCommand, done: Promise<void>): void {
    done.catch((error: unknown) => {
      const failure = failureIn(error);
      if (failure) return this.fail(command, failure);
      const { type, commandId } = command;
      this.desk.log.error({ type, commandId, error: String(error) }, 'a command went wrong');
      this.fail(command, new Failure('REFUSED', 'the driver failed on it'));
    });
  }

  private async onLeg(command: LegCommand, leg: Leg): Promise<void> {
    const { media, bridges, redirects, machines } = this.parts;
    switch (command.type) {
      case 'answer':
        return this.answer(leg);
      case 'play':
      case 'collect-digits':
        return media.play(command, leg);
      case 'stop-media':
        return media.stop(command, leg);
      case 'join':
        return bridges.join(command, leg);
      case 'leave':
        return bridges.leave(command, leg);
      case 'hold':
        return bridges.hold(command, leg);
      case 'redirect':
        return redirects.redirect(command, leg);
      case 'detect-machine':
        return machines.detect(leg);
      default: {
        const never: never = command;
        return never;
      }
    }
  }

  private async answer(leg: Leg): Promise<void> {
    if (leg.direction !== 'inbound' || leg.state !== 'offered') {
      throw new Failure('LEG_WRONG_STATE', 'it does not wait for an answer');
    }
    const reply = await this.desk.ask(answerCommand(leg.uuid));
    if (!isOk(reply)) throw channelFailure(reply, leg);
  }

  private async hangup(command: Extract<CommandBody, { type: 'hangup' }>): Promise<void> {
    const leg = this.desk.book.get(command.legId);
    if (!leg) return this.hangUpGivenUp(command.legId);
    leg.hangup ??= command.cause;
    // The desk that makes it hangs it up as soon as there is a channel.
    if (!leg.made) return;
    if (isTurnedAway(leg) && (await this.giveBack(leg))) return;
    const kill = hangupCommand(leg.uuid, hangupNameOf(leg.hangup));
    const reply = await this.desk.ask(kill, { urgent: true });
    if (isOk(reply) || leg.ended) return;
    throw channelFailure(reply, leg);
  }

  /** It was reported as failed and is no leg any more; a channel that it has all the same ends. */
  private async hangUpGivenUp(legId: string): Promise<void> {
    const { ask, book } = this.desk;
    const kill = hangupCommand(legId, 'NORMAL_CLEARING');
    if (book.isGivenUp(legId)) await ask(kill, { urgent: true });
    throw new Failure('LEG_NOT_FOUND', 'no such leg lives here');
  }

  /** The dialplan takes the caller to its fallback; false when it would not have the channel. */
  private async giveBack(leg: Leg): Promise<boolean> {
    const command = fallbackCommand(leg.uuid, this.parts.fallbackExtension);
    const reply = await this.desk.ask(command, { urgent: true });
    if (!isOk(reply)) return false;
    this.parts.reader.ended(leg, {});
    return true;
  }

  /** Between the answer and the park, or between two places, no order would find its channel. */
  private async inHand(leg: Leg): Promise<void> {
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    if (leg.direction === 'outbound' && leg.state !== 'answered') {
      throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    }
    const inTime = await until(this.desk.clock, leg, () => isInHand(leg), IN_HAND_MS);
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    if (!inTime) throw new Failure('LEG_WRONG_STATE', 'the leg is not in our hands now');
  }
}

/** An unanswered caller for whom the engine has no room: the dialplan may know another way. */
const isTurnedAway = (leg: Leg): boolean =>
  leg.direction === 'inbound' && leg.state === 'offered' && leg.hangup === 'congestion';
