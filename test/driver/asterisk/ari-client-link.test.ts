import { EventEmitter } from 'node:events';
import { ariClientLink } from '../../../src/driver/asterisk/ari-client-link';
import type { AriListener } from '../../../src/driver/asterisk/ari-link';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import { FakeAri, PASSWORD } from '../../fake/fake-ari';

/** The socket of the library: it pings, and its own handlers are the first on it. */
class LibrarySocket extends EventEmitter {
  readonly readyState = 1;
  isTerminated = false;
  ping(): void {
    // Nobody answers.
  }
  terminate(): void {
    this.isTerminated = true;
  }
}

const clients: LibraryClient[] = [];

/** As much of ari-client as its faults need: an event throws, calls hang, it reconnects. */
class LibraryClient extends EventEmitter {
  readonly _ws = new LibrarySocket();
  reconnects = 0;
  readonly calls: Record<string, unknown>[] = [];
  readonly _swagger = {
    apis: {
      channels: {
        operations: {
          play: {
            method: 'POST',
            path: '/channels/{channelId}/play/{playbackId}',
            nickname: 'play',
          },
        },
        play: (args: Record<string, unknown>): void => {
          this.calls.push(args);
        },
      },
    },
  };

  async start(): Promise<void> {
    clients.push(this);
    this._ws.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString()) as { type: string };
      if (event.type === 'Unheard') throw new TypeError('cannot read properties of undefined');
      this.emit('*', event);
    });
    this._ws.on('close', () => {
      this.reconnects += 1;
    });
  }
}

jest.mock('ari-client', () => ({ connect: async () => new LibraryClient() }));

/** What ari-client does wrong, and that nobody notices it. */
describe('the link by ari-client', () => {
  let fake: FakeAri;
  const seen: string[] = [];
  const clock = new SimulatedClock();
  const listener: AriListener = {
    up: () => seen.push('up'),
    down: (reason) => seen.push(`down: ${reason}`),
    event: ({ type }) => seen.push(type),
  };

  const open = async () => {
    const write = (): void => undefined;
    const log = { info: write, warn: write, error: write };
    const options = { url: fake.url, user: 'engine', password: PASSWORD, app: 'leitstand' };
    const link = ariClientLink({ options, clock, log });
    await link.open(listener);
    return { link, client: clients.at(-1) as LibraryClient };
  };

  beforeEach(async () => {
    seen.length = 0;
    fake = await FakeAri.listen();
  });
  afterEach(() => fake.close());

  it('passes on an event that the library has no model for', async () => {
    const { link, client } = await open();
    for (const type of ['StasisStart', 'Unheard', 'StasisEnd']) {
      client._ws.emit('message', Buffer.from(JSON.stringify({ type })));
    }
    client._ws.emit('message', Buffer.from('no JSON'));
    expect(seen).toEqual(['up', 'StasisStart', 'Unheard', 'StasisEnd']);
    await link.close();
  });

  it('finds the operation of a request, with what is in its path, query and body', async () => {
    const { link, client } = await open();
    const path = ['channels', 'x.1', 'play', 'm'];
    const asked = link.request({ method: 'POST', path, query: { lang: 'de' }, body: { a: [1] } });
    asked.catch(() => undefined);
    const args = { channelId: 'x.1', playbackId: 'm', lang: 'de', body: '{"a":[1]}' };
    expect(client.calls).toEqual([args]);
    const unknown = await link.request({ method: 'GET', path: ['no', 'such'] });
    expect(unknown.status).toBe(404);
    await link.close();
  });

  it('refuses calls that would hang for ever, and lets the library not reconnect', async () => {
    const { link, client } = await open();
    const asked = link.request({ method: 'POST', path: ['channels', 'x.1', 'play', 'm'] });
    client._ws.emit('close');
    await expect(asked).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    expect(seen).toEqual(['up', 'down: the ARI socket closed']);
    expect(client.reconnects).toBe(0);
    await link.close();
  });

  it('finds a half-open connection by its own pings', async () => {
    const { link, client } = await open();
    clock.advanceBy(15_000);
    expect(seen[1]).toMatch(/^down: .*ping/);
    expect(client._ws.isTerminated).toBe(true);
    await link.close();
  });
});
