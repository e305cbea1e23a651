import type { EmbeddedAsterisk } from '../../../src/driver/asterisk/embedded/embedded-asterisk';
import { APP } from '../contender';
import type { Ari, AriEvent } from './ari-wire';

type Call = (words: Readonly<Record<string, unknown>>) => Promise<unknown>;

interface AriClient {
  readonly channels: Readonly<Record<'answer' | 'startMoh' | 'create' | 'dial' | 'hangup', Call>>;
  readonly bridges: Readonly<Record<'createWithId' | 'addChannel' | 'destroy', Call>>;
  on(event: string, listener: (event: AriEvent) => void): void;
  start(app: string): Promise<void>;
  stop(): void;
}

interface AriClientLibrary {
  connect(url: string, user: string, password: string): Promise<AriClient>;
}

const EVENTS = ['StasisStart', 'ChannelStateChange', 'StasisEnd', 'ChannelDestroyed'];

/** The same through the npm package `ari-client`, used as its own examples do. */
export class AriClientAri implements Ari {
  readonly name = 'ari-client';
  readonly keys = { callsPerSecond: 'ariClientCallsPerSecond', processor: 'ariClient' };
  private opened: AriClient | undefined;

  async open(asterisk: EmbeddedAsterisk, listener: (event: AriEvent) => void): Promise<void> {
    const library = require('ari-client') as AriClientLibrary;
    const root = asterisk.ariUrl.replace(/\/ari$/, '');
    const client = await library.connect(root, asterisk.ariUser, asterisk.ariPassword);
    this.opened = client;
    for (const event of EVENTS) client.on(event, listener);
    await client.start(APP);
  }

  answer = (channelId: string) => settled(this.client.channels.answer({ channelId }));
  music = (channelId: string) => settled(this.client.channels.startMoh({ channelId }));
  dial = (channelId: string) => settled(this.client.channels.dial({ channelId, timeout: 20 }));
  hangup = (channelId: string) => settled(this.client.channels.hangup({ channelId }));
  unbridge = (bridgeId: string) => settled(this.client.bridges.destroy({ bridgeId }));

  create(channelId: string, device: string): Promise<void> {
    const endpoint = `PJSIP/${device}`;
    const words = { endpoint, app: APP, appArgs: 'dialed', channelId };
    return settled(this.client.channels.create(words));
  }

  bridge(bridgeId: string): Promise<void> {
    const type = 'mixing,dtmf_events';
    return settled(this.client.bridges.createWithId({ bridgeId, type }));
  }

  join(bridgeId: string, channelIds: readonly string[]): Promise<void> {
    return settled(this.client.bridges.addChannel({ bridgeId, channel: channelIds.join() }));
  }

  close(): void {
    this.client.stop();
  }

  private get client(): AriClient {
    if (!this.opened) throw new Error('open it before using it');
    return this.opened;
  }
}

/** A refusal is a reply like any other: a call may be over by then. */
const settled = (reply: Promise<unknown>): Promise<void> =>
  reply.then(
    () => undefined,
    () => undefined,
  );
