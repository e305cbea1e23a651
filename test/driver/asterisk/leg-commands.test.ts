import { randomUUID } from 'node:crypto';
import { FakeAri } from '../../fake/fake-ari';
import { BenchSwitch, callIn, channel, letOriginate } from './bench-switch';

/** Commands on legs that live, and the events that come of them, in every order. */
describe('a leg on Asterisk', () => {
  let fake: FakeAri;
  let bench: BenchSwitch;

  beforeEach(async () => {
    fake = await FakeAri.listen();
    bench = await BenchSwitch.up(fake);
  });
  afterEach(async () => {
    await bench.driver.close();
    await fake.close();
  });

  const answered = async (id = 'x.1'): Promise<string> => {
    const legId = callIn(fake, id);
    await bench.log.next('leg.offered', { legId });
    fake.send({ type: 'ChannelStateChange', channel: channel(id) });
    await bench.log.next('leg.answered', { legId });
    return legId;
  };
  const saidOf = (legId: string): string[] =>
    bench.log.events.filter((e) => Reflect.get(e, 'legId') === legId).map(({ type }) => type);

  describe('that came in', () => {
    it('is offered once, and its end is subscribed to', async () => {
      const legId = callIn(fake, 'x.1');
      callIn(fake, 'x.1');
      const subscription = await fake.asked('POST', /^applications\/leitstand\/subscription/);
      expect(subscription.query).toEqual({ eventSource: 'channel:x.1' });
      await bench.breathe();
      expect(saidOf(legId)).toEqual(['leg.offered']);
      expect(bench.log.all('leg.offered')[0]).toMatchObject({ ani: '493055501', dnis: '4711' });
    });

    it('is answered on command though the dialplan has answered it before', async () => {
      fake.send({ type: 'StasisStart', args: ['inbound', '4711'], channel: channel('x.1') });
      const { legId } = await bench.log.next('leg.offered', { dnis: '4711' });
      bench.send({ type: 'answer', legId });
      await bench.log.next('leg.answered', { legId });
    });

    it('ends once, with the cause that Asterisk gives', async () => {
      const legId = await answered();
      const end = { channel: channel('x.1'), cause: 16, cause_txt: 'Normal Clearing' };
      fake.send({ type: 'StasisEnd', channel: channel('x.1') });
      fake.send({ type: 'ChannelDestroyed', ...end });
      fake.send({ type: 'ChannelDestroyed', ...end });
      fake.send({ type: 'ChannelStateChange', channel: channel('x.1') });
      fake.send({ type: 'StasisStart', args: ['4711'], channel: channel('x.1') });
      const ended = await bench.log.next('leg.ended', { legId });
      expect(ended).toMatchObject({ cause: 'normal', by: 'remote', raw: { q850: 16 } });
      await bench.breathe();
      expect(saidOf(legId)).toEqual(['leg.offered', 'leg.answered', 'leg.ended']);
    });

    it('ends though nobody tells its end, once Asterisk has forgotten it', async () => {
      const legId = callIn(fake, 'x.1');
      fake.send({ type: 'StasisEnd', channel: channel('x.1', 'Ring') });
      const ended = await bench.during(bench.log.next('leg.ended', { legId }));
      expect(ended).toMatchObject({ cause: 'cancelled', by: 'remote' });
    });

    it('ends as it was ended though Asterisk goes on listing it', async () => {
      const legId = await answered();
      fake.on('GET', /^channels\/x\.1$/, () => ({ status: 200, body: channel('x.1') }));
      fake.send({ type: 'StasisEnd', channel: channel('x.1') });
      const ended = await bench.during(bench.log.next('leg.ended', { legId }));
      expect(ended).toMatchObject({ cause: 'normal', by: 'remote' });
      const { query } = await fake.asked('DELETE', /subscription/);
      expect(query).toEqual({ eventSource: 'channel:x.1' });
    });

    it('that was taken out of our hands ends as redirected by somebody else', async () => {
      const legId = await answered();
      fake.on('GET', /^channels\/x\.1\/variable/, () => ({ status: 200, body: { value: '6' } }));
      fake.send({ type: 'StasisEnd', channel: channel('x.1') });
      const ended = await bench.during(bench.log.next('leg.ended', { legId }));
      expect(ended).toMatchObject({ cause: 'redirected', by: 'remote' });
    });

    it('that we sent elsewhere is hung up on where it stays on the switch without us', async () => {
      const legId = await answered();
      fake.on('GET', /^channels\/x\.1\/variable/, () => ({ status: 200, body: { value: '6' } }));
      let reply: (reply: { status: number }) => void = () => undefined;
      const late = new Promise<{ status: number }>((resolve) => {
        reply = resolve;
      });
      fake.on('POST', /redirect/, () => late);
      bench.send({ type: 'redirect', legId, to: { kind: 'device', device: 'anna' } });
      await fake.asked('POST', /redirect/);
      fake.send({ type: 'StasisEnd', channel: channel('x.1') });
      const ended = await bench.during(bench.log.next('leg.ended', { legId }));
      expect(ended).toMatchObject({ cause: 'redirected', by: 'us' });
      const [hungUp] = await Promise.all([
        fake.asked('DELETE', /^channels\/x\.1\?/),
        bench.breathe(),
      ]);
      expect(hungUp.query.reason_code).toBe('16');
      reply({ status: 204 });
    });

    it('does not end while the dialplan listens for a machine', async () => {
      const legId = await answered();
      bench.send({ type: 'detect-machine', legId });
      const { query } = await fake.asked('POST', /continue/);
      expect(query).toEqual({ context: 'leitstand-amd', extension: 's', priority: '1' });
      fake.send({ type: 'StasisEnd', channel: channel('x.1') });
      await bench.pass(8000);
      expect(bench.log.all('leg.ended')).toEqual([]);
      const mediaId = randomUUID();
      bench.send({ type: 'play', legId, mediaId, media: ['sound:beep'] });
      await bench.breathe();
      expect(fake.all('POST', /play/)).toEqual([]);
      const args = ['amd', 'MACHINE', 'MAXWORDS-5-4'];
      fake.send({ type: 'StasisStart', args, channel: channel('x.1') });
      const machine = await bench.log.next('leg.machine', { legId, result: 'machine' });
      expect(machine.detail).toBe('MAXWORDS-5-4');
      await fake.asked('POST', /play/);
    });
  });

  describe('that hears something', () => {
    const playing = async (media: string[], bargeIn = false) => {
      const legId = await answered();
      const mediaId = randomUUID();
      const type = bargeIn ? 'collect-digits' : 'play';
      bench.send({ type, legId, mediaId, media });
      await fake.asked('POST', /play/);
      return { legId, mediaId };
    };
    const tell = (type: string, id: string, ms: number, more: object = {}): void =>
      fake.send({
        type,
        timestamp: new Date(Date.UTC(2026, 0, 5) + ms).toISOString().replace('Z', '+0000'),
        playback: { id, media_uri: 'sound:a', target_uri: 'channel:x.1', state: 'done', ...more },
      });

    it('is asked for as a list in the body', async () => {
      await playing(['sound:beep', 'silence:12']);
      const { body, path } = await fake.asked('POST', /play/);
      const silences = ['sound:silence/10', 'sound:silence/2'];
      expect(body).toEqual({ media: ['sound:beep', ...silences] });
      expect(path.slice(0, 3)).toEqual(['channels', 'x.1', 'play']);
    });

    it('goes on from a tone, which would never end, under the same id', async () => {
      const { mediaId } = await playing(['tone:440/1000,0/500', 'sound:beep']);
      expect((await fake.asked('POST', /play/)).body).toEqual({ media: ['tone:440/1000,0/500'] });
      tell('PlaybackStarted', mediaId, 0);
      await bench.log.next('leg.media-started', { mediaId });
      await bench.pass(1000);
      expect(fake.all('DELETE', /^playbacks/)).toEqual([]);
      await bench.pass(500);
      await fake.asked('DELETE', /^playbacks/);
      tell('PlaybackFinished', mediaId, 1500);
      const { body, path } = await fake.asked('POST', /play/, 2);
      expect([body, path[3]]).toEqual([{ media: ['sound:beep'] }, mediaId]);
      tell('PlaybackStarted', mediaId, 1510);
      tell('PlaybackFinished', mediaId, 2500);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'finished' });
      expect(bench.log.all('leg.media-started')).toHaveLength(1);
    });

    it('that is stopped does not go on to what follows a tone', async () => {
      const { legId, mediaId } = await playing(['tone:440/9000', 'sound:beep']);
      tell('PlaybackStarted', mediaId, 0);
      await bench.log.next('leg.media-started', { mediaId });
      bench.send({ type: 'stop-media', legId, mediaId });
      await fake.asked('DELETE', /^playbacks/);
      tell('PlaybackFinished', mediaId, 500);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'stopped' });
      await bench.pass(9000);
      expect(fake.all('POST', /play/)).toHaveLength(1);
      expect(fake.all('DELETE', /^playbacks/)).toHaveLength(1);
    });

    it('begins once and ends once', async () => {
      const { legId, mediaId } = await playing(['sound:a', 'sound:b']);
      tell('PlaybackStarted', mediaId, 0);
      tell('PlaybackContinuing', mediaId, 900);
      tell('PlaybackStarted', mediaId, 901);
      tell('PlaybackFinished', mediaId, 2000);
      tell('PlaybackFinished', mediaId, 2001);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'finished' });
      await bench.breathe();
      const said = saidOf(legId).slice(2);
      expect(said).toEqual(['leg.media-started', 'leg.media-ended']);
    });

    it('fails by name when one of several items is not there', async () => {
      const { mediaId } = await playing(['sound:nope', 'sound:b']);
      tell('PlaybackStarted', mediaId, 0, { media_uri: 'sound:nope' });
      tell('PlaybackContinuing', mediaId, 1, { media_uri: 'sound:nope' });
      tell('PlaybackStarted', mediaId, 1);
      tell('PlaybackFinished', mediaId, 900);
      await bench.breathe();
      await bench.pass(500);
      const ended = await bench.log.next('leg.media-ended', { mediaId, reason: 'failed' });
      expect(ended.detail).toContain('sound:nope');
    });

    it('did not fail when the caller hung up as it began', async () => {
      const { legId, mediaId } = await playing(['sound:a']);
      tell('PlaybackStarted', mediaId, 0);
      tell('PlaybackFinished', mediaId, 1);
      fake.send({ type: 'ChannelDestroyed', cause: 16, channel: channel('x.1') });
      await bench.log.next('leg.ended', { legId });
      await bench.pass(500);
      expect(bench.log.all('leg.media-ended', { mediaId, reason: 'failed' })).toEqual([]);
    });

    it('fails unasked in a scheme that Asterisk would never end', async () => {
      const legId = await answered();
      bench.send({ type: 'play', legId, mediaId: 'm', media: ['video:cat'] });
      await bench.log.next('leg.media-ended', { mediaId: 'm', reason: 'failed' });
      expect(fake.all('POST', /play/)).toEqual([]);
    });

    it('is stopped by the first digit of a storm, and by that one only', async () => {
      const { legId, mediaId } = await playing(['silence:9'], true);
      tell('PlaybackStarted', mediaId, 0);
      const digits = '123456789*0#'.repeat(20);
      for (const digit of digits) {
        fake.send({ type: 'ChannelDtmfReceived', digit, channel: channel('x.1') });
      }
      await fake.asked('DELETE', /^playbacks/);
      tell('PlaybackFinished', mediaId, 500);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'digit' });
      const told = bench.log.all('leg.digit', { legId }).map(({ digit }) => digit);
      expect(told.join('')).toBe(digits);
      expect(fake.all('DELETE', /^playbacks/)).toHaveLength(1);
    });

    it('is not stopped by a digit that nobody asked for', async () => {
      const { mediaId } = await playing(['silence:9']);
      tell('PlaybackStarted', mediaId, 0);
      fake.send({ type: 'ChannelDtmfReceived', digit: '1', channel: channel('x.1') });
      await bench.log.next('leg.digit');
      expect(fake.all('DELETE', /^playbacks/)).toEqual([]);
    });

    it('is stopped before it joins: Asterisk would sit on the join until its end', async () => {
      const { legId } = await playing(['silence:9']);
      bench.send({ type: 'join', legId, bridgeId: randomUUID(), role: 'talk' });
      await fake.asked('POST', /addChannel/);
      const order = fake.requests.map(({ method, path }) => `${method} ${path[0]}`);
      const added = order.lastIndexOf('POST bridges');
      expect(order.indexOf('DELETE playbacks')).toBeLessThan(added);
    });
  });

  describe('in a bridge', () => {
    const join = (legId: string, bridgeId: string): string =>
      bench.send({ type: 'join', legId, bridgeId, role: 'talk' });
    const entered = (type: string, bridgeId: string, id: string, channels: string[]): void =>
      fake.send({ type, bridge: { id: bridgeId, channels }, channel: channel(id) });

    it('keeps it when the answer overtakes the event that it has joined', async () => {
      const legId = await answered();
      const bridgeId = randomUUID();
      join(legId, bridgeId);
      await fake.asked('POST', /addChannel/);
      await bench.breathe();
      expect(fake.all('DELETE', /^bridges/)).toEqual([]);
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined', { legId, bridgeId });
      await bench.breathe();
      expect(fake.all('DELETE', /^bridges/)).toEqual([]);
    });

    it('keeps it for the only one in there, who is taken out and put in again', async () => {
      const legId = await answered();
      const bridgeId = randomUUID();
      join(legId, bridgeId);
      await fake.asked('POST', /addChannel/);
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined', { legId, bridgeId });
      join(legId, bridgeId);
      await fake.asked('POST', /addChannel/, 2);
      await bench.breathe();
      entered('ChannelLeftBridge', bridgeId, 'x.1', []);
      await bench.breathe();
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined', { legId, bridgeId });
      await bench.pass(3000);
      expect(fake.all('DELETE', /^bridges/)).toEqual([]);
      expect(bench.log.all('leg.left')).toEqual([]);
    });

    it('two that are ready together go in with one request', async () => {
      const [first, second] = [await answered('x.1'), await answered('x.2')];
      const bridgeId = randomUUID();
      join(first, bridgeId);
      join(second, bridgeId);
      const { query } = await fake.asked('POST', /addChannel/);
      expect(query.channel).toBe('x.1,x.2');
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      entered('ChannelEnteredBridge', bridgeId, 'x.2', ['x.1', 'x.2']);
      await bench.log.next('leg.joined', { legId: second, bridgeId });
      expect(fake.all('POST', /addChannel/)).toHaveLength(1);
    });

    it('one that may not in does not keep the other out', async () => {
      const [first, second] = [await answered('x.1'), await answered('x.2')];
      const missing = { status: 404, body: { message: 'Channel not found' } };
      fake.on('POST', /addChannel.*x\.2/, () => missing);
      const bridgeId = randomUUID();
      join(first, bridgeId);
      const commandId = join(second, bridgeId);
      await bench.log.next('command.failed', { commandId, code: 'LEG_NOT_FOUND' });
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined', { legId: first, bridgeId });
      const added = fake.all('POST', /addChannel/).map(({ query }) => query.channel);
      expect(added).toEqual(['x.1,x.2', 'x.1', 'x.2']);
    });

    it('that has vanished is made again', async () => {
      const legId = await answered();
      const gone = { status: 404, body: { message: 'Bridge not found' } };
      fake.on('POST', /addChannel/, () =>
        fake.all('POST', /addChannel/).length === 1 ? gone : { status: 204 },
      );
      join(legId, randomUUID());
      await fake.asked('POST', /addChannel/, 2);
      expect(fake.all('POST', /^bridges\/[^/]+\?type/)).toHaveLength(2);
    });

    it('that is there already will do', async () => {
      const legId = await answered();
      fake.on('POST', /^bridges\/[^/]+\?type/, () => ({
        status: 409,
        body: { message: 'exists' },
      }));
      join(legId, randomUUID());
      await fake.asked('POST', /addChannel/);
    });

    it('is destroyed when the last leg has gone', async () => {
      const legId = await answered();
      const bridgeId = randomUUID();
      join(legId, bridgeId);
      await fake.asked('POST', /addChannel/);
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined');
      entered('ChannelLeftBridge', bridgeId, 'x.1', []);
      fake.send({ type: 'ChannelDestroyed', channel: channel('x.1'), cause: 16 });
      await bench.log.next('leg.ended', { legId });
      const { path } = await fake.asked('DELETE', /^bridges/);
      expect(path).toEqual(['bridges', bridgeId]);
      // The hangup tells that it left by itself.
      expect(bench.log.all('leg.left')).toEqual([]);
    });

    it('says so when it was put out of it, and lives', async () => {
      const legId = await answered();
      const bridgeId = randomUUID();
      join(legId, bridgeId);
      await fake.asked('POST', /addChannel/);
      entered('ChannelEnteredBridge', bridgeId, 'x.1', ['x.1']);
      await bench.log.next('leg.joined');
      entered('ChannelLeftBridge', bridgeId, 'x.1', []);
      await bench.during(bench.log.next('leg.left', { legId, bridgeId, reason: 'left' }));
    });

    it('is joined after its answer only', async () => {
      letOriginate(fake);
      const legId = randomUUID();
      const to = { kind: 'device', device: 'desk' } as const;
      bench.send({ type: 'originate', legId, to, ringTimeoutMs: 9000 });
      await fake.asked('POST', /\/dial\?/);
      const commandId = join(legId, randomUUID());
      await bench.log.next('command.failed', { commandId, code: 'LEG_WRONG_STATE' });
    });
  });

  it('is hung up with the cause that was asked for, as SIP will say it', async () => {
    const legId = callIn(fake, 'x.1');
    await bench.log.next('leg.offered');
    bench.send({ type: 'hangup', legId, cause: 'busy' });
    const { query } = await fake.asked('DELETE', /^channels/);
    expect(query).toEqual({ reason_code: '17' });
    const end = { cause: 17, tech_cause: 486 };
    fake.send({ type: 'ChannelDestroyed', channel: channel('x.1', 'Ring'), ...end });
    expect(await bench.log.next('leg.ended')).toMatchObject({ cause: 'busy', by: 'us' });
  });
});
