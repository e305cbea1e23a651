import type { EmbeddedAsterisk } from '../../../src/driver/asterisk/embedded/embedded-asterisk';
import type { FigureKeys } from '../contender';
import type { PlainCall, Wire, WireListener } from '../plain-loop';

export interface AriEvent {
  readonly type: string;
  readonly args?: readonly string[];
  readonly channel?: { readonly id: string; readonly state: string };
}

/** What a call needs of ARI, each resolved when Asterisk has replied. */
export interface Ari {
  readonly name: string;
  readonly keys: FigureKeys;
  open(asterisk: EmbeddedAsterisk, listener: (event: AriEvent) => void): Promise<void>;
  answer(channelId: string): Promise<void>;
  music(channelId: string): Promise<void>;
  create(channelId: string, device: string): Promise<void>;
  dial(channelId: string): Promise<void>;
  bridge(bridgeId: string): Promise<void>;
  join(bridgeId: string, channelIds: readonly string[]): Promise<void>;
  unbridge(bridgeId: string): Promise<void>;
  hangup(channelId: string): Promise<void>;
  close(): void;
}

/** A call in the words of ARI: nine requests. */
export class AriWire implements Wire {
  readonly name: string;
  readonly keys: FigureKeys;
  private listener: WireListener | undefined;

  constructor(
    private readonly ari: Ari,
    private readonly asterisk: EmbeddedAsterisk,
  ) {
    this.name = ari.name;
    this.keys = ari.keys;
  }

  async open(listener: WireListener): Promise<void> {
    this.listener = listener;
    await this.ari.open(this.asterisk, (event) => this.receive(event));
  }

  close(): void {
    this.ari.close();
  }

  async take({ callerId, agentId, device }: PlainCall): Promise<void> {
    await this.ari.answer(callerId);
    await this.ari.music(callerId);
    await this.ari.create(agentId, device);
  }

  async join({ callerId, agentId, bridgeId }: PlainCall): Promise<void> {
    await this.ari.bridge(bridgeId);
    await this.ari.join(bridgeId, [callerId, agentId]);
    this.listener?.joined(callerId);
  }

  async hangUp({ callerId, agentId, bridgeId }: PlainCall): Promise<void> {
    await this.ari.hangup(callerId);
    await this.ari.hangup(agentId);
    await this.ari.unbridge(bridgeId);
  }

  private receive({ type, args, channel }: AriEvent): void {
    if (!channel) return;
    const { id, state } = channel;
    switch (type) {
      case 'StasisStart':
        // Asterisk refuses to dial a channel as long as it is not in the app.
        if (args?.[0] === 'dialed') void this.ari.dial(id);
        else this.listener?.offered(id);
        break;
      case 'ChannelStateChange':
        if (state === 'Up') this.listener?.answered(id);
        break;
      case 'StasisEnd':
      case 'ChannelDestroyed':
        this.listener?.ended(id);
        break;
    }
  }
}
