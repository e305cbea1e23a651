import type { Stage } from '../stage';

/** What a leg hears, and the digits that come back. */
export function mediaCases(stage: () => Stage): void {
  describe('a prompt', promptCases(stage));
  describe('a prompt that cannot be', wrongPromptCases(stage));
  describe('music', musicCases(stage));
  describe('digits', digitCases(stage));
}

type Play = (legId: string, media: readonly string[], bargeIn?: boolean) => string;

const playOn =
  (stage: () => Stage): Play =>
  (legId, media, bargeIn = false) => {
    const mediaId = stage().newId();
    stage().send({ type: bargeIn ? 'collect-digits' : 'play', legId, mediaId, media });
    return mediaId;
  };

const promptCases = (stage: () => Stage) => (): void => {
  const play = playOn(stage);
  it('begins, plays to its end and says so', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = play(legId, [stage().harness.sound]);
    await stage().log.next('leg.media-started', { legId, mediaId });
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'finished' });
  });

  it('of several parts begins once and ends once', async () => {
    const { legId } = await stage().answeredInbound();
    const { sound } = stage().harness;
    const mediaId = play(legId, [sound, 'digits:12', sound]);
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'finished' });
    expect(stage().log.all('leg.media-started', { mediaId })).toHaveLength(1);
    expect(stage().log.all('leg.media-ended', { mediaId })).toHaveLength(1);
  });

  it('is heard at the far end', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['tone:440/30000']);
    await far.hears(440);
    stage().send({ type: 'stop-media', legId, mediaId });
    await stage().log.next('leg.media-ended', { mediaId, reason: 'stopped' });
    await far.hearsNot(440);
  });

  it('of a tone ends when its time is over', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['tone:440/400,660/400']);
    await far.hears(440);
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'finished' });
    await far.hearsNot(440);
    await far.hearsNot(660);
  });

  it('goes on from a tone among its parts, and begins and ends once', async () => {
    const { legId, far } = await stage().answeredInbound();
    const media = ['tone:440/400', stage().harness.sound, 'tone:660/400', 'tone:880/400'];
    const mediaId = play(legId, media);
    for (const hz of [440, 660, 880]) await far.hears(hz);
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'finished' });
    expect(stage().log.all('leg.media-started', { mediaId })).toHaveLength(1);
    expect(stage().log.all('leg.media-ended', { mediaId })).toHaveLength(1);
  });

  it('with tones is stopped as a whole', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['tone:440/30000', 'tone:660/30000'], true);
    await far.hears(440);
    far.press('5');
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'digit' });
    await far.hearsNot(440);
    await far.hearsNot(660);
  });

  it('gives way to the next one', async () => {
    const { legId } = await stage().answeredInbound();
    const first = play(legId, ['silence:30']);
    await stage().log.next('leg.media-started', { mediaId: first });
    const second = play(legId, ['silence:30']);
    await stage().log.next('leg.media-ended', { mediaId: first, reason: 'stopped' });
    await stage().log.next('leg.media-started', { mediaId: second });
  });

  it('goes on while digits come that nobody asked for', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['silence:30']);
    await stage().log.next('leg.media-started', { mediaId });
    far.press('5');
    await stage().log.next('leg.digit', { legId, digit: '5' });
    const { media } = await stage().snapshot();
    expect(media).toEqual([{ mediaId, legId }]);
  });
};

const wrongPromptCases = (stage: () => Stage) => (): void => {
  const play = playOn(stage);
  it('that does not exist fails by name, and the leg lives on', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = play(legId, ['sound:missing-in-every-language']);
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'failed' });
    const next = play(legId, [stage().harness.sound]);
    await stage().log.next('leg.media-ended', { mediaId: next, reason: 'finished' });
  });

  it('in a scheme that nobody knows fails', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = play(legId, ['video:cat']);
    await stage().log.nextOf(
      { type: 'leg.media-ended', mediaId, reason: 'failed' },
      { type: 'command.failed', legId },
    );
  });

  it('that is not there cannot be stopped', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = stage().newId();
    const commandId = stage().send({ type: 'stop-media', legId, mediaId });
    await stage().log.next('command.failed', { commandId, code: 'MEDIA_NOT_FOUND' });
  });
};

const musicCases = (stage: () => Stage) => (): void => {
  const play = playOn(stage);
  it('plays until it is stopped', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = play(legId, [`music:${stage().harness.music}`]);
    await stage().log.next('leg.media-started', { legId, mediaId });
    stage().send({ type: 'stop-media', legId, mediaId });
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'stopped' });
  });

  it('gives way to a prompt', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = play(legId, [`music:${stage().harness.music}`]);
    await stage().log.next('leg.media-started', { legId, mediaId });
    const prompt = play(legId, [stage().harness.sound]);
    await stage().log.next('leg.media-ended', { mediaId, reason: 'stopped' });
    await stage().log.next('leg.media-ended', { mediaId: prompt, reason: 'finished' });
  });
};

const digitCases = (stage: () => Stage) => (): void => {
  const play = playOn(stage);
  it('stop the prompt that asks for them, and all of them arrive', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['silence:30'], true);
    await stage().log.next('leg.media-started', { mediaId });
    far.press('1234#');
    await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'digit' });
    await stage().log.next('leg.digit', { legId, digit: '#' });
    expect(digitsOf(stage(), legId)).toBe('1234#');
  });

  it('that come in a storm are told one by one, in order', async () => {
    const { legId, far } = await stage().answeredInbound();
    const mediaId = play(legId, ['silence:30'], true);
    await stage().log.next('leg.media-started', { mediaId });
    const storm = '0123456789*#'.repeat(3);
    far.press(`${storm}D`);
    await stage().log.next('leg.digit', { legId, digit: 'D' });
    expect(digitsOf(stage(), legId)).toBe(`${storm}D`);
    expect(stage().log.all('leg.media-ended', { mediaId })).toHaveLength(1);
  });

  it('are heard while two talk', async () => {
    const { customer } = await stage().bridged();
    customer.far.press('7');
    await stage().log.next('leg.digit', { legId: customer.legId, digit: '7' });
  });
};

const digitsOf = (stage: Stage, legId: string): string =>
  stage.log
    .all('leg.digit', { legId })
    .map(({ digit }) => digit)
    .join('');
