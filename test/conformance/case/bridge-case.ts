import type { Stage } from '../stage';

const CUSTOMER_HZ = 440;
const AGENT_HZ = 660;

/** Who hears whom. */
export function bridgeCases(stage: () => Stage): void {
  describe('a bridge', togetherCases(stage));
  describe('hold', holdCases(stage));
  describe('a leg that leaves', leaveCases(stage));
  describe('redirect', redirectCases(stage));
}

const togetherCases = (stage: () => Stage) => (): void => {
  it('carries a tone in both directions', async () => {
    const { customer, agent } = await stage().bridged();
    customer.far.sing(CUSTOMER_HZ);
    agent.far.sing(AGENT_HZ);
    await agent.far.hears(CUSTOMER_HZ);
    await customer.far.hears(AGENT_HZ);
  });

  it('keeps two calls at once apart', async () => {
    const [one, two] = [await stage().bridged(), await stage().bridged()];
    one.customer.far.sing(CUSTOMER_HZ);
    two.customer.far.sing(AGENT_HZ);
    await one.agent.far.hears(CUSTOMER_HZ);
    await two.agent.far.hears(AGENT_HZ);
    await one.agent.far.hearsNot(AGENT_HZ);
    await two.agent.far.hearsNot(CUSTOMER_HZ);
  });

  it('is shown in the snapshot with its legs', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const { bridges, legs } = await stage().snapshot();
    const found = bridges.find((bridge) => bridge.bridgeId === bridgeId);
    expect([...(found?.legIds ?? [])].sort()).toEqual([customer.legId, agent.legId].sort());
    expect(legs.map(({ direction }) => direction).sort()).toEqual(['inbound', 'outbound']);
  });

  it('ends the prompt of a leg that joins', async () => {
    const { legId } = await stage().answeredInbound();
    const mediaId = stage().newId();
    stage().send({ type: 'play', legId, mediaId, media: [`music:${stage().harness.music}`] });
    await stage().log.next('leg.media-started', { mediaId });
    await stage().join(legId, stage().newId());
    await stage().log.next('leg.media-ended', { mediaId, reason: 'stopped' });
    expect((await stage().snapshot()).media).toEqual([]);
  });

  it('lets a leg listen that is not heard', async () => {
    const { bridgeId, customer } = await stage().bridged();
    const listener = await stage().answeredOutbound();
    await stage().join(listener.legId, bridgeId, { role: 'listen' });
    listener.far.sing(AGENT_HZ);
    customer.far.sing(CUSTOMER_HZ);
    await listener.far.hears(CUSTOMER_HZ);
    await customer.far.hearsNot(AGENT_HZ);
  });

  it('is left for another one without a stop between', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const next = stage().newId();
    stage().send({ type: 'join', legId: customer.legId, bridgeId: next, role: 'talk' });
    await stage().log.next('leg.joined', { legId: customer.legId, bridgeId: next });
    const { bridges } = await stage().snapshot();
    const of = (id: string) => bridges.find((bridge) => bridge.bridgeId === id)?.legIds ?? [];
    expect(of(next)).toEqual([customer.legId]);
    expect(of(bridgeId)).toEqual([agent.legId]);
  });

  it('refuses a leg that has not been answered', async () => {
    const { legId } = await stage().ringing();
    const command = { type: 'join', legId, bridgeId: stage().newId(), role: 'talk' } as const;
    const commandId = stage().send(command);
    await stage().log.next('command.failed', { commandId, code: 'LEG_WRONG_STATE' });
  });
};

const holdCases = (stage: () => Stage) => (): void => {
  it('parks the leg on music, and the other hears silence until it is retrieved', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    customer.far.sing(CUSTOMER_HZ);
    agent.far.sing(AGENT_HZ);
    await agent.far.hears(CUSTOMER_HZ);
    const { music } = stage().harness;
    stage().send({ type: 'hold', legId: customer.legId, bridgeId, music });
    await stage().log.next('leg.left', { legId: customer.legId, bridgeId, reason: 'hold' });
    await agent.far.hearsNot(CUSTOMER_HZ);
    await customer.far.hearsNot(AGENT_HZ);
    const held = (await stage().snapshot()).legs.find(({ legId }) => legId === customer.legId);
    expect(held).toMatchObject({ state: 'answered', held: true });
    await stage().join(customer.legId, bridgeId);
    await agent.far.hears(CUSTOMER_HZ);
    await customer.far.hears(AGENT_HZ);
    const { legs } = await stage().snapshot();
    expect(legs.map((leg) => leg.held)).toEqual([false, false]);
  });

  it('ends with the caller who does not want to wait', async () => {
    const { bridgeId, customer } = await stage().bridged();
    const { music } = stage().harness;
    stage().send({ type: 'hold', legId: customer.legId, bridgeId, music });
    await stage().log.next('leg.left', { legId: customer.legId, reason: 'hold' });
    customer.far.hangUp();
    const ended = await stage().log.next('leg.ended', { legId: customer.legId });
    expect(ended).toMatchObject({ cause: 'normal', by: 'remote' });
  });
};

const leaveCases = (stage: () => Stage) => (): void => {
  it('is off hold as well, and in silence until it is joined elsewhere', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const { legId } = customer;
    stage().send({ type: 'hold', legId, bridgeId, music: stage().harness.music });
    await stage().log.next('leg.left', { legId, bridgeId, reason: 'hold' });
    stage().send({ type: 'leave', legId, bridgeId });
    await stage().log.next('leg.left', { legId, bridgeId, reason: 'left' });
    await customer.far.hearsNothing();
    const { legs, bridges } = await stage().snapshot();
    expect(legs.map(({ held }) => held)).toEqual([false, false]);
    expect(bridges.flatMap(({ legIds }) => legIds)).toEqual([agent.legId]);
    const again = stage().send({ type: 'leave', legId, bridgeId });
    await stage().log.next('command.failed', { commandId: again, code: 'LEG_WRONG_STATE' });
    const elsewhere = stage().newId();
    await stage().join(legId, elsewhere);
    await stage().join(agent.legId, elsewhere);
    agent.far.sing(AGENT_HZ);
    await customer.far.hears(AGENT_HZ);
  });

  it('is parked alive, and so is the one that stays', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    agent.far.sing(AGENT_HZ);
    await customer.far.hears(AGENT_HZ);
    stage().send({ type: 'leave', legId: customer.legId, bridgeId });
    await stage().log.next('leg.left', { legId: customer.legId, bridgeId, reason: 'left' });
    await customer.far.hearsNot(AGENT_HZ);
    expect((await stage().snapshot()).legs).toHaveLength(2);
    for (const { legId } of [customer, agent]) {
      const mediaId = stage().newId();
      stage().send({ type: 'play', legId, mediaId, media: [stage().harness.sound] });
      await stage().log.next('leg.media-ended', { legId, mediaId, reason: 'finished' });
    }
  });

  it('must have been in the bridge', async () => {
    const { bridgeId } = await stage().bridged();
    const { legId } = await stage().answeredInbound();
    const elsewhere = stage().send({ type: 'leave', legId, bridgeId });
    await stage().log.next('command.failed', { commandId: elsewhere });
    const nowhere = stage().send({ type: 'leave', legId, bridgeId: stage().newId() });
    await stage().log.next('command.failed', { commandId: nowhere });
    expect(stage().log.all('leg.left')).toEqual([]);
  });

  it('by hanging up leaves a survivor whom another agent can take', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    agent.far.hangUp();
    await stage().log.next('leg.ended', { legId: agent.legId });
    const next = await stage().answeredOutbound();
    await stage().join(customer.legId, bridgeId);
    await stage().join(next.legId, bridgeId);
    next.far.sing(AGENT_HZ);
    await customer.far.hears(AGENT_HZ);
  });
};

const redirectCases = (stage: () => Stage) => (): void => {
  it('sends an answered caller elsewhere and ends the leg', async () => {
    const { legId, far } = await stage().answeredInbound();
    const to = stage().harness.destination('answers');
    stage().send({ type: 'redirect', legId, to });
    const ended = await stage().log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'redirected', by: 'us' });
    expect(await far.redirectedTo()).toBe(to.kind === 'number' ? to.number : to.device);
  });

  it('sends a caller elsewhere who was never answered', async () => {
    const { legId, far } = await stage().offered();
    const to = stage().harness.destination('answers');
    stage().send({ type: 'redirect', legId, to });
    const ended = await stage().log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'redirected', by: 'us' });
    expect(await far.redirectedTo()).toBe(to.kind === 'number' ? to.number : to.device);
  });
};
