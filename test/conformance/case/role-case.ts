import type { BridgePart } from '../../../src/port/switch-command';
import type { Stage, StagedCall, StagedLeg } from '../stage';

/** A pair that talks, and a third leg in the same bridge. */
interface Trio extends StagedCall {
  readonly third: StagedLeg;
}

const TALK: BridgePart = { role: 'talk' };
const LISTEN: BridgePart = { role: 'listen' };

/** Three and more in a bridge, each with a part of its own. */
export function roleCases(stage: () => Stage): void {
  const trio = async (partOf: (call: StagedCall) => BridgePart): Promise<Trio> => {
    const call = await stage().bridged();
    const third = await stage().answeredOutbound();
    await stage().join(third.legId, call.bridgeId, partOf(call));
    return { ...call, third };
  };
  const coaching = ({ agent }: StagedCall): BridgePart => ({
    role: 'whisper',
    coachedLegId: agent.legId,
  });
  describe('a third leg', thirdLegCases(stage, trio, coaching));
  describe('a role', changeCases(stage, trio, coaching));
  describe('supervision', endCases(stage, trio, coaching));
  describe('supervision in a hurry', hurryCases(stage, trio, coaching));
  describe('a whisper', coachedCases(stage, trio, coaching));
  describe('supervision in a snapshot', snapshotCases(stage, trio, coaching));
}

type MakeTrio = (partOf: (call: StagedCall) => BridgePart) => Promise<Trio>;
type Coaching = (call: StagedCall) => BridgePart;

/** One makes a sound alone: some hear it, and others do not. */
async function sings(
  singer: StagedLeg,
  hz: number,
  { to = [], notTo = [] }: { to?: readonly StagedLeg[]; notTo?: readonly StagedLeg[] },
): Promise<void> {
  singer.far.sing(hz);
  await Promise.all(to.map(({ far }) => far.hears(hz)));
  await Promise.all(notTo.map(({ far }) => far.hearsNot(hz)));
  singer.far.sing(null);
}

const thirdLegCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  it('that listens hears both and is heard by none', async () => {
    const { customer, agent, third } = await trio(() => LISTEN);
    await sings(customer, 440, { to: [agent, third] });
    await sings(agent, 660, { to: [customer, third] });
    await sings(third, 880, { notTo: [customer, agent] });
  });

  it('that whispers hears both and is heard by the coached one alone', async () => {
    const { customer, agent, third } = await trio(coaching);
    await sings(customer, 440, { to: [agent, third] });
    await sings(agent, 660, { to: [customer, third] });
    await sings(third, 880, { to: [agent], notTo: [customer] });
  });

  it('that talks is heard by both, and hears both', async () => {
    const { customer, agent, third } = await trio(() => TALK);
    await sings(customer, 440, { to: [agent, third] });
    await sings(agent, 660, { to: [customer, third] });
    await sings(third, 880, { to: [customer, agent] });
  });

  it('of three who talk leaves, and the others talk on', async () => {
    const { bridgeId, customer, agent, third } = await trio(() => TALK);
    stage().send({ type: 'leave', legId: agent.legId, bridgeId });
    await stage().log.next('leg.left', { legId: agent.legId, bridgeId, reason: 'left' });
    await sings(third, 880, { to: [customer], notTo: [agent] });
    await sings(customer, 440, { to: [third], notTo: [agent] });
    expect((await stage().snapshot()).legs).toHaveLength(3);
  });

  it('stands beside a fourth', async () => {
    const { bridgeId, customer, agent, third } = await trio(coaching);
    const fourth = await stage().answeredInbound();
    await stage().join(fourth.legId, bridgeId);
    await sings(fourth, 990, { to: [customer, agent, third] });
    await sings(third, 880, { to: [agent], notTo: [customer, fourth] });
  });
};

const changeCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  it('is changed without leaving: listen, whisper, talk, and back', async () => {
    const call = await trio(() => LISTEN);
    const { bridgeId, customer, agent, third } = call;
    await stage().join(third.legId, bridgeId, coaching(call));
    await sings(third, 880, { to: [agent], notTo: [customer] });
    await stage().join(third.legId, bridgeId, TALK);
    await sings(third, 770, { to: [customer, agent] });
    await stage().join(third.legId, bridgeId, coaching(call));
    await sings(third, 990, { to: [agent], notTo: [customer] });
    await stage().join(third.legId, bridgeId, LISTEN);
    await sings(third, 550, { notTo: [customer, agent] });
    await sings(customer, 440, { to: [agent, third] });
    expect(stage().log.all('leg.left')).toEqual([]);
  });

  it('can be to coach the other one', async () => {
    const call = await trio(coaching);
    const { bridgeId, customer, agent, third } = call;
    const part = { role: 'whisper', coachedLegId: customer.legId } as const;
    await stage().join(third.legId, bridgeId, part);
    await sings(third, 880, { to: [customer], notTo: [agent] });
    await sings(agent, 660, { to: [customer, third] });
  });

  it('cannot be to coach oneself', async () => {
    const { bridgeId, customer, agent, third } = await trio(() => LISTEN);
    const { legId } = third;
    const part = { role: 'whisper', coachedLegId: legId } as const;
    const commandId = stage().send({ type: 'join', legId, bridgeId, ...part });
    await stage().log.next('command.failed', { commandId, code: 'REFUSED' });
    await sings(third, 880, { notTo: [customer, agent] });
  });

  it('ends when its leg goes elsewhere', async () => {
    const call = await trio(coaching);
    const { bridgeId, agent, third } = call;
    stage().send({ type: 'leave', legId: third.legId, bridgeId });
    await stage().log.next('leg.left', { legId: third.legId, bridgeId, reason: 'left' });
    const elsewhere = stage().newId();
    const other = await stage().answeredInbound();
    await stage().join(third.legId, elsewhere);
    await stage().join(other.legId, elsewhere);
    await sings(third, 880, { to: [other], notTo: [agent] });
  });
};

const endCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  const parts: readonly (readonly [string, Coaching])[] = [
    ['listens', () => LISTEN],
    ['whispers', coaching],
    ['talks', () => TALK],
  ];
  it.each(parts)('by one who %s and hangs up leaves the pair', async (_, part) => {
    const { customer, agent, third } = await trio(part);
    third.far.hangUp();
    await stage().log.next('leg.ended', { legId: third.legId });
    await sings(customer, 440, { to: [agent] });
    await sings(agent, 660, { to: [customer] });
    expect((await stage().snapshot()).bridges.flatMap(({ roles }) => roles)).toEqual([]);
  });

  it.each(parts)('by one who %s lasts when the agent hangs up', async (_, part) => {
    const { customer, agent, third } = await trio(part);
    agent.far.hangUp();
    await stage().log.next('leg.ended', { legId: agent.legId });
    await sings(customer, 440, { to: [third] });
    const isHeard = part({ agent } as StagedCall).role === 'talk';
    await sings(third, 880, isHeard ? { to: [customer] } : { notTo: [customer] });
  });

  it.each(parts)('by one who %s ends with the pair', async (_, part) => {
    const { bridgeId, customer, agent, third } = await trio(part);
    customer.far.hangUp();
    agent.far.hangUp();
    await stage().log.next('leg.ended', { legId: customer.legId });
    await stage().log.next('leg.ended', { legId: agent.legId });
    await stage().hangUp(third.legId);
    const { bridges } = await stage().snapshot();
    expect(bridges.filter((bridge) => bridge.bridgeId === bridgeId)).toEqual([]);
  });
};

/** Somebody hangs up in the very moment in which a role is asked for. */
const hurryCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  const changes: readonly (readonly [string, Coaching, Coaching])[] = [
    ['listen to whisper', () => LISTEN, coaching],
    ['whisper to talk', coaching, () => TALK],
    ['whisper to listen', coaching, () => LISTEN],
    ['talk to whisper', () => TALK, coaching],
  ];
  it.each(changes)('from %s, as the supervisor hangs up', async (_, before, after) => {
    const call = await trio(before);
    const { bridgeId, customer, agent, third } = call;
    stage().send({ type: 'join', legId: third.legId, bridgeId, ...after(call) });
    third.far.hangUp();
    await stage().log.next('leg.ended', { legId: third.legId });
    await sings(customer, 440, { to: [agent] });
    await sings(agent, 660, { to: [customer] });
  });

  it.each(changes)('from %s, as the agent hangs up', async (_, before, after) => {
    const call = await trio(before);
    const { bridgeId, customer, agent, third } = call;
    const commandId = stage().send({ type: 'join', legId: third.legId, bridgeId, ...after(call) });
    agent.far.hangUp();
    await stage().log.next('leg.ended', { legId: agent.legId });
    await stage().log.nextOf(
      { type: 'command.failed', commandId },
      { type: 'leg.joined', legId: third.legId, ...after(call) },
    );
    await sings(customer, 440, { to: [third] });
    if (after(call).role !== 'talk') await sings(third, 880, { notTo: [customer] });
  });

  it('to coach the other one, as the coached one is hung up', async () => {
    const call = await trio(coaching);
    const { bridgeId, customer, agent, third } = call;
    stage().send({ type: 'hangup', legId: agent.legId, cause: 'normal' });
    const part = { role: 'whisper', coachedLegId: customer.legId } as const;
    await stage().join(third.legId, bridgeId, part);
    await sings(third, 880, { to: [customer] });
    await sings(customer, 440, { to: [third] });
  });

  it('by two who come at once', async () => {
    const call = await stage().bridged();
    const { bridgeId, customer, agent } = call;
    const [one, two] = [await stage().answeredOutbound(), await stage().answeredOutbound()];
    stage().send({ type: 'join', legId: one.legId, bridgeId, ...coaching(call) });
    stage().send({
      type: 'join',
      legId: two.legId,
      bridgeId,
      role: 'whisper',
      coachedLegId: customer.legId,
    });
    for (const { legId } of [one, two])
      await stage().log.next('leg.joined', { legId, role: 'whisper' });
    await sings(one, 880, { to: [agent], notTo: [customer, two] });
    await sings(two, 990, { to: [customer], notTo: [agent, one] });
    await sings(agent, 660, { to: [customer, one, two] });
  });
};

const coachedCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  it('is not heard by one who is held, and is heard again when that one is back', async () => {
    const { bridgeId, customer, agent, third } = await trio(coaching);
    const { legId } = agent;
    stage().send({ type: 'hold', legId, bridgeId, music: stage().harness.music });
    await stage().log.next('leg.left', { legId, bridgeId, reason: 'hold' });
    await sings(third, 880, { notTo: [customer, agent] });
    await sings(customer, 440, { to: [third] });
    await stage().join(legId, bridgeId);
    await sings(third, 770, { to: [agent], notTo: [customer] });
  });

  it('is heard while the other of the pair is held, whichever came first', async () => {
    const { bridgeId, customer, agent } = await stage().bridged();
    const hold = async (): Promise<void> => {
      const { legId } = customer;
      stage().send({ type: 'hold', legId, bridgeId, music: stage().harness.music });
      await stage().log.next('leg.left', { legId, bridgeId, reason: 'hold' });
    };
    await hold();
    const third = await stage().answeredOutbound();
    const part = coaching({ bridgeId, customer, agent });
    await stage().join(third.legId, bridgeId, part);
    await sings(third, 880, { to: [agent], notTo: [customer] });
    await stage().join(customer.legId, bridgeId);
    await sings(third, 770, { to: [agent], notTo: [customer] });
    await hold();
    await sings(third, 990, { to: [agent], notTo: [customer] });
    await sings(agent, 660, { to: [third] });
  });

  it('waits for one who is not there yet', async () => {
    const bridgeId = stage().newId();
    const [customer, third] = [await stage().answeredInbound(), await stage().answeredOutbound()];
    const agent = await stage().answeredOutbound();
    await stage().join(customer.legId, bridgeId);
    await stage().join(third.legId, bridgeId, coaching({ bridgeId, customer, agent }));
    await sings(third, 880, { notTo: [customer, agent] });
    await stage().join(agent.legId, bridgeId);
    await sings(third, 770, { to: [agent], notTo: [customer] });
    await sings(customer, 440, { to: [agent, third] });
  });
};

const snapshotCases = (stage: () => Stage, trio: MakeTrio, coaching: Coaching) => (): void => {
  afterEach(async () => {
    await stage().harness.restoreLink();
  });

  const shows = async (call: Trio, part: BridgePart): Promise<void> => {
    const { bridges, legs } = await stage().snapshot();
    const found = bridges.find(({ bridgeId }) => bridgeId === call.bridgeId);
    const { customer, agent, third } = call;
    const members = [customer, agent, third].map(({ legId }) => legId);
    expect([...(found?.legIds ?? [])].sort()).toEqual([...members].sort());
    expect(found?.roles).toEqual([{ legId: third.legId, ...part }]);
    expect(legs).toHaveLength(3);
  };

  it('has its roles, as they change', async () => {
    const call = await trio(() => LISTEN);
    await shows(call, LISTEN);
    await stage().join(call.third.legId, call.bridgeId, coaching(call));
    await shows(call, coaching(call));
  });

  it('is the same after the link was down', async () => {
    const call = await trio(coaching);
    await stage().cutAndRestore();
    await shows(call, coaching(call));
    const { customer, agent, third } = call;
    await sings(third, 880, { to: [agent], notTo: [customer] });
  });

  it('is missing one who hung up meanwhile, and the pair talks on', async () => {
    const { bridgeId, customer, agent, third } = await trio(coaching);
    await stage().cutAndRestore(async () => {
      third.far.hangUp();
      await third.far.ended();
    });
    const { bridges, legs } = await stage().snapshot();
    expect(bridges).toMatchObject([{ bridgeId, roles: [] }]);
    expect(legs).toHaveLength(2);
    await sings(customer, 440, { to: [agent] });
  });

  it('is missing the coached one who hung up meanwhile, and the others talk on', async () => {
    const { customer, agent, third } = await trio(coaching);
    await stage().cutAndRestore(async () => {
      agent.far.hangUp();
      await agent.far.ended();
    });
    expect((await stage().snapshot()).legs).toHaveLength(2);
    await sings(customer, 440, { to: [third] });
    await sings(third, 880, { notTo: [customer] });
  });

  it('is what a new engine finds and goes on with', async () => {
    const call = await trio(coaching);
    await stage().harness.driver.close();
    stage().harness.renew();
    await stage().connect();
    await shows(call, coaching(call));
    const { bridgeId, customer, agent, third } = call;
    await sings(third, 880, { to: [agent], notTo: [customer] });
    await stage().join(third.legId, bridgeId, LISTEN);
    await sings(third, 770, { notTo: [customer, agent] });
    await stage().join(third.legId, bridgeId, TALK);
    await sings(third, 990, { to: [customer, agent] });
  });
};
