import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { AmiLink } from '../../../src/driver/asterisk/ami-link';
import { AriHttp } from '../../../src/driver/asterisk/ari-http';
import type { AriReply } from '../../../src/driver/asterisk/ari-link';
import { AsteriskSwitch } from '../../../src/driver/asterisk/asterisk-switch';
import { amiLinkOf } from '../../../src/driver/asterisk/link-choice';
import { eventFilterRequest } from '../../../src/driver/asterisk/to-wire';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';
import { SystemClock } from '../../../src/engine/system-clock';
import { EventLog } from '../../conformance/event-log';
import { AsteriskRig, CARRIER } from '../../switch/asterisk-rig';

jest.setTimeout(60_000);

const APP = 'leitstand';

/** What a real Asterisk does, and what the driver is built around. One of them changing is news. */
describe('a real Asterisk', () => {
  const clock = new SystemClock();
  let rig: AsteriskRig;
  let http: AriHttp;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    rig = await AsteriskRig.start();
    http = new AriHttp({ ...access(), app: APP });
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await rig.asterisk.cli('channel request hangup all');
    while ((await rig.channels()).length > 0) await new Promise((go) => setTimeout(go, 20));
  });
  afterAll(async () => {
    http.close();
    await rig.stop();
  });

  const access = () => ({
    url: rig.asterisk.ariUrl,
    user: rig.asterisk.ariUser,
    password: rig.asterisk.ariPassword,
  });

  const driver = async (app = APP, link: 'websocket' | 'ari-client' = 'websocket') => {
    const log = new EventLog(clock);
    const one = new AsteriskSwitch({ switchId: 'rig', clock, ari: { ...access(), app, link } });
    opened.push(one);
    await one.connect(log.sink);
    await log.next('switch.up');
    return { driver: one, log };
  };

  /** A stream of our own app's events, with nothing of the driver in it. */
  const stream = async (app: string): Promise<{ ws: WebSocket; seen: string[] }> => {
    const { url, user, password } = access();
    const ws = new WebSocket(`${url.replace('http', 'ws')}/events?app=${app}`, {
      headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    });
    const seen: string[] = [];
    ws.on('message', (data) => seen.push((JSON.parse(data.toString()) as { type: string }).type));
    await new Promise((open) => ws.once('open', open));
    opened.push({ close: async () => ws.terminate() });
    return { ws, seen };
  };

  const create = (channelId: string, app = APP): Promise<AriReply> => {
    const endpoint = 'Local/s@leitstand-amd';
    const query = { endpoint, app, appArgs: 'dialed', channelId };
    return http.request({ method: 'POST', path: ['channels', 'create'], query });
  };
  const channels = async (): Promise<string[]> => {
    const { body } = await http.request({ method: 'GET', path: ['channels'] });
    return (body as { id: string }[]).map(({ id }) => id);
  };

  it('takes an id that begins a live one for the same, so ours are of one length', async () => {
    await stream('prefix');
    expect((await create('zz-10', 'prefix')).status).toBe(200);
    expect((await create('zz-1', 'prefix')).status).toBe(409);
    expect((await create('ZZ-10', 'prefix')).status).toBe(409);
    expect((await create('zz-100', 'prefix')).status).toBe(200);
  });

  it('swallows its answers by the event filter unless they are in it', async () => {
    const { ws, seen } = await stream('deaf');
    const ask = (id: string): void =>
      ws.send(
        JSON.stringify({
          type: 'RESTRequest',
          request_id: id,
          method: 'GET',
          uri: 'asterisk/ping',
        }),
      );
    const answers = (): number => seen.filter((type) => type === 'RESTResponse').length;
    const until = async (test: () => boolean): Promise<void> => {
      while (!test()) await new Promise((go) => setTimeout(go, 10));
    };
    ask('1');
    await until(() => answers() === 1);
    const filter = eventFilterRequest('deaf');
    const { allowed } = filter.body as { allowed: { type: string }[] };
    const deaf = allowed.filter(({ type }) => type !== 'RESTResponse');
    await http.request({ ...filter, body: { allowed: deaf } });
    ask('2');
    await create('zz-2', 'deaf');
    await until(() => seen.includes('StasisStart'));
    await http.request(filter);
    ask('3');
    await until(() => answers() === 2);
  });

  it('has the filter set again by each engine that comes back', async () => {
    const first = await driver('filter');
    // Asterisk may still be taking leave of the first engine as the second comes.
    const read = async (): Promise<unknown[]> => {
      for (;;) {
        const { body } = await http.request({ method: 'GET', path: ['applications', 'filter'] });
        const { events_allowed: allowed } = body as { events_allowed?: unknown[] };
        if (allowed) return allowed;
        await new Promise((go) => setTimeout(go, 20));
      }
    };
    const whole = (await read()).length;
    expect(whole).toBeGreaterThan(5);
    await first.driver.close();
    await driver('filter');
    expect(await read()).toHaveLength(whole);
  });

  it('gives the app to the last who asks, and the first engine stops for good', async () => {
    const first = await driver('leased');
    const second = await driver('leased');
    expect(await first.log.next('switch.down')).toMatchObject({ fatal: true });
    const { driver: loser } = first;
    await expect(loser.snapshot(0)).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    expect((await second.driver.snapshot(0)).legs).toEqual([]);
    expect(second.log.all('switch.down')).toEqual([]);
  });

  it('lets channels live on without us, and a new engine finds them', async () => {
    const first = await driver('kept');
    const legId = randomUUID();
    const phone = rig.phones.phone('4940100', { answerAfterMs: 0 });
    const to = { kind: 'number', number: '4940100', trunk: CARRIER } as const;
    first.driver.execute({
      ...{ type: 'originate', legId, to, ringTimeoutMs: 9000 },
      ...{ commandId: 'c', switchId: 'rig' },
    });
    await first.log.next('leg.answered', { legId });
    await (await phone.nextCall()).answered();
    await first.driver.close();
    const second = await driver('kept');
    const { legs } = await second.driver.snapshot(0);
    expect(legs).toMatchObject([{ legId, direction: 'outbound', state: 'answered' }]);
    expect(legs[0]?.answeredAt).toBeGreaterThan(Date.UTC(2020, 0, 1));
  });

  it('says yes to a call for an app that nobody listens to, and forgets it', async () => {
    const one = await driver('lonely');
    await one.driver.close();
    const id = randomUUID();
    const { status } = await create(id, 'lonely');
    expect(status).toBe(200);
    while ((await channels()).includes(id)) await new Promise((go) => setTimeout(go, 20));
    expect(one.log.all('leg.offered')).toEqual([]);
  });

  it('takes a channel out of its bridge that is added to it once more, and in again', async () => {
    const { seen } = await stream('twice');
    const post =
      (...path: string[]) =>
      (query: Record<string, string>) =>
        http.request({ method: 'POST', path, query });
    const id = randomUUID();
    await create(id, 'twice');
    const until = async (count: number): Promise<string[]> => {
      for (;;) {
        const moves = seen.filter((type) => /^Channel(Left|Entered)Bridge$/.test(type));
        if (moves.length >= count) return moves;
        await new Promise((go) => setTimeout(go, 10));
      }
    };
    while (!seen.includes('StasisStart')) await new Promise((go) => setTimeout(go, 10));
    await post('bridges', 'b')({ type: 'mixing' });
    await post('bridges', 'b', 'addChannel')({ channel: id });
    await until(1);
    await post('bridges', 'b', 'addChannel')({ channel: id });
    const [entered, left] = ['ChannelEnteredBridge', 'ChannelLeftBridge'];
    expect(await until(3)).toEqual([entered, left, entered]);
    await http.request({ method: 'DELETE', path: ['bridges', 'b'] });
  });

  describe('by AMI', () => {
    const ami = async (link: 'net' | 'asterisk-manager', password?: string): Promise<AmiLink> => {
      const { ports, amiUser, amiPassword } = rig.asterisk;
      const place = { host: '127.0.0.1', port: ports.ami, user: amiUser };
      const options = { ...place, password: password ?? amiPassword, link };
      const one = amiLinkOf(options, clock, SILENT_LOG);
      opened.push(one);
      const ignore = (): void => undefined;
      await one.open({ up: ignore, down: ignore, event: ignore });
      return one;
    };

    it.each(['net', 'asterisk-manager'] as const)(
      'by %s says a bad login by its code',
      async (link) => {
        await expect(ami(link, 'wrong')).rejects.toMatchObject({ code: 'AMI_UNAUTHORIZED' });
      },
    );

    it.each(['net', 'asterisk-manager'] as const)(
      'by %s lists what it is asked for',
      async (link) => {
        const { response, events } = await (await ami(link)).action({
          Action: 'PJSIPShowEndpoints',
        });
        expect(response.response).toBe('Success');
        const names = events.map(({ objectname }) => objectname);
        expect(names).toEqual(expect.arrayContaining([CARRIER]));
      },
    );

    it.each(['net', 'asterisk-manager'] as const)('by %s runs no second action', async (link) => {
      const Filter = 'Event: X\r\nActionID: 1\r\n\r\nAction: Ping';
      const sent = (await ami(link)).action({ Action: 'Filter', Operation: 'Add', Filter });
      await expect(sent).rejects.toMatchObject({ code: 'AMI_VALUE_REFUSED' });
    });
  });

  describe('by ari-client', () => {
    it('says a wrong password by its code, and the process lives', async () => {
      const ari = { ...access(), password: 'wrong', app: APP, link: 'ari-client' } as const;
      const one = new AsteriskSwitch({ switchId: 'rig', clock, ari });
      const connected = one.connect(() => undefined);
      await expect(connected).rejects.toMatchObject({ code: 'ARI_UNAUTHORIZED' });
    });

    it('keeps knocking at a closed door', async () => {
      const ari = {
        ...access(),
        url: 'http://127.0.0.1:9/ari',
        app: APP,
        link: 'ari-client',
      } as const;
      const one = new AsteriskSwitch({ switchId: 'rig', clock, ari });
      opened.push(one);
      await one.connect(() => undefined);
      await expect(one.snapshot(0)).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    });
  });
});
