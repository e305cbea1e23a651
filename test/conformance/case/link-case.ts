import type { CommandBody } from '../../../src/port/switch-command';
import { Stage } from '../stage';
import type { HarnessFactory } from '../switch-harness';

/** The link fails, the calls do not. */
export function linkCases(stage: () => Stage, factory: HarnessFactory): void {
  describe('while the link is down', downCases(stage));
  describe('while the link is down, a call', waitingCases(stage));
  describe('while the link is down, a prompt', mediaCases(stage));
  describe('a new engine', newEngineCases(stage));
  describe('a switch that dies', deathCases(stage));
  describe('a phone', phoneCases(stage));
  describe('two switches in one process', pairCases(stage, factory));
}

async function cut(stage: Stage): Promise<void> {
  await stage.harness.cutLink();
  await stage.log.next('switch.down');
}

async function restore(stage: Stage): Promise<void> {
  await stage.harness.restoreLink();
  await stage.log.next('switch.up');
}

const downCases = (stage: () => Stage) => (): void => {
  afterEach(async () => {
    await stage().harness.restoreLink();
  });

  it('commands and snapshots are refused at once as SWITCH_DOWN', async () => {
    const { legId } = await stage().answeredInbound();
    await cut(stage());
    const to = stage().harness.destination('answers');
    const bodies: readonly CommandBody[] = [
      { type: 'hangup', legId, cause: 'normal' },
      { type: 'originate', legId: stage().newId(), to, ringTimeoutMs: 5000 },
      { type: 'join', legId, bridgeId: stage().newId(), role: 'talk' },
    ];
    for (const body of bodies) {
      const commandId = stage().send(body);
      await stage().log.next('command.failed', { commandId, code: 'SWITCH_DOWN' });
    }
    await expect(stage().snapshot()).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    await restore(stage());
    expect((await stage().snapshot()).legs.map((leg) => leg.legId)).toEqual([legId]);
  });

  it('two talk on, and are found in their bridge afterwards', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    await cut(stage());
    customer.far.sing(440);
    await agent.far.hears(440);
    await restore(stage());
    const { legs, bridges } = await stage().snapshot();
    expect(legs.map(({ legId }) => legId).sort()).toEqual([customer.legId, agent.legId].sort());
    const found = bridges.find((bridge) => bridge.bridgeId === bridgeId);
    expect(found?.legIds).toHaveLength(2);
    await stage().hangUp(customer.legId);
    await customer.far.ended();
  });

  it('a leg that ends is found among the ended, with its cause', async () => {
    const { customer, agent } = await stage().bridged();
    await cut(stage());
    customer.far.hangUp();
    await customer.far.ended();
    await restore(stage());
    const { legs, ended } = await stage().snapshot();
    expect(legs.map(({ legId }) => legId)).toEqual([agent.legId]);
    const gone = ended.find(({ legId }) => legId === customer.legId);
    expect(gone).toMatchObject({ cause: 'normal' });
    expect(gone?.answeredAt).toBeGreaterThanOrEqual(gone?.startedAt ?? 0);
    expect(stage().log.all('leg.ended', { legId: customer.legId }).length).toBeLessThan(2);
  });
};

/** What the link did not tell, the snapshot does, at the latest when the switch is done with it. */
const mediaCases = (stage: () => Stage) => (): void => {
  it('that ended does not run any more, and one that goes on does', async () => {
    const [done, runs] = [await stage().answeredInbound(), await stage().answeredInbound()];
    const [mediaId, musicId] = [stage().newId(), stage().newId()];
    const { sound, music } = stage().harness;
    stage().send({ type: 'play', legId: done.legId, mediaId, media: [sound] });
    stage().send({ type: 'play', legId: runs.legId, mediaId: musicId, media: [`music:${music}`] });
    await stage().log.next('leg.media-started', { mediaId });
    await stage().log.next('leg.media-started', { mediaId: musicId });
    await cut(stage());
    await restore(stage());
    const running = { mediaId: musicId, legId: runs.legId };
    await stage().eventually(async () => {
      const { media } = await stage().snapshot();
      expect(media).toContainEqual(running);
      return media.length === 1;
    }, 'the end of the prompt');
  });
};

const waitingCases = (stage: () => Stage) => (): void => {
  afterEach(async () => {
    await stage().harness.restoreLink();
  });

  it('that is answered is found so in the snapshot afterwards', async () => {
    const { legId, far } = await stage().ringing();
    await stage().log.next('leg.ringing', { legId });
    await cut(stage());
    far.answer();
    await far.answered();
    await restore(stage());
    const leg = (await stage().snapshot()).legs.find((one) => one.legId === legId);
    expect(leg).toMatchObject({ state: 'answered', direction: 'outbound' });
  });

  it('that comes in waits, and is offered when it is back', async () => {
    await cut(stage());
    const party = stage().newParty();
    const far = stage().harness.call(party);
    await restore(stage());
    const { legId, createdAt, switchAt } = await stage().log.next('leg.offered', party);
    expect(createdAt).toBeLessThanOrEqual(switchAt ?? 0);
    stage().send({ type: 'answer', legId });
    await stage().log.next('leg.answered', { legId });
    await far.answered();
  });

  it('that has been offered stays, and can be answered afterwards', async () => {
    const { legId, far } = await stage().offered();
    await cut(stage());
    await restore(stage());
    const { legs } = await stage().snapshot();
    expect(legs).toMatchObject([{ legId, state: 'offered', direction: 'inbound' }]);
    stage().send({ type: 'answer', legId });
    await stage().log.next('leg.answered', { legId });
    await far.answered();
  });
};

const newEngineCases = (stage: () => Stage) => (): void => {
  it('takes over the calls of the one before', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    await stage().harness.driver.close();
    stage().harness.renew();
    await stage().connect();
    const { legs, bridges } = await stage().snapshot();
    expect(legs).toHaveLength(2);
    expect(bridges.find((bridge) => bridge.bridgeId === bridgeId)?.legIds).toHaveLength(2);
    customer.far.press('3');
    await stage().log.next('leg.digit', { legId: customer.legId, digit: '3' });
    agent.far.hangUp();
    await stage().log.next('leg.ended', { legId: agent.legId });
    await stage().hangUp(customer.legId);
  });

  it('that finds the door closed keeps knocking', async () => {
    await stage().harness.driver.close();
    stage().harness.renew();
    await stage().harness.cutLink();
    await stage().harness.driver.connect(stage().sink);
    const { legId } = await stage().log.next('command.failed', {
      commandId: stage().send({ type: 'answer', legId: stage().newId() }),
      code: 'SWITCH_DOWN',
    });
    expect(legId).toEqual(expect.any(String));
    await restore(stage());
  });
};

const deathCases = (stage: () => Stage) => (): void => {
  it('comes back empty and takes calls again', async () => {
    if (!stage().harness.canRestart) return;
    await stage().bridged();
    await stage().harness.restart();
    await stage().log.next('switch.down');
    await stage().log.next('switch.up');
    expect((await stage().snapshot()).legs).toEqual([]);
    await stage().answeredInbound();
  });
};

const phoneCases = (stage: () => Stage) => (): void => {
  beforeEach(() => stage().setReachable(true));

  it('that is lost and comes back is told by name', async () => {
    await stage().setReachable(false);
    await stage().setReachable(true);
  });

  it('that is lost and comes back while nobody listens is told afterwards', async () => {
    for (const reachable of [false, true]) {
      await cut(stage());
      await stage().harness.setReachable(reachable);
      await restore(stage());
      await stage().knowsReachable(reachable);
    }
  });

  it('that is lost while its switch dies is told afterwards', async () => {
    const { harness, log } = stage();
    if (!harness.canRestart) return;
    await harness.restart();
    await harness.setReachable(false);
    await log.next('switch.up');
    await stage().knowsReachable(false);
    await stage().setReachable(true);
  });
};

const pairCases = (stage: () => Stage, factory: HarnessFactory) => (): void => {
  it('know nothing of each other', async () => {
    const other = await Stage.open(factory, 'conformance-b');
    try {
      const [here, there] = [await stage().bridged(), await other.bridged()];
      await stage().harness.cutLink();
      await stage().log.next('switch.down');
      await other.hangUp(there.customer.legId);
      expect((await other.snapshot()).legs.map(({ legId }) => legId)).toEqual([there.agent.legId]);
      await restore(stage());
      expect((await stage().snapshot()).legs).toHaveLength(2);
      const commandId = other.send({ type: 'leave', ...pick(here) });
      await other.log.next('command.failed', { commandId, code: 'LEG_NOT_FOUND' });
      await other.strike();
    } finally {
      await other.close();
    }
  });
};

const pick = (call: { bridgeId: string; customer: { legId: string } }) => ({
  legId: call.customer.legId,
  bridgeId: call.bridgeId,
});
