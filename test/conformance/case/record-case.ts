import type { EventOf } from '../event-log';
import type { Stage } from '../stage';

const CUSTOMER_HZ = 440;
const AGENT_HZ = 660;
const THIRD_HZ = 880;
const TONES = [CUSTOMER_HZ, AGENT_HZ, THIRD_HZ];

type Subject = { readonly legId: string } | { readonly bridgeId: string };

/** Recordings are entities of their own: of a leg, or of a bridge. */
export function recordCases(stage: () => Stage): void {
  describe('a recording', lifeCases(stage));
  describe('a recording that is paused', pauseCases(stage));
  describe('a recording of a bridge', bridgeCases(stage));
  describe('a recording beyond a gap', gapCases(stage));
}

async function record(stage: Stage, subject: Subject, durationMaxMs = 60_000): Promise<string> {
  const recordingId = stage.newId();
  stage.send({ type: 'record', recordingId, durationMaxMs, ...subject });
  const { file } = await stage.log.next('recording.started', { recordingId });
  expect(file).toEqual(expect.stringContaining(recordingId));
  return recordingId;
}

/** Silence is written from when this resolves, or what is said. */
async function pause(stage: Stage, recordingId: string, paused: boolean): Promise<void> {
  stage.send({ type: paused ? 'pause-record' : 'resume-record', recordingId });
  await stage.log.next(paused ? 'recording.paused' : 'recording.resumed', { recordingId });
}

async function stop(stage: Stage, recordingId: string): Promise<EventOf<'recording.ended'>> {
  stage.send({ type: 'stop-record', recordingId });
  return stage.log.next('recording.ended', { recordingId, reason: 'stopped' });
}

/** Stops it; which of the tones its stretches hold, one after the other. */
async function heard(stage: Stage, recordingId: string): Promise<readonly (readonly number[])[]> {
  const ended = await stop(stage, recordingId);
  const { durationMs, stretches } = await stage.harness.recorded(ended.file ?? '', TONES);
  // Aligned with the call: a pause takes nothing away.
  expect(Math.abs(durationMs - (ended.durationMs ?? 0))).toBeLessThan(1000);
  return stretches;
}

const lifeCases = (stage: () => Stage) => (): void => {
  it('of a leg runs until it is stopped, and names its file', async () => {
    const { legId, far } = await stage().answeredInbound();
    far.sing(CUSTOMER_HZ);
    const recordingId = await record(stage(), { legId });
    expect((await stage().snapshot()).recordings).toEqual([recordingId]);
    await stage().aSecond();
    expect(await heard(stage(), recordingId)).toEqual([[CUSTOMER_HZ]]);
    expect((await stage().snapshot()).recordings).toEqual([]);
  });

  it('of a leg in a talk has both directions', async () => {
    const { customer, agent } = await stage().bridged();
    agent.far.sing(AGENT_HZ);
    await customer.far.hears(AGENT_HZ);
    customer.far.sing(CUSTOMER_HZ);
    await agent.far.hears(CUSTOMER_HZ);
    const recordingId = await record(stage(), { legId: customer.legId });
    await stage().aSecond();
    expect(await heard(stage(), recordingId)).toEqual([[CUSTOMER_HZ, AGENT_HZ]]);
  });

  it('ends by itself when it is as long as it may be', async () => {
    const { legId } = await stage().answeredInbound();
    const recordingId = await record(stage(), { legId }, 1000);
    await stage().log.next('recording.ended', { recordingId, reason: 'finished' });
  });

  it('ends with its leg', async () => {
    const { legId, far } = await stage().answeredInbound();
    const recordingId = await record(stage(), { legId });
    far.hangUp();
    await stage().log.next('leg.ended', { legId });
    await stage().log.next('recording.ended', { recordingId });
  });

  it.each(['stop-record', 'pause-record', 'resume-record'] as const)(
    'that does not run fails %s',
    async (type) => {
      const commandId = stage().send({ type, recordingId: stage().newId() });
      await stage().log.next('command.failed', { commandId, code: 'MEDIA_NOT_FOUND' });
    },
  );

  it('that has ended cannot be paused', async () => {
    const { legId } = await stage().answeredInbound();
    const recordingId = await record(stage(), { legId });
    await stop(stage(), recordingId);
    const commandId = stage().send({ type: 'pause-record', recordingId });
    await stage().log.next('command.failed', { commandId, code: 'MEDIA_NOT_FOUND' });
  });
};

const pauseCases = (stage: () => Stage) => (): void => {
  const subjects = ['leg', 'bridge'] as const;
  it.each(subjects)('holds silence meanwhile, when it is of a %s', async (kind) => {
    const { bridgeId, customer, agent } = await stage().bridged();
    customer.far.sing(CUSTOMER_HZ);
    await agent.far.hears(CUSTOMER_HZ);
    const subject = kind === 'leg' ? { legId: customer.legId } : { bridgeId };
    const recordingId = await record(stage(), subject);
    await stage().aSecond();
    await pause(stage(), recordingId, true);
    await stage().aSecond();
    await pause(stage(), recordingId, false);
    await stage().aSecond();
    expect(await heard(stage(), recordingId)).toEqual([[CUSTOMER_HZ], [], [CUSTOMER_HZ]]);
  });

  it('twice is told twice, and so is the end of it; a snapshot shows it', async () => {
    const { legId } = await stage().answeredInbound();
    const recordingId = await record(stage(), { legId });
    expect((await stage().snapshot()).pausedRecordings).toEqual([]);
    await pause(stage(), recordingId, true);
    await pause(stage(), recordingId, true);
    expect(await stage().snapshot()).toMatchObject({
      recordings: [recordingId],
      pausedRecordings: [recordingId],
    });
    await pause(stage(), recordingId, false);
    await pause(stage(), recordingId, false);
    expect((await stage().snapshot()).pausedRecordings).toEqual([]);
    await stop(stage(), recordingId);
  });

  it('can be stopped', async () => {
    const { legId, far } = await stage().answeredInbound();
    far.sing(CUSTOMER_HZ);
    const recordingId = await record(stage(), { legId });
    await stage().aSecond();
    await pause(stage(), recordingId, true);
    await stage().aSecond();
    expect(await heard(stage(), recordingId)).toEqual([[CUSTOMER_HZ], []]);
  });
};

const bridgeCases = (stage: () => Stage) => (): void => {
  it('has all who talk, and no whisper', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const coach = await stage().answeredOutbound();
    const part = { role: 'whisper', coachedLegId: agent.legId } as const;
    await stage().join(coach.legId, bridgeId, part);
    coach.far.sing(THIRD_HZ);
    await agent.far.hears(THIRD_HZ);
    const recordingId = await record(stage(), { bridgeId });
    await stage().aSecond();
    customer.far.sing(CUSTOMER_HZ);
    await coach.far.hears(CUSTOMER_HZ);
    await pause(stage(), recordingId, false);
    await stage().aSecond();
    await stage().join(coach.legId, bridgeId, { role: 'talk' });
    await pause(stage(), recordingId, false);
    await stage().aSecond();
    expect(await heard(stage(), recordingId)).toEqual([[], [CUSTOMER_HZ], [CUSTOMER_HZ, THIRD_HZ]]);
    expect((await stage().snapshot()).legs).toHaveLength(3);
  });

  it.each(['customer', 'agent'] as const)('goes on while the %s is held', async (held) => {
    const { bridgeId, ...legs } = await stage().bridged();
    const [out, stays] = [legs[held], legs[held === 'customer' ? 'agent' : 'customer']];
    const recordingId = await record(stage(), { bridgeId });
    const { legId } = out;
    stage().send({ type: 'hold', legId, bridgeId, music: stage().harness.music });
    await stage().log.next('leg.left', { legId, bridgeId, reason: 'hold' });
    await stage().join(legId, bridgeId);
    out.far.sing(CUSTOMER_HZ);
    await stays.far.hears(CUSTOMER_HZ);
    await pause(stage(), recordingId, false);
    await stage().aSecond();
    const stretches = await heard(stage(), recordingId);
    expect(stretches.at(-1)).toEqual([CUSTOMER_HZ]);
  });

  it('goes on when the one who was in it longest hangs up, and ends with the last', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const next = await stage().answeredInbound();
    const recordingId = await record(stage(), { bridgeId });
    customer.far.hangUp();
    await stage().log.next('leg.ended', { legId: customer.legId });
    await stage().join(next.legId, bridgeId);
    next.far.sing(CUSTOMER_HZ);
    await agent.far.hears(CUSTOMER_HZ);
    expect((await stage().snapshot()).recordings).toEqual([recordingId]);
    for (const { legId } of [next, agent]) await stage().hangUp(legId);
    await stage().log.next('recording.ended', { recordingId });
  });
};

const gapCases = (stage: () => Stage) => (): void => {
  afterEach(async () => {
    await stage().harness.restoreLink();
  });

  const both = async (): Promise<readonly [string, string]> => {
    const { bridgeId } = await stage().bridged();
    const { legId } = await stage().answeredInbound();
    const ids = [await record(stage(), { bridgeId }), await record(stage(), { legId })] as const;
    await pause(stage(), ids[0], true);
    return ids;
  };
  const shows = async (ids: readonly string[]): Promise<void> => {
    const { recordings, pausedRecordings } = await stage().snapshot();
    expect([...recordings].sort()).toEqual([...ids].sort());
    expect(pausedRecordings).toEqual([ids[0]]);
  };

  it('runs on, and is as paused as it was', async () => {
    const ids = await both();
    await stage().cutAndRestore();
    await shows(ids);
    for (const recordingId of ids) await stop(stage(), recordingId);
  });

  it('is found by a new engine, which can resume and stop it', async () => {
    const ids = await both();
    await stage().harness.driver.close();
    stage().harness.renew();
    await stage().connect();
    await shows(ids);
    await pause(stage(), ids[0], false);
    for (const recordingId of ids) await stop(stage(), recordingId);
  });
};
