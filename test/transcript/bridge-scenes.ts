import { spell } from './spelling';
import { type Roles, rolesOf, type Take, type TakenLeg } from './take';

interface Pair {
  readonly customer: TakenLeg;
  readonly agent: TakenLeg;
  /** `leg` is the customer, `peer` the agent; and the other way round. */
  readonly roles: Roles;
  readonly swapped: Roles;
}

/** Two who talk, and how they part. */
export async function pairScenes(take: Take): Promise<void> {
  const first = await pair(take, 'bridge in out');
  await take.scene('digit @ pair in', first.roles, () => first.customer.call.voice.pressKeys('5'));
  await take.scene('digit @ pair out', first.swapped, () => first.agent.call.voice.pressKeys('5'));
  await take.scene('park @ pair in', first.roles, () =>
    take.command(spell.park(first.customer.uuid)),
  );
  await take.scene('park @ parked', first.roles, () =>
    take.command(spell.park(first.customer.uuid)),
  );
  await take.scene('bridge out in', first.swapped, () =>
    take.command(spell.bridge(first.agent.uuid, first.customer.uuid)),
  );
  await take.scene('park @ pair out', first.swapped, () =>
    take.command(spell.park(first.agent.uuid)),
  );
  await take.between(() => take.command(spell.bridge(first.customer.uuid, first.agent.uuid)));
  await take.scene('far hangs up @ pair in', first.roles, () => first.customer.call.hangUp());
  await take.scene('bridge @ gone', first.roles, () =>
    take.command(spell.bridge(first.customer.uuid, first.agent.uuid)),
  );
  await take.scene('bridge @ parked gone', first.swapped, () =>
    take.command(spell.bridge(first.agent.uuid, first.customer.uuid)),
  );
  await take.scene('park @ gone', first.roles, () => take.command(spell.park(first.customer.uuid)));
  const second = await pair(take);
  await take.scene('far hangs up @ pair out', second.swapped, () => second.agent.call.hangUp());
  const third = await pair(take);
  await take.scene('kill NORMAL_CLEARING @ pair in', third.roles, () =>
    take.command(spell.kill(third.customer.uuid)),
  );
  const fourth = await pair(take);
  await take.scene('kill NORMAL_CLEARING @ pair out', fourth.swapped, () =>
    take.command(spell.kill(fourth.agent.uuid)),
  );
}

/** Three and more, and one who only listens. */
export async function conferenceScenes(take: Take): Promise<void> {
  const { customer, agent, roles } = await pair(take);
  const [bridge, other] = [take.newId(), take.newId()];
  await take.scene('confer both @ pair in', { ...roles, bridge }, () =>
    take.command(spell.confer(customer.uuid, bridge, { both: true })),
  );
  const third = await take.answers();
  const listens = { ...rolesOf(third), bridge };
  await take.scene('confer mute @ parked out', listens, () =>
    take.command(spell.confer(third.uuid, bridge, { mute: true })),
  );
  const fourth = await take.answers();
  await take.scene('confer @ parked out', { ...rolesOf(fourth), bridge }, () =>
    take.command(spell.confer(fourth.uuid, bridge)),
  );
  const fifth = await take.answered();
  await take.scene('confer @ parked in', { ...rolesOf(fifth), bridge }, () =>
    take.command(spell.confer(fifth.uuid, bridge)),
  );
  await take.scene('digit @ conference in', { ...rolesOf(fifth), bridge }, () =>
    fifth.call.voice.pressKeys('5'),
  );
  await take.scene('park @ conference in', { ...rolesOf(fifth), bridge }, () =>
    take.command(spell.park(fifth.uuid)),
  );
  await take.scene('park @ conference out', { ...rolesOf(fourth), bridge }, () =>
    take.command(spell.park(fourth.uuid)),
  );
  await take.scene('far hangs up @ conference out', listens, () => third.call.hangUp());
  await take.scene('far hangs up @ conference in', { ...rolesOf(customer), bridge }, () =>
    customer.call.hangUp(),
  );
  await take.scene('kill NORMAL_CLEARING @ conference out', { ...rolesOf(agent), bridge }, () =>
    take.command(spell.kill(agent.uuid)),
  );
  await take.scene('confer alone @ parked in', { ...rolesOf(fifth), bridge: other }, () =>
    take.command(spell.confer(fifth.uuid, other)),
  );
  await take.scene(
    'kill NORMAL_CLEARING @ conference in',
    { ...rolesOf(fifth), bridge: other },
    () => take.command(spell.kill(fifth.uuid)),
  );
  await take.scene('confer @ gone', { ...rolesOf(fifth), bridge }, () =>
    take.command(spell.confer(fifth.uuid, bridge)),
  );
}

async function pair(take: Take, name = 'between'): Promise<Pair> {
  const customer = await take.answered();
  const agent = await take.answers();
  const roles = rolesOf(customer, agent);
  await take.scene(name, roles, () => take.command(spell.bridge(customer.uuid, agent.uuid)));
  return { customer, agent, roles, swapped: rolesOf(agent, customer) };
}
