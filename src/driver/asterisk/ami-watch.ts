import type { Clock } from '../../port/clock';
import type { DriverLog } from '../link/driver-log';
import type { AmiLink, AmiPacket } from './ami-link';
import { AmiWitness } from './ami-witness';
import type { Report } from './driver-desk';
import { EndpointWatch } from './endpoint-watch';

const EVENTS = ['PeerStatus', 'Newchannel', 'Newstate', 'Hangup', 'Cdr'];

export interface AmiWatchParts {
  readonly switchId: string;
  readonly link: AmiLink;
  readonly clock: Clock;
  readonly log: DriverLog;
  readonly report: (report: Report) => void;
  /** AMI sees every channel of the Asterisk; only legs of ours are witnessed. */
  readonly isOurs: (legId: string) => boolean;
}

/**
 * What AMI is for: phones and trunks that come and go, and a second witness of each leg. Losing
 * it does not take the switch down; it is logged, and made good after the next login.
 */
export class AmiWatch {
  private readonly endpoints: EndpointWatch;
  private readonly witness: AmiWitness;

  constructor(private readonly parts: AmiWatchParts) {
    const { switchId, clock, report, isOurs, log } = parts;
    this.endpoints = new EndpointWatch(report, log);
    this.witness = new AmiWitness(switchId, clock, (witness) => {
      const { legId } = witness;
      if (isOurs(legId)) report({ type: 'leg.witnessed', legId, witness });
    });
  }

  async open(): Promise<void> {
    const { link, log, switchId } = this.parts;
    let begun: Promise<void> = Promise.resolve();
    await link.open({
      up: () => {
        begun = this.begin().catch((error: Error) => {
          log.warn({ switchId, reason: error.message }, 'AMI was lost at once');
        });
      },
      down: (reason) => {
        this.witness.forget();
        log.warn({ switchId, reason }, 'AMI is down: reachability and the witness have a gap');
      },
      event: (packet) => this.read(packet),
    });
    await begun;
  }

  close(): Promise<void> {
    return this.parts.link.close();
  }

  private read(packet: AmiPacket): void {
    this.endpoints.read(packet);
    this.witness.read(packet);
  }

  /** Of the 20 events that AMI has for a call, four are asked for. */
  private async begin(): Promise<void> {
    const { link, log, switchId } = this.parts;
    for (const event of EVENTS) {
      const { response } = await link.action({
        Action: 'Filter',
        Operation: 'Add',
        Filter: `Event: ${event}`,
      });
      if (response.response === 'Success') continue;
      // As well when manager.conf filters by itself, which is what the project's own does.
      log.info({ switchId, said: response.message }, 'AMI takes no filter from this user');
      break;
    }
    await link.action({ Action: 'Events', EventMask: 'system,call,cdr' });
    await this.endpoints.askAll(link);
    log.info({ switchId }, 'AMI is up');
  }
}
