import { randomUUID } from 'node:crypto';
import { FakeAri } from '../../fake/fake-ari';
import { BenchSwitch, callIn, channel, letOriginate } from './bench-switch';

/** What the driver finds on an Asterisk that it has not watched all the time. */
describe('a snapshot of Asterisk', () => {
  let fake: FakeAri;
  let bench: BenchSwitch;
  const live = new Map<string, object>();
  const bridges: object[] = [];
  const foreign = new Set<string>();

  beforeEach(async () => {
    live.clear();
    bridges.length = 0;
    foreign.clear();
    fake = await FakeAri.listen();
    const ours = (): string[] => [...live.keys()].filter((id) => !foreign.has(id));
    fake.on('GET', /^applications/, () => ({ status: 200, body: { channel_ids: ours() } }));
    fake.on('GET', /^channels$/, () => ({ status: 200, body: [...live.values()] }));
    fake.on('GET', /^bridges$/, () => ({ status: 200, body: bridges }));
    fake.on('GET', /variable/, ({ query }) =>
      query.variable === 'CDR(answer,u)'
        ? { status: 200, body: { value: '1767571210.250000' } }
        : { status: 404, body: {} },
    );
    bench = await BenchSwitch.up(fake);
  });
  afterEach(async () => {
    await bench.driver.close();
    await fake.close();
  });

  it('shows legs that an engine before us has left, with their bridge', async () => {
    const outbound = randomUUID();
    live.set('x.1', channel('x.1'));
    live.set(outbound, channel(outbound, 'Ringing'));
    bridges.push({ id: 'b-1', channels: ['x.1', 'recorder.7'] });
    const snapshot = await bench.driver.snapshot(0);
    expect(snapshot.legs).toEqual([
      {
        legId: 'in:a:x.1',
        direction: 'inbound',
        state: 'answered',
        held: false,
        createdAt: Date.UTC(2026, 0, 5),
        answeredAt: 1_767_571_210_250,
        ani: '493055501',
        dnis: '4711',
      },
      expect.objectContaining({ legId: outbound, direction: 'outbound', state: 'ringing' }),
    ]);
    expect(snapshot.bridges).toEqual([{ bridgeId: 'b-1', legIds: ['in:a:x.1'], roles: [] }]);
  });

  it('listens for the end of a caller whom an engine before us has left', async () => {
    live.set('x.1', channel('x.1'));
    await bench.driver.snapshot(0);
    const { query } = await fake.asked('POST', /subscription/);
    expect(query).toEqual({ eventSource: 'channel:x.1' });
  });

  it('leaves out what is not ours, and what Asterisk made beside the legs', async () => {
    live.set('x.1', channel('x.1'));
    live.set('x.2', channel('x.2'));
    live.set('record:1', channel('record:1', 'Up', { name: 'Snoop/x.1-0000' }));
    foreign.add('x.2');
    const { legs } = await bench.driver.snapshot(0);
    expect(legs.map(({ legId }) => legId)).toEqual(['in:a:x.1']);
  });

  describe('of a channel that Asterisk lists and has no longer', () => {
    const isNot = { status: 404, body: { message: 'Provided channel was not found' } };

    it('shows no leg, and lists it as ours no more', async () => {
      live.set('x.1', channel('x.1'));
      live.set('x.2', channel('x.2'));
      fake.on('GET', /x\.1.*variable/, () => isNot);
      const { legs } = await bench.driver.snapshot(0);
      expect(legs).toMatchObject([{ legId: 'in:a:x.2' }]);
      const { query } = await fake.asked('DELETE', /subscription/);
      expect(query).toEqual({ eventSource: 'channel:x.1' });
      expect((await bench.driver.snapshot(0)).legs).toMatchObject([{ legId: 'in:a:x.2' }]);
      expect(bench.log.all('leg.ended')).toEqual([]);
    });

    it('shows no leg either when that was answered before a gap', async () => {
      const legId = callIn(fake, 'x.1');
      fake.send({ type: 'ChannelStateChange', channel: channel('x.1') });
      await bench.log.next('leg.answered', { legId });
      live.set('x.1', channel('x.1'));
      fake.cut();
      await bench.log.next('switch.down');
      await bench.during(bench.log.next('switch.up'));
      fake.on('GET', /x\.1.*variable/, () => isNot);
      expect((await bench.driver.snapshot(0)).legs).toEqual([]);
    });
  });

  it('counts a leg in which the dialplan listens for a machine', async () => {
    const dialplan = { context: 'leitstand-amd', exten: 's', app_name: 'AMD', app_data: '' };
    const legId = randomUUID();
    live.set(legId, channel(legId, 'Up', { dialplan }));
    const { legs } = await bench.driver.snapshot(0);
    expect(legs).toMatchObject([{ legId, state: 'answered' }]);
  });

  it('knows a held leg by the mark that was left on it', async () => {
    live.set('x.1', channel('x.1'));
    fake.on('GET', /LEITSTAND_HELD/, () => ({ status: 200, body: { value: 'b-1' } }));
    const { legs } = await bench.driver.snapshot(0);
    expect(legs).toMatchObject([{ held: true }]);
  });

  it('does not show a leg that ended while Asterisk was answering', async () => {
    const legId = callIn(fake, 'x.1');
    await bench.log.next('leg.offered');
    live.set('x.1', channel('x.1', 'Ring'));
    fake.on('GET', /^bridges$/, async () => {
      fake.send({ type: 'ChannelDestroyed', channel: channel('x.1', 'Ring'), cause: 16 });
      return { status: 200, body: [] };
    });
    const { legs } = await bench.driver.snapshot(0);
    await bench.log.next('leg.ended', { legId });
    expect(legs).toEqual([]);
  });

  it('still shows a leg whose last event is on its way, and hears that event', async () => {
    await bench.driver.snapshot(0);
    const legId = callIn(fake, 'x.1');
    await bench.log.next('leg.offered');
    const { legs } = await bench.driver.snapshot(0);
    expect(legs).toMatchObject([{ legId }]);
    fake.send({ type: 'ChannelDestroyed', channel: channel('x.1', 'Ring'), cause: 16 });
    await bench.log.next('leg.ended', { legId });
  });

  it('after a gap believes Asterisk: who answered, who is where, and who is gone', async () => {
    letOriginate(fake);
    const [answers, dies] = [randomUUID(), randomUUID()];
    for (const legId of [answers, dies]) {
      const to = { kind: 'device', device: 'desk' } as const;
      bench.send({ type: 'originate', legId, to, ringTimeoutMs: 60_000 });
    }
    await fake.asked('POST', /\/dial\?/, 2);
    fake.cut();
    await bench.log.next('switch.down');
    live.set(answers, channel(answers));
    bridges.push({ id: 'b-1', channels: [answers] });
    await bench.during(bench.log.next('switch.up'));
    const snapshot = await bench.driver.snapshot(0);
    expect(snapshot.legs).toMatchObject([{ legId: answers, state: 'answered' }]);
    expect(snapshot.bridges).toEqual([{ bridgeId: 'b-1', legIds: [answers], roles: [] }]);
    const commandId = bench.send({ type: 'hangup', legId: dies, cause: 'normal' });
    await bench.log.next('command.failed', { commandId, code: 'LEG_NOT_FOUND' });
  });

  it('after a gap ends a tone that began, or had its time, while nobody listened', async () => {
    const legId = callIn(fake, 'x.1');
    live.set('x.1', channel('x.1'));
    await bench.log.next('leg.offered', { legId });
    fake.send({ type: 'ChannelStateChange', channel: channel('x.1') });
    await bench.log.next('leg.answered', { legId });
    const mediaId = randomUUID();
    bench.send({ type: 'play', legId, mediaId, media: ['tone:440/1000'] });
    await fake.asked('POST', /play/);
    await bench.breathe();
    fake.cut();
    await bench.log.next('switch.down');
    await bench.during(bench.log.next('switch.up'));
    fake.on('GET', /^playbacks/, () => ({ status: 200, body: { state: 'playing' } }));
    await bench.driver.snapshot(0);
    await bench.pass(1000);
    expect((await fake.asked('DELETE', /^playbacks/)).path[1]).toBe(mediaId);
  });

  it('hangs up a call that was reported as failed and lives all the same', async () => {
    fake.on('POST', /create/, () => new Promise(() => undefined));
    const legId = randomUUID();
    const to = { kind: 'device', device: 'desk' } as const;
    const commandId = bench.send({ type: 'originate', legId, to, ringTimeoutMs: 60_000 });
    await fake.asked('POST', /create/);
    fake.cut();
    await bench.log.next('command.failed', { commandId });
    live.set(legId, channel(legId));
    await bench.during(bench.log.next('switch.up'));
    expect((await bench.driver.snapshot(0)).legs).toEqual([]);
    const { path } = await fake.asked('DELETE', /^channels/);
    expect(path).toEqual(['channels', legId]);
  });

  it('tells the end of a prompt that nobody of this process began', async () => {
    live.set('x.1', channel('x.1'));
    await bench.driver.snapshot(0);
    const playback = { id: 'm-1', media_uri: 'sound:a', target_uri: 'channel:x.1', state: 'done' };
    fake.send({ type: 'PlaybackFinished', playback });
    await bench.log.next('leg.media-ended', { legId: 'in:a:x.1', mediaId: 'm-1' });
  });

  it('moves a leg apart from all other requests while it is unknown what plays on it', async () => {
    live.set('x.1', channel('x.1'));
    await bench.driver.snapshot(0);
    fake.on('POST', /addChannel/, () => new Promise(() => undefined));
    const legId = 'in:a:x.1';
    bench.send({ type: 'join', legId, bridgeId: randomUUID(), role: 'talk' });
    expect(await fake.asked('POST', /addChannel/)).toMatchObject({ by: 'http' });
    await bench.driver.snapshot(0);
  });

  it('reports an error when Asterisk gives no answer', async () => {
    fake.on('GET', /^channels$/, () => ({ status: 500, body: { message: 'busy' } }));
    await expect(bench.driver.snapshot(0)).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
  });
});
