import WebSocket from 'ws';
import { EVENTS_ALLOWED } from '../../../src/driver/asterisk/ari-event';
import type { EmbeddedAsterisk } from '../../../src/driver/asterisk/embedded/embedded-asterisk';
import { APP } from '../contender';
import type { Ari, AriEvent } from './ari-wire';

interface Reply {
  readonly type: 'RESTResponse';
  readonly request_id: string;
}

/** REST and events over one WebSocket: nothing is cheaper. */
export class WebSocketAri implements Ari {
  readonly name = 'bare';
  readonly keys = { callsPerSecond: 'bareCallsPerSecond', processor: 'bare' };
  private socket: WebSocket | undefined;
  private counter = 0;
  private readonly waiting = new Map<string, () => void>();

  async open(asterisk: EmbeddedAsterisk, listener: (event: AriEvent) => void): Promise<void> {
    const { ariUrl, ariUser, ariPassword } = asterisk;
    const query = `app=${APP}&api_key=${ariUser}:${ariPassword}`;
    const socket = new WebSocket(`${ariUrl.replace('http', 'ws')}/events?${query}`);
    this.socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Reply | AriEvent;
      if (message.type === 'RESTResponse') this.settle((message as Reply).request_id);
      else listener(message);
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const allowed = EVENTS_ALLOWED.map((type) => ({ type }));
    await this.ask('PUT', `applications/${APP}/eventFilter`, { allowed });
  }

  answer = (channelId: string) => this.ask('POST', `channels/${channelId}/answer`);
  music = (channelId: string) => this.ask('POST', `channels/${channelId}/moh`);
  dial = (channelId: string) => this.ask('POST', `channels/${channelId}/dial?timeout=20`);
  hangup = (channelId: string) => this.ask('DELETE', `channels/${channelId}`);
  bridge = (bridgeId: string) => this.ask('POST', `bridges/${bridgeId}?type=mixing,dtmf_events`);
  unbridge = (bridgeId: string) => this.ask('DELETE', `bridges/${bridgeId}`);

  create(channelId: string, device: string): Promise<void> {
    const query = `endpoint=PJSIP/${device}&app=${APP}&appArgs=dialed&channelId=${channelId}`;
    return this.ask('POST', `channels/create?${query}`);
  }

  join(bridgeId: string, channelIds: readonly string[]): Promise<void> {
    return this.ask('POST', `bridges/${bridgeId}/addChannel?channel=${channelIds.join()}`);
  }

  close(): void {
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

  private settle(requestId: string): void {
    this.waiting.get(requestId)?.();
    this.waiting.delete(requestId);
  }
}
