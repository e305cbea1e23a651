import { CARRIER } from '../contender';
import type { PlainCall, Wire, WireListener } from '../plain-loop';
import { type ChannelEvent, EventSocket, type EventSocketAddress } from './event-socket';

const EVENTS = ['CHANNEL_PARK', 'CHANNEL_BRIDGE', 'CHANNEL_HANGUP_COMPLETE'];
const MUSIC = ['execute-app-name: playback', 'execute-app-arg: local_stream://default'];

/**
 * A call in the words of FreeSWITCH: six commands, written without waiting for the replies, since
 * one connection is served in turn. Nothing is cheaper.
 */
export class EventSocketWire implements Wire {
  readonly name = 'bare';
  readonly keys = { callsPerSecond: 'bareCallsPerSecond', processor: 'bare' };
  private opened: EventSocket | undefined;
  private listener: WireListener | undefined;

  constructor(private readonly address: EventSocketAddress) {}

  async open(listener: WireListener): Promise<void> {
    this.listener = listener;
    this.opened = await EventSocket.open(this.address);
    await this.opened.listen(EVENTS, (event) => this.receive(event));
  }

  take({ callerId, agentId, device }: PlainCall): void {
    const endpoint = `{origination_uuid=${agentId}}sofia/gateway/${CARRIER}/${device}`;
    this.opened?.tell(
      `api uuid_answer ${callerId}`,
      [`sendmsg ${callerId}`, 'call-command: execute', ...MUSIC].join('\n'),
      `bgapi originate ${endpoint} &park()`,
    );
  }

  join({ callerId, agentId }: PlainCall): void {
    this.opened?.tell(`api uuid_bridge ${callerId} ${agentId}`);
  }

  hangUp({ callerId, agentId }: PlainCall): void {
    this.opened?.tell(`api uuid_kill ${callerId}`, `api uuid_kill ${agentId}`);
  }

  close(): void {
    this.opened?.close();
  }

  private receive(event: ChannelEvent): void {
    const id = event['Unique-ID'];
    switch (event['Event-Name']) {
      case 'CHANNEL_PARK':
        if (event['Call-Direction'] === 'inbound') this.listener?.offered(id);
        else this.listener?.answered(id);
        break;
      case 'CHANNEL_BRIDGE':
        this.listener?.joined(id);
        break;
      case 'CHANNEL_HANGUP_COMPLETE':
        this.listener?.ended(id);
        break;
    }
  }
}
