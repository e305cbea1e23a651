import { randomUUID } from 'node:crypto';
import type { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import type { Contender, Stage } from './stage';

export interface WireEvent {
  readonly type: string;
  readonly args?: readonly string[];
  readonly channel?: { readonly id: string; readonly state: string };
}

/** What a call needs of ARI, each resolved when Asterisk has replied. */
export interface Wire {
  readonly name: string;
  open(asterisk: EmbeddedAsterisk, listener: (event: WireEvent) => void): Promise<void>;
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

interface PlainCall {
  readonly callerId: string;
  readonly agentId: string;
  readonly bridgeId: string;
  readonly device: string;
  joined: boolean;
}

/**
 * The least that can be done: no state beyond the two channels of a call, no journal, no deadline,
 * no check of a reply. The caller hears music until the agent answers.
 */
export class PlainLoop implements Contender {
  readonly name: string;
  private readonly calls = new Map<string, PlainCall>();
  private idle: string[] = [];
  private done: () => void = () => undefined;

  constructor(private readonly wire: Wire) {
    this.name = wire.name;
  }

  onDone(done: () => void): void {
    this.done = done;
  }

  async start(stage: Stage): Promise<void> {
    this.idle = [...stage.devices];
    await this.wire.open(stage.asterisk, (event) => this.receive(event));
  }

  async stop(): Promise<void> {
    this.wire.close();
  }

  private receive({ type, args, channel }: WireEvent): void {
    if (!channel) return;
    const { id, state } = channel;
    switch (type) {
      case 'StasisStart':
        // Asterisk refuses to dial a channel as long as it is not in the app.
        void (args?.[0] === 'dialed' ? this.wire.dial(id) : this.take(id));
        break;
      case 'ChannelStateChange': {
        const call = this.calls.get(id);
        if (call?.agentId === id && state === 'Up') void this.join(call);
        break;
      }
      case 'StasisEnd':
      case 'ChannelDestroyed':
        this.end(id);
        break;
    }
  }

  private async take(callerId: string): Promise<void> {
    const device = this.idle.shift() ?? '';
    const call = { callerId, agentId: randomUUID(), bridgeId: randomUUID(), device, joined: false };
    this.calls.set(callerId, call);
    this.calls.set(call.agentId, call);
    await this.wire.answer(callerId);
    await this.wire.music(callerId);
    await this.wire.create(call.agentId, device);
  }

  private async join(call: PlainCall): Promise<void> {
    const { callerId, agentId, bridgeId } = call;
    await this.wire.bridge(bridgeId);
    await this.wire.join(bridgeId, [callerId, agentId]);
    call.joined = true;
    await this.wire.hangup(callerId);
    await this.wire.hangup(agentId);
    await this.wire.unbridge(bridgeId);
  }

  private end(channelId: string): void {
    const call = this.calls.get(channelId);
    this.calls.delete(channelId);
    if (channelId === call?.agentId) this.idle.push(call.device);
    if (channelId === call?.callerId && call.joined) this.done();
  }
}
