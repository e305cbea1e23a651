import { randomUUID } from 'node:crypto';
import type { Contender, FigureKeys, Ground } from './contender';

/** What a switch tells of its channels. */
export interface WireListener {
  /** Somebody calls. */
  offered(callerId: string): void;
  /** The agent has picked up. */
  answered(agentId: string): void;
  /** Caller and agent hear each other; either of them is named. */
  joined(channelId: string): void;
  ended(channelId: string): void;
}

/** What a call needs of a switch, in its own words. */
export interface Wire {
  readonly name: string;
  readonly keys: FigureKeys;
  open(listener: WireListener): Promise<void>;
  /** Answers the caller, plays music to him, and calls the agent. */
  take(call: PlainCall): void;
  join(call: PlainCall): void;
  hangUp(call: PlainCall): void;
  close(): void;
}

export interface PlainCall {
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
export class PlainLoop implements Contender, WireListener {
  readonly name: string;
  readonly keys: FigureKeys;
  private readonly calls = new Map<string, PlainCall>();
  private idle: string[] = [];
  private done: () => void = () => undefined;

  constructor(private readonly wire: Wire) {
    this.name = wire.name;
    this.keys = wire.keys;
  }

  onDone(done: () => void): void {
    this.done = done;
  }

  async start({ devices }: Ground): Promise<void> {
    this.idle = [...devices];
    await this.wire.open(this);
  }

  async stop(): Promise<void> {
    this.wire.close();
  }

  offered(callerId: string): void {
    const device = this.idle.shift() ?? '';
    const call = { callerId, agentId: randomUUID(), bridgeId: randomUUID(), device, joined: false };
    this.calls.set(callerId, call);
    this.calls.set(call.agentId, call);
    this.wire.take(call);
  }

  answered(agentId: string): void {
    const call = this.calls.get(agentId);
    if (call?.agentId === agentId) this.wire.join(call);
  }

  joined(channelId: string): void {
    const call = this.calls.get(channelId);
    if (!call || call.joined) return;
    call.joined = true;
    this.wire.hangUp(call);
  }

  ended(channelId: string): void {
    const call = this.calls.get(channelId);
    this.calls.delete(channelId);
    if (channelId === call?.agentId) this.idle.push(call.device);
    if (channelId === call?.callerId && call.joined) this.done();
  }
}
