import type { CommandBody } from '../../../src/port/switch-command';
import type { Stage, StagedLeg } from '../stage';

type CommandType = CommandBody['type'];
type Prepared = { readonly leg: StagedLeg; readonly command: CommandBody };

/** Every command on a leg that is ready for it. */
function preparations(
  stage: () => Stage,
): Readonly<Record<Exclude<CommandType, 'originate'>, () => Promise<Prepared>>> {
  const id = (): string => stage().newId();
  const answered = async (make: (legId: string) => CommandBody): Promise<Prepared> => {
    const leg = await stage().answeredInbound();
    return { leg, command: make(leg.legId) };
  };
  const playing = async (make: (legId: string, id: string) => CommandBody): Promise<Prepared> => {
    const leg = await stage().answeredInbound();
    const mediaId = id();
    const { legId } = leg;
    stage().send({ type: 'play', legId, mediaId, media: ['silence:30'] });
    await stage().log.next('leg.media-started', { mediaId });
    return { leg, command: make(legId, mediaId) };
  };
  const talking = async (make: (legId: string, id: string) => CommandBody): Promise<Prepared> => {
    const { customer, bridgeId } = await stage().bridged();
    return { leg: customer, command: make(customer.legId, bridgeId) };
  };
  const recorded = async (make: (recordingId: string) => CommandBody): Promise<Prepared> => {
    const leg = await stage().answeredInbound();
    const recordingId = id();
    stage().send({ type: 'record', recordingId, legId: leg.legId, durationMaxMs: 60_000 });
    await stage().log.next('recording.started', { recordingId });
    return { leg, command: make(recordingId) };
  };
  return {
    answer: async () => {
      const leg = await stage().offered();
      return { leg, command: { type: 'answer', legId: leg.legId } };
    },
    play: () => answered((legId) => ({ type: 'play', legId, mediaId: id(), media: ['silence:9'] })),
    'collect-digits': () =>
      answered((legId) => ({ type: 'collect-digits', legId, mediaId: id(), media: ['silence:9'] })),
    'stop-media': () => playing((legId, mediaId) => ({ type: 'stop-media', legId, mediaId })),
    join: () => answered((legId) => ({ type: 'join', legId, bridgeId: id(), role: 'talk' })),
    leave: () => talking((legId, bridgeId) => ({ type: 'leave', legId, bridgeId })),
    hold: () =>
      talking((legId, bridgeId) => {
        return { type: 'hold', legId, bridgeId, music: stage().harness.music };
      }),
    redirect: () =>
      answered((legId) => {
        return { type: 'redirect', legId, to: stage().harness.destination('answers') };
      }),
    record: () =>
      answered((legId) => ({ type: 'record', recordingId: id(), legId, durationMaxMs: 9000 })),
    'stop-record': () => recorded((recordingId) => ({ type: 'stop-record', recordingId })),
    'pause-record': () => recorded((recordingId) => ({ type: 'pause-record', recordingId })),
    'resume-record': () => recorded((recordingId) => ({ type: 'resume-record', recordingId })),
    'detect-machine': async () => {
      const leg = await stage().answeredOutbound();
      return { leg, command: { type: 'detect-machine', legId: leg.legId } };
    },
    hangup: () => answered((legId) => ({ type: 'hangup', legId, cause: 'normal' })),
  };
}

const COMMANDS = Object.keys(preparations(() => undefined as never)) as Exclude<
  CommandType,
  'originate'
>[];

/** A leg ends in the very moment in which something is asked of it: the end wins, and once. */
export function raceCases(stage: () => Stage): void {
  const ready = preparations(stage);
  const endsOnce = async (legId: string): Promise<void> => {
    await stage().log.next('leg.ended', { legId });
    await stage().snapshot();
    await stage().snapshot();
    expect(stage().log.all('leg.ended', { legId })).toHaveLength(1);
  };

  describe.each(COMMANDS)('a hangup beside %s', (type) => {
    it('by the far end, at once after the command', async () => {
      const { leg, command } = await ready[type]();
      stage().send(command);
      leg.far.hangUp();
      await endsOnce(leg.legId);
    });

    it('by the far end, at once before the command', async () => {
      const { leg, command } = await ready[type]();
      leg.far.hangUp();
      stage().send(command);
      await endsOnce(leg.legId);
    });

    it('by us, at once after the command', async () => {
      const { leg, command } = await ready[type]();
      stage().send(command);
      stage().send({ type: 'hangup', legId: leg.legId, cause: 'normal' });
      await endsOnce(leg.legId);
    });

    it('by us, at once before the command', async () => {
      const { leg, command } = await ready[type]();
      stage().send({ type: 'hangup', legId: leg.legId, cause: 'normal' });
      stage().send(command);
      await endsOnce(leg.legId);
    });

    it('long before the command, which fails and names its leg', async () => {
      const { leg, command } = await ready[type]();
      leg.far.hangUp();
      await stage().log.next('leg.ended', { legId: leg.legId });
      if (!('legId' in command)) return;
      const commandId = stage().send(command);
      await stage().log.next('command.failed', { commandId, code: 'LEG_NOT_FOUND' });
      expect(stage().log.all('leg.ended', { legId: leg.legId })).toHaveLength(1);
    });
  });

  describe('a hangup beside originate', () => {
    it('by us, before the far end has heard of the call, ends it or comes too late', async () => {
      const legId = stage().newId();
      const to = stage().harness.destination('answers');
      stage().send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
      stage().send({ type: 'hangup', legId, cause: 'normal' });
      await endsOnce(legId);
    });

    it('by the far end, in the moment of its answer', async () => {
      const { legId, far } = await stage().ringing();
      far.answer();
      far.hangUp();
      await endsOnce(legId);
    });

    it('by us, in the moment of the answer', async () => {
      const { legId, far } = await stage().ringing();
      far.answer();
      stage().send({ type: 'hangup', legId, cause: 'normal' });
      await endsOnce(legId);
    });
  });

  describe('a leg that never was', () => {
    it.each(COMMANDS.filter((type) => !/^(?:stop|pause|resume)-record$/.test(type)))(
      'fails %s',
      async (type) => {
        const { command } = await ready[type]();
        const nobody = stage().newId();
        const commandId = stage().send({ ...command, legId: nobody } as CommandBody);
        const failed = await stage().log.next('command.failed', { commandId });
        expect(failed).toMatchObject({ code: 'LEG_NOT_FOUND', detail: expect.any(String) });
        expect(stage().log.events.some((event) => isOf(event, nobody))).toBe(false);
      },
    );
  });
}

const isOf = (event: { type: string }, legId: string): boolean =>
  event.type.startsWith('leg.') && Reflect.get(event, 'legId') === legId;
