import { callOf, type Leg } from '../../src/core/call/leg';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import type { JoinCommand, SwitchCommand } from '../../src/port/switch-command';

type Originate = Extract<SwitchCommand, { type: 'originate' }>;

/** What is asked of a switch about parties never lets anybody hear, or pay, too much. */
export class PartyLaws {
  readonly broken: string[] = [];

  take(world: World, input: Input, { effects }: Stepped): void {
    for (const effect of effects) {
      if (effect.type !== 'command') continue;
      const { command } = effect;
      const complaint =
        command.type === 'join'
          ? (overheard(world, command.legId) ?? louder(world, command))
          : command.type === 'originate'
            ? freeNumber(world, command)
            : null;
      if (complaint) this.broken.push(`seq ${input.seq} (${input.body.type}): ${complaint}`);
    }
  }
}

/** One of the customer and the one consulted is out of the bridge before the other comes in. */
function overheard(world: World, legId: string): string | null {
  const leg = world.legs.get(legId);
  const call = leg && callOf(world, leg);
  const guest = call?.guests?.find((one) => one.role === 'consult');
  if (!call || !guest) return null;
  const other = legId === guest.legId ? call.legId : legId === call.legId ? guest.legId : null;
  const otherLeg = world.legs.get(other ?? '');
  if (!otherLeg || isOut(otherLeg)) return null;
  return `${legId} comes in, and ${other} is there`;
}

/** A supervisor is in the bridge what was asked for: who listens is heard by nobody. */
function louder(world: World, { legId, role }: JoinCommand): string | null {
  const leg = world.legs.get(legId);
  const guest = (leg && callOf(world, leg))?.guests?.find((one) => one.legId === legId);
  const { mode = 'barge' } = guest ?? {};
  const wanted = mode === 'barge' ? 'talk' : mode;
  return !guest || role === wanted ? null : `${legId} is to ${wanted}, and is joined to ${role}`;
}

const isOut = (leg: Leg): boolean => leg.held || leg.wantedBridgeId === undefined;

/** A customer's own wish; whether the number may be called the laws of callbacks say. */
function isCalledBack(world: World, legId: string, number: string, trunk: string): boolean {
  const leg = world.legs.get(legId);
  const contact = world.contacts.get((leg && callOf(world, leg)?.contactId) ?? '');
  const queue = world.centre.queues.find((one) => one.queueId === contact?.queueId);
  return contact?.callback?.number === number && queue?.callback?.trunk === trunk;
}

/** Numbers are called that the centre names, where and for whom it names them, and no others. */
function freeNumber(world: World, { to, switchId, legId }: Originate): string | null {
  if (to.kind === 'device') return null;
  const { number, trunk } = to;
  const { agents, tieLines = [], transferTargets = [] } = world.centre;
  const clientId = world.legs.get(legId)?.clientId ?? '';
  const isTarget = transferTargets.some(
    (one) =>
      one.number === number &&
      one.trunk === trunk &&
      one.switchId === switchId &&
      (one.clientIds?.includes(clientId) ?? true),
  );
  const line = tieLines.find((one) => one.fromSwitchId === switchId && one.trunk === trunk);
  const isAgent = agents.some(({ phone }) =>
    phone.switchId === switchId
      ? phone.device === number && phone.trunk === trunk
      : phone.device === number && phone.switchId === line?.toSwitchId,
  );
  const isAsked = isCalledBack(world, legId, number, trunk);
  return isTarget || isAgent || isAsked
    ? null
    : `${number} is called through ${trunk} of ${switchId}`;
}
