import { randomUUID } from 'node:crypto';
import { frameBytes } from '../../fake/esl-frame';
import { FarPhone } from '../../fake/far-phone';
import { FakeRig } from './fake-rig';

const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);
let rig: FakeRig;

beforeAll(() => process.on('unhandledRejection', note));
afterEach(async () => {
  await rig.close();
  expect(rejections).toEqual([]);
});
afterAll(() => void process.off('unhandledRejection', note));

/** A destination that behaves so. */
function destination(number: string, behaviour: 'by-hand' | 'busy' | 'answers') {
  const phone = new FarPhone(rig.fake, behaviour);
  rig.fake.numbers.set(number, phone);
  return { phone, to: { kind: 'number', number, trunk: 'carrier' } as const };
}

/** Commands come as this makes them, or not at all (null), until the function is called. */
function onTheWay(change: (command: string) => string | null): () => void {
  const { back } = rig.esl;
  rig.esl.back = {
    take: (command, reply) => {
      const changed = change(command);
      if (changed !== null) back?.take(changed, reply);
    },
  };
  return () => {
    rig.esl.back = back;
  };
}

describe('the door of FreeSWITCH', () => {
  it('is closed to a wrong password, which waiting does not mend', async () => {
    rig = await FakeRig.open({ password: 'something-else' });
    const attempt = rig.driver.connect(rig.log.sink);
    await expect(attempt).rejects.toMatchObject({ code: 'ESL_UNAUTHORIZED' });
    expect(rig.log.all('switch.up')).toEqual([]);
    expect(rig.esl.connections).toBe(1);
  });

  it('is closed to an address that its access list does not have', async () => {
    rig = await FakeRig.open();
    rig.esl.isRefusing = true;
    const attempt = rig.driver.connect(rig.log.sink);
    await expect(attempt).rejects.toMatchObject({ code: 'ESL_DENIED' });
    expect(rig.esl.connections).toBe(1);
  });
});

describe('the stream of FreeSWITCH', () => {
  it('is whole again after a notice of its end in the middle of a body', async () => {
    rig = await (await FakeRig.open()).up();
    const { legId } = await rig.answered();
    const { recording } = rig.fake.director;
    const event = frameBytes(recording.scene('far calls').passages[0]?.frame as never);
    rig.esl.tellBytes(event.subarray(0, event.length >> 1));
    rig.esl.tellBytes(frameBytes(recording.notice('text/disconnect-notice')), true);
    await rig.log.next('switch.down');
    await rig.log.next('switch.up');
    expect((await rig.driver.snapshot(0)).legs).toMatchObject([{ legId, state: 'answered' }]);
    expect(rig.log.all('leg.offered')).toHaveLength(1);
  });

  it.each([1, 3, 7, 100])('is read in pieces of %d bytes, which cut characters', async (size) => {
    rig = await (await FakeRig.open()).up();
    const { legId, far } = await rig.answered();
    far.leg?.variables.set('leitstand_note', 'Grüße aus Köln: ☎ 日本');
    rig.esl.faults.pieceBytes = size;
    far.press('1');
    await rig.log.next('leg.digit', { legId, digit: '1' });
    far.hangUp();
    await rig.log.next('leg.ended', { legId, cause: 'normal', by: 'remote' });
  });

  it('lags, and every answer still finds its question', async () => {
    rig = await (await FakeRig.open({ seed: 5 })).up();
    rig.esl.faults.lagMaxMs = 4;
    const callers = await Promise.all([1, 2, 3, 4, 5, 6].map((count) => rig.offered(count)));
    const gone = callers[2]?.far.leg;
    if (gone) rig.fake.hangsUp(gone);
    const answers = callers.map(({ legId }) => rig.send({ type: 'answer', legId }));
    for (const { legId } of callers) {
      await rig.log.nextOf({ type: 'leg.answered', legId }, { type: 'leg.ended', legId });
    }
    expect(rig.log.all('leg.answered')).toHaveLength(5);
    const failed = rig.log.all('command.failed').map(({ commandId }) => commandId);
    expect(failed.every((id) => id === answers[2])).toBe(true);
  });

  it('may tell of events and channels that are none of ours', async () => {
    rig = await (await FakeRig.open()).up();
    const { recording } = rig.fake.director;
    const [park] = recording.scene('far calls').passages.slice(-1);
    const foreign = JSON.parse(park?.frame.body.toString() ?? '{}');
    delete foreign.variable_leitstand_app;
    const tell = (event: object): void => {
      const body = Buffer.from(JSON.stringify(event));
      const headers = new Map([
        ['Content-Length', ''],
        ['Content-Type', 'text/event-json'],
      ]);
      rig.esl.tellBytes(frameBytes({ headers, body }));
    };
    tell(foreign);
    tell({ ...foreign, 'Event-Name': 'CHANNEL_HANGUP_COMPLETE' });
    tell({ ...foreign, 'Event-Name': 'EVENT_OF_THE_FUTURE' });
    tell({});
    rig.esl.tellBytes(Buffer.from('Content-Type: text/of-the-future\nContent-Length: 2\n\nok'));
    rig.esl.tellBytes(Buffer.from('Content-Type: text/event-json\nContent-Length: 2\n\n{!'));
    const { legId } = await rig.answered();
    const told = rig.log.events.flatMap((event) => ('legId' in event ? [event.legId] : []));
    expect(new Set(told)).toEqual(new Set([legId]));
  });
});

describe('a call that we place', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'ends once, whether its job or its channel says so first (seed %d)',
    async (seed) => {
      rig = await (await FakeRig.open({ seed })).up();
      const { to } = destination('494000001', 'busy');
      const legId = randomUUID();
      rig.send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
      await rig.log.next('leg.ended', { legId, cause: 'busy', by: 'remote' });
      await rig.driver.snapshot(0);
      expect(rig.log.all('leg.ended', { legId })).toHaveLength(1);
      expect(rig.log.all('command.failed')).toEqual([]);
    },
  );

  it('is refused as an overload when there are too many a second', async () => {
    rig = await (await FakeRig.open()).up();
    rig.fake.isOverloaded = true;
    const legId = randomUUID();
    const { to } = destination('494000002', 'answers');
    const commandId = rig.send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
    await rig.log.next('command.failed', { commandId, code: 'OVERLOADED' });
    expect((await rig.driver.snapshot(0)).legs).toEqual([]);
  });

  it('is not lost with the answer to its command', async () => {
    rig = await (await FakeRig.open()).up();
    const { to } = destination('494000003', 'by-hand');
    const legId = randomUUID();
    rig.esl.isMute = true;
    const commandId = rig.send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
    await rig.esl.asked('bgapi originate');
    rig.esl.isMute = false;
    await rig.esl.cut();
    await rig.log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
    // Its answer, the last that is told of it, comes while nobody listens.
    const answered = rig.fake.leg(legId);
    if (answered) rig.fake.answers(answered);
    await rig.esl.restore();
    await rig.log.next('switch.up');
    // What was told as failed must not live on: it is hung up as soon as it is seen.
    const isSettled = (): boolean => rig.fake.living().length === 0;
    await rig.fake.until(isSettled, 'the end of the call that nobody knows of');
    expect((await rig.driver.snapshot(0)).legs).toEqual([]);
  });
});

describe('a call that was reported as failed', () => {
  it('is hung up when the list shows it, and when its end is asked for', async () => {
    rig = await (await FakeRig.open()).up();
    const { to, phone } = destination('494000005', 'by-hand');
    const legId = randomUUID();
    rig.esl.isMute = true;
    rig.send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
    await rig.esl.asked('bgapi originate');
    rig.esl.isMute = false;
    await rig.esl.cut();
    await rig.log.next('switch.down');
    const mend = onTheWay((command) => (command.startsWith('api uuid_kill') ? null : command));
    await rig.esl.restore();
    await rig.log.next('switch.up');
    await rig.esl.asked(`api uuid_kill ${legId}`);
    mend();
    const commandId = rig.send({ type: 'hangup', legId, cause: 'normal' });
    await phone.ended();
    await rig.esl.cut();
    await rig.log.next('command.failed', { commandId });
  });
});

describe('a caller', () => {
  it('is taken from the plans of the dialplan after the order for it was lost', async () => {
    rig = await (await FakeRig.open()).up();
    const mend = onTheWay((command) => (command.startsWith('api sched_del') ? null : command));
    await rig.offered();
    await rig.esl.asked('api sched_del');
    await rig.esl.cut();
    mend();
    await rig.log.next('switch.down');
    await rig.esl.restore();
    await rig.log.next('switch.up');
    await rig.esl.asked('api sched_del', 2);
    const [leg] = rig.fake.living();
    const isTaken = (): boolean => leg?.variables.get('leitstand_taken') === 'leitstand';
    await rig.fake.until(isTaken, 'the mark of the engine');
    expect(rig.log.all('leg.offered')).toHaveLength(1);
  });
});

describe('a leg', () => {
  it('that could not join is in no bridge', async () => {
    rig = await (await FakeRig.open()).up();
    const [one, other] = [await rig.answered(1), await rig.answered(2)];
    rig.send({ type: 'join', legId: one.legId, bridgeId: 'bridge-1', role: 'talk' });
    await rig.log.next('leg.joined', { legId: one.legId });
    onTheWay((command) => command.replace(/^(api uuid_bridge \S+) .*/, `$1 ${randomUUID()}`));
    const join = { type: 'join', legId: other.legId, bridgeId: 'bridge-1', role: 'talk' } as const;
    const commandId = rig.send(join);
    await rig.log.next('command.failed', { commandId });
    const { bridges } = await rig.driver.snapshot(0);
    expect(bridges).toEqual([{ bridgeId: 'bridge-1', legIds: [one.legId], roles: [] }]);
    expect(other.far.leg?.variables.get('leitstand_bridge')).toBe('');
  });

  it('that is answered while we settle in is told of, once', async () => {
    rig = await (await FakeRig.open()).up();
    const { to, phone } = destination('494000004', 'by-hand');
    const legId = randomUUID();
    rig.send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
    await rig.log.next('leg.ringing', { legId });
    await rig.esl.cut();
    await rig.log.next('switch.down');
    const asked = rig.esl.commands.length;
    // FreeSWITCH shows it as answered, and the event comes after that.
    const leg = phone.leg;
    if (leg) rig.fake.becomesAnswered(leg);
    await rig.esl.restore();
    await rig.log.next('switch.up');
    const isLookedAt = (): boolean =>
      rig.esl.commands.slice(asked).some((command) => command.startsWith('api list_users'));
    while (!isLookedAt()) await new Promise(setImmediate);
    if (leg) rig.fake.play('far answers', leg);
    await rig.log.next('leg.answered', { legId });
    expect(rig.log.all('leg.answered', { legId })).toHaveLength(1);
  });

  it('that ended in a gap leaves no prompt behind', async () => {
    rig = await (await FakeRig.open()).up();
    const { legId, far } = await rig.answered();
    rig.send({ type: 'play', legId, mediaId: randomUUID(), media: ['music:default'] });
    await rig.log.next('leg.media-started', { legId });
    await rig.esl.cut();
    await rig.log.next('switch.down');
    if (far.leg) rig.fake.hangsUp(far.leg);
    await rig.esl.restore();
    await rig.log.next('switch.up');
    expect((await rig.driver.snapshot(0)).media).toEqual([]);
    const { playing } = rig.driver['listing'].media as unknown as { playing: Map<string, unknown> };
    expect(playing.size).toBe(0);
  });
});

describe('a FreeSWITCH that stops', () => {
  it('politely tells of each call that it ends, and comes back empty', async () => {
    rig = await (await FakeRig.open()).up();
    const { legId } = await rig.answered();
    rig.fake.shutDown();
    const ended = await rig.log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'switch-failure' });
    await rig.log.next('leg.witnessed', { legId });
    const { reason } = await rig.log.next('switch.down');
    expect(reason).toContain('shut down');
    await rig.log.next('switch.up');
    expect((await rig.driver.snapshot(0)).legs).toEqual([]);
  });

  it('in a crash leaves its calls out of the next snapshot', async () => {
    rig = await (await FakeRig.open()).up();
    const { legId } = await rig.answered();
    rig.fake.crash();
    await rig.esl.cut();
    await rig.log.next('switch.down');
    await rig.esl.restore();
    await rig.log.next('switch.up');
    expect((await rig.driver.snapshot(0)).legs).toEqual([]);
    const commandId = rig.send({ type: 'hangup', legId, cause: 'normal' });
    await rig.log.next('command.failed', { commandId, code: 'LEG_NOT_FOUND' });
  });
});
