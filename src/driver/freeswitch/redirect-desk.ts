import { randomUUID } from 'node:crypto';
import type { Destination, RedirectCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import type { EndpointWatch } from './endpoint-watch';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { MediaDesk } from './media-desk';
import { endpointOf, executeCommand, hangupCommand } from './to-wire';

/** How long the far end may take to follow before we hang up on it. */
const FOLLOW_MS = 5000;

/** Sends the far end elsewhere: 302 before the answer, REFER after it. */
export class RedirectDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly media: MediaDesk,
    private readonly endpoints: EndpointWatch,
  ) {}

  async redirect(command: RedirectCommand, leg: Leg): Promise<void> {
    if (leg.state !== 'answered' && leg.state !== 'offered') {
      throw new Failure('LEG_WRONG_STATE', 'it can be sent nowhere yet');
    }
    const { domain } = this.desk.premises;
    if (endpointOf(command.to, domain) === null) {
      throw new Failure('REFUSED', 'the destination has unsafe characters');
    }
    const arg = await this.address(command.to);
    await this.media.silence(leg);
    leg.redirecting = true;
    // As an application, because the command for it keeps the event socket until the far end has
    // answered the REFER.
    const app = leg.state === 'answered' ? 'deflect' : 'redirect';
    const reply = await this.desk.ask(executeCommand(leg.uuid, { app, arg, id: randomUUID() }));
    if (!isOk(reply)) {
      leg.redirecting = false;
      throw channelFailure(reply, leg);
    }
    this.hangUpLater(leg).catch(() => undefined);
  }

  /** A number goes to the place of its trunk, a device to the domain that knows its address. */
  private async address(to: Destination): Promise<string> {
    if (to.kind === 'device') return `sip:${to.device}@${this.desk.premises.domain}`;
    const place = await this.endpoints.proxyOf(to.trunk);
    if (place === undefined) {
      throw new Failure('DESTINATION_UNREACHABLE', 'FreeSWITCH knows no such gateway');
    }
    return `sip:${to.number}@${place}`;
  }

  private async hangUpLater(leg: Leg): Promise<void> {
    await until(this.desk.clock, leg, () => false, FOLLOW_MS);
    if (leg.ended) return;
    await this.desk.ask(hangupCommand(leg.uuid, 'NORMAL_CLEARING'), { urgent: true });
  }
}
