import { isCodedError } from '../../port/coded-error';
import type { Destination, OriginateCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { type AriReply, isDone, messageOf } from './ari-link';
import { q850Of } from './causes';
import { isOwnLegId } from './channel-id';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { WireReader } from './from-wire';
import type { Leg } from './leg';
import {
  createRequest,
  dialRequest,
  endpointNameOf,
  endpointOf,
  hangupRequest,
  ringSecondsOf,
} from './to-wire';

const STASIS_WAIT_MS = 5000;

/**
 * Calls out: makes the channel under the leg's own id, waits until it is in our app (a `dial`
 * before that is refused), and dials it.
 */
export class OriginateDesk {
  private readonly beingMade = new Set<Leg>();

  constructor(
    private readonly desk: DriverDesk,
    private readonly reader: WireReader,
  ) {}

  /** Its channel is asked for and not there yet: a hangup waits until it is. */
  isBeingMade(leg: Leg): boolean {
    return this.beingMade.has(leg);
  }

  async originate(command: OriginateCommand): Promise<void> {
    const { legId, to } = command;
    const endpoint = endpointOf(to);
    if (!isOwnLegId(legId)) throw new Failure('REFUSED', 'a leg id has to be a UUID');
    if (endpoint === null) throw new Failure('REFUSED', 'the destination has unsafe characters');
    if (this.desk.book.get(legId)) throw new Failure('REFUSED', 'a leg of this id lives already');
    const leg = this.desk.book.open(legId);
    if (!(await this.make(leg, endpoint, command))) return;
    if (leg.hangup !== undefined) return this.giveUp(leg);
    await until(this.desk.clock, leg, () => leg.inStasis, STASIS_WAIT_MS);
    if (leg.ended) return;
    await this.dial(leg, command.ringTimeoutMs);
  }

  /** False when a hangup came before the request was sent, which was the end of it. */
  private async make(leg: Leg, endpoint: string, command: OriginateCommand): Promise<boolean> {
    const request = createRequest(this.desk.app, endpoint, command);
    this.beingMade.add(leg);
    try {
      const cancelled = (): boolean => leg.hangup !== undefined;
      const reply = await this.desk.ask(request, { cancelled });
      leg.made = isDone(reply);
      if (leg.made) {
        this.desk.book.touch(leg);
        return true;
      }
      throw await this.refusal(reply, command.to);
    } catch (error) {
      if (isCodedError(error) && error.code === 'CANCELLED') {
        this.reader.ended(leg, {});
        return false;
      }
      // Without an answer the channel may yet come into being; it is hung up when it does.
      this.desk.book.giveUp(leg);
      throw error;
    } finally {
      this.beingMade.delete(leg);
    }
  }

  private async dial(leg: Leg, ringTimeoutMs: number): Promise<void> {
    leg.ringUntil = this.desk.clock.now() + ringSecondsOf(ringTimeoutMs) * 1000;
    const request = dialRequest(leg.channelId, ringTimeoutMs);
    try {
      const reply = await this.desk.ask(request);
      if (!isDone(reply)) throw channelFailure(reply);
    } catch (error) {
      if (leg.ended || leg.hangup !== undefined) return;
      this.desk.book.giveUp(leg);
      this.desk.ask(hangupRequest(leg.channelId, 16), { urgent: true }).catch(() => undefined);
      throw error;
    }
  }

  private async giveUp(leg: Leg): Promise<void> {
    const request = hangupRequest(leg.channelId, q850Of(leg.hangup ?? 'normal'));
    const reply = await this.desk.ask(request, { urgent: true });
    if (!isDone(reply) && !leg.ended) this.reader.ended(leg, {});
  }

  /** Asterisk says `Allocation failed` for a stranger and for a phone that is away alike. */
  private async refusal(reply: AriReply, to: Destination): Promise<Failure> {
    if (reply.status === 409) return new Failure('REFUSED', messageOf(reply));
    if (reply.status < 500) return new Failure('REFUSED', messageOf(reply));
    const name = endpointNameOf(to);
    const endpoint = await this.desk.ask({ method: 'GET', path: ['endpoints', 'PJSIP', name] });
    return endpoint.status === 404
      ? new Failure('DESTINATION_UNKNOWN', 'Asterisk knows no such endpoint')
      : new Failure('DESTINATION_UNREACHABLE', 'the endpoint has no address that can be reached');
  }
}
