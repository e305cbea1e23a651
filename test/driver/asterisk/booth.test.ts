import { randomUUID } from 'node:crypto';
import { FakeAri, type FakeReply, type FakeRequest } from '../../fake/fake-ari';
import { BenchSwitch, callIn, channel } from './bench-switch';

const REFUSED = { status: 500, body: { message: 'Allocation failed' } };
const [AGENT, COACH] = ['x.1', 'x.2'];

/** Whispers when Asterisk will not, and what is left behind of them. */
describe('a whisper on Asterisk', () => {
  let fake: FakeAri;
  let bench: BenchSwitch;
  let bridgeId: string;

  beforeEach(async () => {
    fake = await FakeAri.listen();
    bench = await BenchSwitch.up(fake);
    bridgeId = randomUUID();
    enterAsAsked();
  });
  afterEach(async () => {
    await bench.driver.close();
    await fake.close();
  });

  /** As Asterisk does: who is added is moved, and told to be where it is now. */
  const enterAsAsked = (): void => {
    const places = new Map<string, string>();
    const enter = ({ path, query }: FakeRequest): FakeReply => {
      for (const id of (query.channel ?? '').split(',')) {
        const [from, to = ''] = [places.get(id), path[1]];
        const tell = (type: string, place: string): void =>
          fake.send({ type, bridge: { id: place, channels: [] }, channel: channelOf(id) });
        if (from !== undefined) tell('ChannelLeftBridge', from);
        places.set(id, to);
        tell('ChannelEnteredBridge', to);
      }
      return { status: 204 };
    };
    fake.on('POST', /addChannel/, enter);
    fake.on('POST', /\/snoop\//, ({ path }) => {
      const id = path[3] ?? '';
      setImmediate(() => fake.send({ type: 'StasisStart', args: [], channel: channelOf(id) }));
      return { status: 204 };
    });
  };
  const channelOf = (id: string): object =>
    channel(id, 'Up', id.includes(':') ? { name: `Snoop/${id}` } : {});

  const answered = async (id: string): Promise<string> => {
    const legId = callIn(fake, id);
    await bench.log.next('leg.offered', { legId });
    fake.send({ type: 'ChannelStateChange', channel: channel(id) });
    await bench.log.next('leg.answered', { legId });
    return legId;
  };
  const talkers = async (): Promise<readonly [string, string]> => {
    const legs = [await answered(AGENT), await answered(COACH)] as const;
    bench.send({ type: 'join', legId: legs[0], bridgeId, role: 'talk' });
    await bench.log.next('leg.joined', { legId: legs[0], role: 'talk' });
    return legs;
  };
  const whisper = (legId: string, coachedLegId: string): string =>
    bench.send({ type: 'join', legId, bridgeId, role: 'whisper', coachedLegId });
  const noSnoop = (): void => fake.on('POST', /\/snoop\/whisper/, () => REFUSED);
  const roles = async () => (await snapshot()).bridges.flatMap((bridge) => bridge.roles ?? []);
  const snapshot = async () => {
    const ids = [AGENT, COACH];
    const channels = ids.map((id) => channel(id));
    fake.on('GET', /^applications\/leitstand$/, () => ({
      status: 200,
      body: { channel_ids: ids },
    }));
    fake.on('GET', /^channels$/, () => ({ status: 200, body: channels }));
    const bridges = [{ id: bridgeId, channels: ids }];
    fake.on('GET', /^bridges$/, () => ({ status: 200, body: bridges }));
    return bench.driver.snapshot(0);
  };
  const muted = (): string[] => fake.all('POST', /mute/).map(({ path }) => path[1] ?? '');

  it('that cannot be, leaves one who talked unheard, and the snapshot tells so', async () => {
    const [agent, coach] = await talkers();
    bench.send({ type: 'join', legId: coach, bridgeId, role: 'talk' });
    await bench.log.next('leg.joined', { legId: coach, role: 'talk' });
    noSnoop();
    const commandId = whisper(coach, agent);
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
    expect(muted()).toEqual([COACH]);
    expect(await roles()).toEqual([{ legId: coach, role: 'listen' }]);
  });

  it('that cannot be, leaves one who was not there outside', async () => {
    const [agent, coach] = await talkers();
    noSnoop();
    const commandId = whisper(coach, agent);
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
    const [removed] = fake.all('POST', /removeChannel/);
    expect(removed).toMatchObject({ path: ['bridges', bridgeId, 'removeChannel'] });
    expect(bench.log.all('leg.joined', { legId: coach })).toEqual([]);
    expect(bench.log.all('leg.left')).toEqual([]);
  });

  it('that cannot be, takes down what Asterisk was slow to make as well', async () => {
    const [agent, coach] = await talkers();
    noSnoop();
    let made: (reply: FakeReply) => void = () => undefined;
    const late = new Promise<FakeReply>((resolve) => {
      made = resolve;
    });
    fake.on('POST', /\/snoop\/filler-two/, () => late);
    const commandId = whisper(coach, agent);
    const { path } = await fake.asked('POST', /\/snoop\/filler-two/);
    await bench.breathe();
    const ends = () => fake.all('DELETE', /^channels\/filler-two/);
    expect(ends()).toEqual([]);
    const arrived = { type: 'StasisStart', args: [], channel: channelOf(path[3] ?? '') };
    fake.send(arrived);
    made({ status: 204 });
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
    expect(ends()).toHaveLength(1);
  });

  it('leaves nothing behind when it is over', async () => {
    const [agent, coach] = await talkers();
    whisper(coach, agent);
    await bench.log.next('leg.joined', { legId: coach, role: 'whisper', coachedLegId: agent });
    fake.send({ type: 'ChannelDestroyed', channel: channel(COACH), cause: 16 });
    await bench.log.next('leg.ended', { legId: coach });
    const [snooped] = fake.all('POST', /\/snoop\/whisper/);
    const booth = snooped?.path[3]?.slice('whisper:'.length) ?? '';
    await fake.asked('DELETE', /^bridges/);
    const gone = fake.all('DELETE', /^(channels|bridges)\/[^/]+(\?|$)/).map(({ path }) => path[1]);
    const helpers = ['filler', 'filler-two', 'whisper'].map((one) => `${one}:${booth}`);
    expect(gone.sort()).toEqual([booth, ...helpers].sort());
  });

  it('of an engine that crashed leaves no helper that nobody needs', async () => {
    await talkers();
    const stray = `whisper:${randomUUID()}`;
    const channels = [channel(AGENT), channelOf(stray)];
    const body = { channel_ids: [AGENT, stray] };
    fake.on('GET', /^applications\/leitstand$/, () => ({ status: 200, body }));
    fake.on('GET', /^channels$/, () => ({ status: 200, body: channels }));
    fake.on('GET', /^bridges$/, () => ({ status: 200, body: [] }));
    const { legs } = await bench.driver.snapshot(0);
    expect(legs.map(({ legId }) => legId)).not.toContain(`in:a:${stray}`);
    const { path } = await fake.asked('DELETE', /^channels/);
    expect(path).toEqual(['channels', stray]);
  });
});
