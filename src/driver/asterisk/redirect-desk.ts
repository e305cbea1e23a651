import type { Destination, RedirectCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import { isDone } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { MediaDesk } from './media-desk';
import { endpointOf, hangupRequest } from './to-wire';

/** How long the far end may take to follow before we hang up on it. */
const FOLLOW_MS = 5000;

/** Sends the far end elsewhere: 302 before the answer, REFER after it. */
export class RedirectDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly media: MediaDesk,
  ) {}

  async redirect(command: RedirectCommand, leg: Leg): Promise<void> {
    if (leg.state !== 'answered' && leg.state !== 'offered') {
      throw new Failure('LEG_WRONG_STATE', 'it can be sent nowhere yet');
    }
    if (endpointOf(command.to) === null) {
      throw new Failure('REFUSED', 'the destination has unsafe characters');
    }
    const endpoint = await this.address(command.to, leg);
    await this.media.silence(leg);
    leg.redirecting = true;
    const path = ['channels', leg.channelId, 'redirect'];
    const reply = await this.desk.ask({ method: 'POST', path, query: { endpoint } });
    if (!isDone(reply)) {
      leg.redirecting = false;
      throw channelFailure(reply);
    }
    this.hangUpLater(leg);
  }

  /** A number needs a whole SIP address, which the trunk's first contact gives. */
  private async address(to: Destination, leg: Leg): Promise<string> {
    if (to.kind === 'device') return `PJSIP/${to.device}`;
    const variable = `PJSIP_DIAL_CONTACTS(${to.trunk})`;
    const path = ['channels', leg.channelId, 'variable'];
    const reply = await this.desk.ask({ method: 'GET', path, query: { variable } });
    if (reply.status === 404) throw channelFailure(reply);
    const value = (reply.body as { value?: unknown } | undefined)?.value;
    const contact = typeof value === 'string' ? value.split('&')[0] : '';
    const place = /^PJSIP\/[^/]+\/(sips?):(?:[^@]*@)?(.+)$/.exec(contact ?? '');
    if (!place) throw new Failure('DESTINATION_UNREACHABLE', 'the trunk has no address');
    return `PJSIP/${place[1]}:${to.number}@${place[2]}`;
  }

  private hangUpLater(leg: Leg): void {
    const { clock } = this.desk;
    clock.schedule(clock.now() + FOLLOW_MS, () => {
      if (leg.ended) return;
      this.desk.ask(hangupRequest(leg.channelId, 16), { urgent: true }).catch(() => undefined);
    });
  }
}
