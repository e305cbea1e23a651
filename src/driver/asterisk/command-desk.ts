import type { CommandBody, SwitchCommand } from '../../port/switch-command';
import { Failure, failureIn } from '../link/failure';
import { until } from '../link/leg-watch';
import { isDone } from './ari-link';
import type { BridgeDesk } from './bridge-desk';
import { q850Of } from './causes';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { WireReader } from './from-wire';
import type { Leg } from './leg';
import type { MediaDesk } from './media-desk';
import type { OriginateDesk } from './originate-desk';
import type { RecordingDesk } from './recording-desk';
import type { RedirectDesk } from './redirect-desk';
import {
  continueRequest,
  giveBackRequest,
  hangupRequest,
  subscribeRequest,
  unsubscribeRequest,
} from './to-wire';

const STASIS_WAIT_MS = 5000;

export interface CommandDeskParts {
  readonly reader: WireReader;
  readonly media: MediaDesk;
  readonly bridges: BridgeDesk;
  readonly recordings: RecordingDesk;
  readonly originates: OriginateDesk;
  readonly redirects: RedirectDesk;
  /** Dialplan context that runs AMD() and comes back to Stasis. */
  readonly amdContext: string;
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
    switch (command.type) {
      case 'originate':
        return this.watch(command, this.parts.originates.originate(command));
      case 'stop-record':
        return this.watch(command, this.parts.recordings.stop(command));
      case 'pause-record':
      case 'resume-record':
        return this.watch(command, this.parts.recordings.pause(command));
      case 'record':
        if (command.legId === undefined) {
          return this.watch(command, this.parts.recordings.start(command));
        }
        return this.inTurn(command, command.legId, () => this.parts.recordings.start(command));
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
      if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
      await this.inStasis(leg);
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
    const { media, bridges, redirects } = this.parts;
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
        return this.detectMachine(leg);
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
    const path = ['channels', leg.channelId, 'answer'];
    const reply = await this.desk.ask({ method: 'POST', path });
    if (!isDone(reply)) throw channelFailure(reply);
    if (leg.upBefore) this.parts.reader.answered(leg);
  }

  private async detectMachine(leg: Leg): Promise<void> {
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    await this.parts.media.silence(leg);
    const { app, ask } = this.desk;
    // An inbound leg is subscribed already; without it nobody would tell of a hangup meanwhile.
    if (leg.direction === 'outbound') await ask(subscribeRequest(app, leg.channelId));
    leg.detecting = true;
    leg.inStasis = false;
    const reply = await this.desk.ask(continueRequest(leg.channelId, this.parts.amdContext));
    if (isDone(reply)) return;
    leg.detecting = false;
    leg.inStasis = true;
    throw channelFailure(reply);
  }

  private async hangup(command: Extract<CommandBody, { type: 'hangup' }>): Promise<void> {
    const leg = this.desk.book.get(command.legId);
    if (!leg) throw new Failure('LEG_NOT_FOUND', 'no such leg lives here');
    leg.hangup ??= command.cause;
    if (this.parts.originates.isBeingMade(leg)) return;
    if (isTurnedAway(leg) && (await this.giveBack(leg))) return;
    const request = hangupRequest(leg.channelId, q850Of(leg.hangup));
    const reply = await this.desk.ask(request, { urgent: true });
    if (isDone(reply) || leg.ended) return;
    throw channelFailure(reply);
  }

  /** The dialplan takes the caller to its fallback; false when it would not have the channel. */
  private async giveBack(leg: Leg): Promise<boolean> {
    const { app, ask } = this.desk;
    const reply = await ask(giveBackRequest(leg.channelId), { urgent: true });
    if (!isDone(reply)) return false;
    this.parts.reader.ended(leg, {});
    await ask(unsubscribeRequest(app, leg.channelId)).catch(() => undefined);
    return true;
  }

  /** Asterisk takes orders for a channel only while it is in our app; it may be on its way back. */
  private async inStasis(leg: Leg): Promise<void> {
    const inTime = await until(this.desk.clock, leg, () => leg.inStasis, STASIS_WAIT_MS);
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    if (!inTime) throw new Failure('LEG_WRONG_STATE', 'the leg is not in our hands now');
  }
}

/** An unanswered caller for whom the engine has no room: the dialplan may know another way. */
const isTurnedAway = (leg: Leg): boolean =>
  leg.direction === 'inbound' && leg.state === 'offered' && leg.hangup === 'congestion';
