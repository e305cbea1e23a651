import {
  type FreeswitchOptions,
  FreeswitchSwitch,
} from '../../../src/driver/freeswitch/freeswitch-switch';
import type { SwitchSnapshot } from '../../../src/port/switch';
import { EventLog } from '../../conformance/event-log';
import {
  FreeSwitchHarness,
  type FreeSwitchLink,
  FreeSwitchPhones,
} from '../../conformance/freeswitch-harness';
import { type FreeSwitchPlace, placeOf } from '../../conformance/freeswitch-place';
import { Stage } from '../../conformance/stage';

jest.setTimeout(120_000);

const driverOf = ({ switchId, clock, host, port, password }: FreeSwitchLink) =>
  new FreeswitchSwitch({ switchId, clock, esl: { host, port, password } });

/** What only a FreeSWITCH itself can show, beside the contract. */
function facts(place: FreeSwitchPlace): void {
  const around = new FreeSwitchPhones(place);
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open((id) => FreeSwitchHarness.open(around, id, driverOf));
  });
  afterEach(() => stage.strike());
  afterAll(async () => {
    await stage.close();
    await around.stop();
  });

  bridgeFacts(() => stage);
  mediaFacts(() => stage);
  engineFacts(() => stage, place);
}

async function leave(stage: Stage, legId: string, bridgeId: string): Promise<void> {
  stage.send({ type: 'leave', legId, bridgeId });
  await stage.log.next('leg.left', { legId, reason: 'left' });
}

async function hold(stage: Stage, legId: string, bridgeId: string): Promise<void> {
  stage.send({ type: 'hold', legId, bridgeId, music: stage.harness.music });
  await stage.log.next('leg.left', { legId, reason: 'hold' });
}

async function played(stage: Stage, legId: string, media: readonly string[]) {
  const mediaId = stage.newId();
  stage.send({ type: 'play', legId, mediaId, media });
  return stage.log.next('leg.media-ended', { legId, mediaId });
}

function bridgeFacts(stageNow: () => Stage): void {
  // A transfer too many, the seventieth, would end the call.
  it('a caller is held and retrieved as often as anybody likes', async () => {
    const stage = stageNow();
    const { bridgeId, customer, agent } = await stage.bridged();
    for (let count = 0; count < 75; count += 1) {
      await hold(stage, customer.legId, bridgeId);
      await stage.join(customer.legId, bridgeId);
    }
    customer.far.sing(440);
    await agent.far.hears(440);
  });

  it('a bridge becomes a conference and a pair again as often as anybody likes', async () => {
    const stage = stageNow();
    const { bridgeId, customer, agent } = await stage.bridged();
    const third = await stage.answeredOutbound();
    for (let count = 0; count < 40; count += 1) {
      await stage.join(third.legId, bridgeId, { role: count % 2 ? 'listen' : 'talk' });
      await leave(stage, third.legId, bridgeId);
      await leave(stage, customer.legId, bridgeId);
      await stage.join(customer.legId, bridgeId);
    }
    customer.far.sing(440);
    await agent.far.hears(440);
  });

  it('the last one of a conference can be played to', async () => {
    const stage = stageNow();
    const { bridgeId, customer, agent } = await stage.bridged();
    const third = await stage.answeredOutbound();
    await stage.join(third.legId, bridgeId);
    third.far.sing(660);
    await agent.far.hears(660);
    await customer.far.hears(660);
    await leave(stage, third.legId, bridgeId);
    agent.far.hangUp();
    await stage.log.next('leg.ended', { legId: agent.legId });
    expect(await played(stage, customer.legId, [stage.harness.sound])).toMatchObject({
      reason: 'finished',
    });
  });
}

function mediaFacts(stageNow: () => Stage): void {
  it('a list with a part that is missing has failed, and names it', async () => {
    const stage = stageNow();
    const { legId } = await stage.answeredInbound();
    const ended = await played(stage, legId, [stage.harness.sound, 'sound:missing', 'digits:3']);
    expect(ended).toMatchObject({ reason: 'failed', detail: expect.stringMatching(/missing/) });
    expect(await played(stage, legId, ['number:7', 'digits:12', 'tone:660+440/200'])).toMatchObject(
      {
        reason: 'finished',
      },
    );
  });

  it('a name of many alphabets and signs is shown, and breaks nothing', async () => {
    const stage = stageNow();
    const to = stage.harness.destination('answers');
    const legId = stage.newId();
    const caller = { callerNumber: '+4930', callerName: "Müller, Jörg O'Hara 50% 日本" };
    stage.send({ type: 'originate', legId, to, ...caller, ringTimeoutMs: 9000 });
    await stage.log.next('leg.answered', { legId });
  });
}

function engineFacts(stageNow: () => Stage, place: FreeSwitchPlace): void {
  const options = (password: string): FreeswitchOptions => {
    const { switchId, clock } = stageNow().harness;
    return { switchId, clock, esl: { host: place.host, port: place.eslPort, password } };
  };

  it('a new engine finds a conference, hold, a prompt and a recording, and goes on', async () => {
    const stage = stageNow();
    const three = await stage.bridged();
    const third = await stage.answeredOutbound();
    await stage.join(third.legId, three.bridgeId);
    const two = await stage.bridged();
    await hold(stage, two.customer.legId, two.bridgeId);
    const { legId } = await stage.answeredInbound();
    const [recordingId, mediaId] = [stage.newId(), stage.newId()];
    stage.send({ type: 'record', recordingId, legId, durationMaxMs: 60_000 });
    await stage.log.next('recording.started', { recordingId });
    stage.send({ type: 'play', legId, mediaId, media: ['silence:60'] });
    await stage.log.next('leg.media-started', { mediaId });
    const before = await stage.snapshot();
    await stage.harness.driver.close();
    stage.harness.renew();
    await stage.connect();
    expect(inOrder(await stage.snapshot())).toEqual(inOrder(before));
    stage.send({ type: 'stop-media', legId, mediaId });
    await stage.log.next('leg.media-ended', { mediaId, reason: 'stopped' });
    stage.send({ type: 'stop-record', recordingId });
    await stage.log.next('recording.ended', { recordingId, reason: 'stopped' });
    await leave(stage, third.legId, three.bridgeId);
    await stage.join(two.customer.legId, two.bridgeId);
    two.customer.far.sing(440);
    await two.agent.far.hears(440);
  });

  it('a caller hears music while there is no engine, and no longer when it is back', async () => {
    const stage = stageNow();
    await stage.harness.cutLink();
    await stage.log.next('switch.down');
    const party = stage.newParty();
    const far = stage.harness.call(party);
    await far.hears(350);
    await stage.harness.restoreLink();
    const { legId, createdAt, switchAt } = await stage.log.next('leg.offered', party);
    expect(createdAt).toBeLessThan(switchAt ?? 0);
    stage.send({ type: 'answer', legId });
    await stage.log.next('leg.answered', { legId });
    await far.hearsNot(350);
  });

  it('a wrong password is told by its code', async () => {
    const wrong = new FreeswitchSwitch(options('no password of ours'));
    await expect(wrong.connect(() => undefined)).rejects.toMatchObject({
      code: 'ESL_UNAUTHORIZED',
    });
  });

  it('the engine that comes later takes the switch from the one before', async () => {
    const stage = stageNow();
    const later = new FreeswitchSwitch(options(place.password));
    const log = new EventLog(stage.harness.clock);
    await later.connect(log.sink);
    await log.next('switch.up');
    await stage.log.next('switch.down', { fatal: true });
    await later.close();
    stage.harness.renew();
    await stage.connect();
  });
}

const byId = <T>(list: readonly T[], id: (one: T) => string): T[] =>
  [...list].sort((one, other) => id(one).localeCompare(id(other)));

const inOrder = ({ legs, bridges, media, recordings }: SwitchSnapshot) => ({
  legs: byId(legs, ({ legId }) => legId),
  bridges: byId(bridges, ({ bridgeId }) => bridgeId).map(({ bridgeId, legIds }) => ({
    bridgeId,
    legIds: [...legIds].sort(),
  })),
  media,
  recordings,
});

const place = placeOf(process.env);
if (place === null) {
  it('FreeSWITCH, live: not asked for, LEITSTAND_TEST_ESL names none', () => {
    expect(placeOf({ LEITSTAND_TEST_ESL: '' })).toBeNull();
  });
} else describe('facts of FreeSWITCH', () => facts(place));
