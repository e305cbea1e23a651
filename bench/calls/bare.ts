import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { EVENTS_ALLOWED } from '../../src/driver/asterisk/ari-event';
import { APP, type Contender, type Stage } from './stage';

interface AriMessage {
  readonly type: string;
  readonly request_id?: string;
  readonly status_code?: number;
  readonly args?: readonly string[];
  readonly channel?: { readonly id: string; readonly state: string };
}

interface BareCall {
  readonly callerId: string;
  readonly agentId: string;
  readonly bridgeId: string;
  readonly device: string;
  joined: boolean;
}

/**
 * The least that can be done: one WebSocket, REST over it, no state beyond the two channels of a
 * call, no journal, no deadline. The caller hears music until the agent answers.
 */
export class Bare implements Contender {
  readonly name = 'bare';
  private socket: WebSocket | undefined;
  private counter = 0;
  private readonly waiting = new Map<string, () => void>();
  private readonly calls = new Map<string, BareCall>();
  private idle: string[] = [];
  private done: () => void = () => undefined;

  onDone(done: () => void): void {
    this.done = done;
  }

  async start(stage: Stage): Promise<void> {
    this.idle = [...stage.devices];
    const { ariUrl, ariUser, ariPassword } = stage.asterisk;
    const url = `${ariUrl.replace('http', 'ws')}/events?app=${APP}&api_key=${ariUser}:${ariPassword}`;
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.on('message', (data) => this.receive(JSON.parse(data.toString())));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const allowed = EVENTS_ALLOWED.map((type) => ({ type }));
    await this.ask('PUT', `applications/${APP}/eventFilter`, { allowed });
  }

  async stop(): Promise<void> {
    this.socket?.terminate();
  }

  private ask(method: string, uri: string, body?: unknown): Promise<void> {
    this.counter += 1;
    const request_id = String(this.counter);
    const request = { type: 'RESTRequest', request_id, method, uri };
    const json = { content_type: 'application/json', message_body: JSON.stringify(body) };
    this.socket?.send(JSON.stringify(body === undefined ? request : { ...request, ...json }));
    return new Promise((resolve) => this.waiting.set(request_id, resolve));
  }

  private receive(message: AriMessage): void {
    const { type, request_id: requestId = '', channel } = message;
    if (type === 'RESTResponse') {
      this.waiting.get(requestId)?.();
      this.waiting.delete(requestId);
    } else if (type === 'StasisStart' && channel && message.args?.[0] !== 'dialed') {
      void this.take(channel.id);
    } else if (type === 'ChannelStateChange' && channel?.state === 'Up') {
      const call = this.calls.get(channel.id);
      if (call && channel.id === call.agentId) void this.join(call);
    } else if (channel && (type === 'StasisEnd' || type === 'ChannelDestroyed')) {
      this.end(channel.id);
    }
  }

  private async take(callerId: string): Promise<void> {
    const device = this.idle.shift() ?? '';
    const call = { callerId, agentId: randomUUID(), bridgeId: randomUUID(), device, joined: false };
    this.calls.set(callerId, call);
    this.calls.set(call.agentId, call);
    await this.ask('POST', `channels/${callerId}/answer`);
    await this.ask('POST', `channels/${callerId}/moh`);
    const to = `endpoint=PJSIP/${device}&app=${APP}&appArgs=dialed&channelId=${call.agentId}`;
    await this.ask('POST', `channels/create?${to}`);
    await this.ask('POST', `channels/${call.agentId}/dial?timeout=20`);
  }

  private async join(call: BareCall): Promise<void> {
    const { callerId, agentId, bridgeId } = call;
    await this.ask('POST', `bridges/${bridgeId}?type=mixing,dtmf_events`);
    await this.ask('POST', `bridges/${bridgeId}/addChannel?channel=${callerId},${agentId}`);
    call.joined = true;
    await this.ask('DELETE', `channels/${callerId}`);
    await this.ask('DELETE', `channels/${agentId}`);
    await this.ask('DELETE', `bridges/${bridgeId}`);
  }

  private end(channelId: string): void {
    const call = this.calls.get(channelId);
    this.calls.delete(channelId);
    if (channelId === call?.agentId) this.idle.push(call.device);
    if (channelId === call?.callerId && call.joined) this.done();
  }
}
