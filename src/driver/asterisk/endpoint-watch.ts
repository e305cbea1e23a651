import type { DriverLog } from '../link/driver-log';
import type { AmiLink, AmiPacket } from './ami-link';
import type { Report } from './driver-desk';

const PREFIX = 'PJSIP/';

/** Which phones and trunks can be reached: asked once after each login, then told by AMI. */
export class EndpointWatch {
  private readonly reachable = new Map<string, boolean>();

  constructor(
    private readonly report: (report: Report) => void,
    private readonly log: DriverLog,
  ) {}

  /** `PJSIPShowEndpoints` is complete, but not every AMI user may ask for it. */
  async askAll(link: AmiLink): Promise<void> {
    const listed = await link.action({ Action: 'PJSIPShowEndpoints' });
    if (listed.response.response === 'Success') {
      for (const { event, objectname: name, devicestate: state } of listed.events) {
        if (event === 'EndpointList') this.learnState(name, state);
      }
      return;
    }
    const { response, events } = await link.action({ Action: 'DeviceStateList' });
    if (response.response !== 'Success') {
      this.log.warn({ said: response.message }, 'AMI does not tell who is reachable');
    }
    for (const { device, state } of events) {
      if (device?.startsWith(PREFIX)) this.learnState(device.slice(PREFIX.length), state);
    }
  }

  read(packet: AmiPacket): void {
    if (packet.event !== 'PeerStatus' || packet.peer?.startsWith(PREFIX) !== true) return;
    const status = packet.peerstatus;
    const reachable = status === 'Reachable' || status === 'Registered';
    this.learn(packet.peer.slice(PREFIX.length), reachable, status);
  }

  private learnState(name: string | undefined, state: string | undefined): void {
    if (name === undefined) return;
    this.learn(name, !/^(?:unavailable|invalid)$/i.test(state ?? ''), state);
  }

  private learn(endpoint: string, reachable: boolean, detail?: string): void {
    if (this.reachable.get(endpoint) === reachable) return;
    this.reachable.set(endpoint, reachable);
    const said = detail === undefined ? {} : { detail };
    this.report({ type: 'endpoint.changed', endpoint, reachable, ...said });
  }
}
