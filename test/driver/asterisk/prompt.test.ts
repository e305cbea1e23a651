import { randomUUID } from 'node:crypto';
import { FakeAri, type FakeReply } from '../../fake/fake-ari';
import { BenchSwitch, callIn, channel } from './bench-switch';

const GONE: FakeReply = { status: 404, body: { message: 'Playback not found' } };
const DONE: FakeReply = { status: 204 };
const FOREVER = 'tone:440/60000';

/** Prompts whose outcome is unknown, and what comes between two parts of one. */
describe('a prompt on Asterisk', () => {
  let fake: FakeAri;
  let bench: BenchSwitch;
  let legId: string;
  let mediaId: string;

  beforeEach(async () => {
    fake = await FakeAri.listen();
    bench = await BenchSwitch.up(fake);
    legId = callIn(fake, 'x.1');
    mediaId = randomUUID();
    await bench.log.next('leg.offered', { legId });
    fake.send({ type: 'ChannelStateChange', channel: channel('x.1') });
    await bench.log.next('leg.answered', { legId });
  });
  afterEach(async () => {
    await bench.driver.close();
    await fake.close();
  });

  const play = (media: string[], type: 'play' | 'collect-digits' = 'play'): string =>
    bench.send({ type, legId, mediaId, media });
  const tell = (type: string, ms: number, state = 'done', media_uri = 'sound:a'): void =>
    fake.send({
      type,
      timestamp: new Date(Date.UTC(2026, 0, 5) + ms).toISOString().replace('Z', '+0000'),
      playback: { id: mediaId, media_uri, target_uri: 'channel:x.1', state },
    });
  const stops = () => fake.all('DELETE', /^playbacks/).length;
  const stopped = (count = 1) => fake.asked('DELETE', /^playbacks/, count);
  /** The answer to the play request of that number is the test's to give. */
  const answerLater = (number: number): ((reply: FakeReply) => void) => {
    let give: (reply: FakeReply) => void = () => undefined;
    const reply = new Promise<FakeReply>((resolve) => {
      give = resolve;
    });
    fake.on('POST', /\/play\//, () =>
      fake.all('POST', /\/play\//).length === number ? reply : DONE,
    );
    return give;
  };
  /** The first part has been heard, and the second one is asked for. */
  const betweenParts = async (media: string[], type: 'play' | 'collect-digits' = 'play') => {
    const answer = answerLater(2);
    play(media, type);
    await fake.asked('POST', /\/play\//);
    tell('PlaybackStarted', 0);
    await bench.log.next('leg.media-started', { mediaId });
    tell('PlaybackFinished', 900);
    await fake.asked('POST', /\/play\//, 2);
    return answer;
  };
  const cutAsItBegins = async (media: string[]): Promise<void> => {
    answerLater(1);
    const commandId = play(media);
    await fake.asked('POST', /\/play\/|\/moh/);
    fake.cut();
    await bench.log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
    await bench.during(bench.log.next('switch.up'));
  };
  const snapshot = () => {
    const listed = { status: 200, body: { channel_ids: ['x.1'] } };
    fake.on('GET', /^applications\/leitstand$/, () => listed);
    fake.on('GET', /^channels$/, () => ({ status: 200, body: [channel('x.1')] }));
    fake.on('GET', /x\.1\/variable/, () => ({ status: 200, body: { value: '' } }));
    return bench.driver.snapshot(0);
  };

  describe('whose outcome is unknown', () => {
    it('is stopped on command after the link has come back', async () => {
      await cutAsItBegins([FOREVER]);
      bench.send({ type: 'stop-media', legId, mediaId });
      expect((await stopped()).path[1]).toBe(mediaId);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'stopped' });
    });

    it('is stopped after the gap by itself', async () => {
      await cutAsItBegins([FOREVER]);
      await snapshot();
      expect((await stopped()).path[1]).toBe(mediaId);
    });

    it('is stopped after the gap, be it music', async () => {
      fake.on('POST', /\/moh/, () => new Promise<FakeReply>(() => undefined));
      await cutAsItBegins(['music:default']);
      await snapshot();
      await fake.asked('DELETE', /^channels\/x\.1\/moh/);
    });

    it('is stopped when the reply is late, and as it begins after that', async () => {
      answerLater(1);
      const commandId = play([FOREVER]);
      await bench.during(bench.log.next('command.failed', { commandId, code: 'DEADLINE' }), 500);
      await stopped();
      tell('PlaybackStarted', 9000);
      await stopped(2);
      tell('PlaybackFinished', 9010);
      await bench.breathe();
      expect(bench.log.all('leg.media-ended')).toEqual([]);
    });

    it('is stopped when a part of it is late', async () => {
      await betweenParts(['sound:a', FOREVER]);
      await bench.during(bench.log.next('leg.media-ended', { mediaId, reason: 'failed' }), 500);
      await stopped();
    });

    it('that never ran is not found', async () => {
      fake.on('DELETE', /^playbacks/, () => GONE);
      const commandId = bench.send({ type: 'stop-media', legId, mediaId });
      await bench.log.next('command.failed', { commandId, code: 'MEDIA_NOT_FOUND' });
    });
  });

  describe('between two of its parts', () => {
    it('is stopped by a digit', async () => {
      const answer = await betweenParts(['sound:a', FOREVER], 'collect-digits');
      fake.on('DELETE', /^playbacks/, () => GONE);
      fake.send({ type: 'ChannelDtmfReceived', digit: '1', channel: channel('x.1') });
      await stopped();
      answer(DONE);
      await stopped(2);
      tell('PlaybackStarted', 910);
      tell('PlaybackFinished', 920);
      await bench.log.next('leg.media-ended', { mediaId, reason: 'digit' });
    });

    it('is stopped on command, and not told as finished', async () => {
      const answer = await betweenParts(['sound:a', FOREVER]);
      fake.on('DELETE', /^playbacks/, () => GONE);
      bench.send({ type: 'stop-media', legId, mediaId });
      await bench.log.next('leg.media-ended', { mediaId, reason: 'stopped' });
      answer(DONE);
      await stopped(2);
    });

    it('did not fail when the caller hung up there', async () => {
      const answer = await betweenParts(['sound:a', FOREVER]);
      answer(GONE);
      await bench.breathe();
      fake.send({ type: 'ChannelDestroyed', cause: 16, channel: channel('x.1') });
      await bench.log.next('leg.ended', { legId });
      await bench.pass(500);
      expect(bench.log.all('leg.media-ended', { mediaId, reason: 'failed' })).toEqual([]);
    });

    it('fails when Asterisk will not go on, and the caller stays', async () => {
      const answer = await betweenParts(['sound:a', FOREVER]);
      answer({ status: 500 });
      await bench.during(bench.log.next('leg.media-ended', { mediaId, reason: 'failed' }));
      expect(stops()).toBe(0);
    });
  });

  it('goes on behind a sound that is missing, and tells of it at its end', async () => {
    play(['sound:nope', 'tone:440/1000']);
    await fake.asked('POST', /\/play\//);
    tell('PlaybackStarted', 0, 'playing', 'sound:nope');
    tell('PlaybackFinished', 1, 'failed', 'sound:nope');
    await bench.breathe();
    await bench.pass(500);
    const { body } = await fake.asked('POST', /\/play\//, 2);
    expect(body).toEqual({ media: ['tone:440/1000'] });
    tell('PlaybackStarted', 510);
    await bench.breathe();
    await bench.pass(1000);
    await stopped();
    tell('PlaybackFinished', 1510);
    const ended = await bench.during(bench.log.next('leg.media-ended', { mediaId }));
    expect(ended).toMatchObject({ reason: 'failed', detail: expect.stringContaining('nope') });
  });

  it('is not cut by the end of a tone before it that was over sooner', async () => {
    play(['tone:440/2000', 'sound:long']);
    await fake.asked('POST', /\/play\//);
    tell('PlaybackStarted', 0);
    await bench.log.next('leg.media-started', { mediaId });
    tell('PlaybackFinished', 1000);
    await fake.asked('POST', /\/play\//, 2);
    tell('PlaybackStarted', 1010);
    await bench.breathe();
    await bench.pass(3000);
    expect(stops()).toBe(0);
  });

  it('of music on hold is stopped by the second command when the first was refused', async () => {
    const bridgeId = randomUUID();
    const entered = (type: string): void =>
      fake.send({ type, bridge: { id: bridgeId, channels: [] }, channel: channel('x.1') });
    bench.send({ type: 'join', legId, bridgeId, role: 'talk' });
    await fake.asked('POST', /addChannel/);
    entered('ChannelEnteredBridge');
    await bench.log.next('leg.joined', { legId, bridgeId });
    bench.send({ type: 'hold', legId, bridgeId, music: 'default' });
    await fake.asked('POST', /removeChannel/);
    entered('ChannelLeftBridge');
    await bench.log.next('leg.left', { legId, reason: 'hold' });
    const refused = { status: 500, body: { message: 'Allocation failed' } };
    fake.on('DELETE', /\/moh/, () => (fake.all('DELETE', /\/moh/).length === 1 ? refused : DONE));
    const commandId = bench.send({ type: 'leave', legId, bridgeId });
    await bench.log.next('command.failed', { commandId, code: 'REFUSED' });
    bench.send({ type: 'leave', legId, bridgeId });
    await bench.log.next('leg.left', { legId, reason: 'left' });
    expect(fake.all('DELETE', /\/moh/)).toHaveLength(2);
  });
});
