import type { Destination } from '../../port/switch-command';
import { assignGuest } from '../agent/assignment';
import { lineOf } from '../agent/line';
import { destinationOf } from '../agent/reach';
import { known } from '../assert';
import { send } from '../command';
import type { Refusal } from '../fact';
import { mintId } from '../ids';
import type { PartyDestination, SupervisionMode } from '../input';
import { whyNotJoin } from '../queue/why-not-join';
import { emit, type Turn } from '../turn';
import type { World } from '../world';
import { beginInterval, type Call, customerNumber } from './call';
import { type Guest, type GuestRole, guestsOf } from './guest';
import { newLeg } from './leg-commands';

/** Somebody whose phone is to be rung for a call. */
export interface Invitation {
  readonly to: PartyDestination;
  readonly role: GuestRole;
  readonly mode?: SupervisionMode;
}

/** Beside customer and server: a conference of seven, and two who supervise it. */
const TALKERS_MAX = 5;
const SUPERVISORS_MAX = 2;

/** Why this party cannot be rung for the call now, or null. Total and without side effects. */
export function whyNotInvite(world: World, call: Call, { to, role }: Invitation): Refusal | null {
  const isSupervisor = role === 'supervisor';
  const max = isSupervisor ? SUPERVISORS_MAX : TALKERS_MAX;
  const beside = guestsOf(call).filter((one) => (one.role === 'supervisor') === isSupervisor);
  if (beside.length >= max) {
    const code = isSupervisor ? 'SUPERVISORS_MAX' : 'PARTIES_MAX';
    return { code, detail: `${call.callId} has ${max} already` };
  }
  return to.kind === 'agent'
    ? whyNotAgent(world, call, to.agentId, role)
    : whyNotTarget(world, call, to.targetId);
}

function whyNotAgent(world: World, call: Call, agentId: string, role: GuestRole): Refusal | null {
  const agent = world.agents.get(agentId);
  if (!agent || agent.removed) return { code: 'AGENT_UNKNOWN', detail: agentId };
  const found = whyNotJoin(world, agent, call, role);
  if (!found) return null;
  const { clause, detail } = found;
  return {
    code: `JOIN_${clause.toUpperCase().replaceAll('-', '_')}`,
    detail: `${agentId}: ${clause} (${detail})`,
  };
}

function whyNotTarget(world: World, call: Call, targetId: string): Refusal | null {
  const target = world.directory.targets.get(targetId);
  if (!target) return { code: 'TARGET_UNKNOWN', detail: targetId };
  const { clientIds, switchId, trunk } = target;
  if (clientIds && !clientIds.includes(call.clientId)) {
    return { code: 'TARGET_ENTITLEMENT', detail: `${targetId} is not for ${call.clientId}` };
  }
  if (switchId !== call.switchId) {
    const detail = `${targetId} is reached from ${switchId}, the call is on ${call.switchId}`;
    return { code: 'TARGET_OTHER_SWITCH', detail };
  }
  const state = world.switches.get(switchId);
  if (state?.state !== 'up') return { code: 'SWITCH_DOWN', detail: switchId };
  if (!state.unreachable.has(trunk)) return null;
  return { code: 'TARGET_UNREACHABLE', detail: `trunk ${trunk} of ${targetId}` };
}

const RING_TIMEOUT_MS = 20_000;

/**
 * Rings the phone of a further party, whom `whyNotInvite` allows. One whose line stands is there
 * at once: the caller has to let it take part.
 */
export function invite(turn: Turn, call: Call, invitation: Invitation): Guest {
  const { to, role, mode } = invitation;
  const { callId, clientId } = call;
  const agent = to.kind === 'agent' ? known(turn.world.agents.get(to.agentId), to.agentId) : null;
  const line = agent && lineOf(turn, agent);
  const legId = line?.legId ?? mintId(turn.world, 'leg');
  const who = to.kind === 'agent' ? { agentId: to.agentId } : { targetId: to.targetId };
  const invitedBy = call.agentId === undefined ? {} : { invitedBy: call.agentId };
  const about = { legId, role, ...who, ...invitedBy };
  const guest: Guest = { ...about, phase: 'ringing', ...(mode && { mode }) };
  call.guests = [...guestsOf(call), guest];
  if (agent) assignGuest(turn, agent, call, guest);
  if (!line) ring(turn, call, guest);
  beginInterval(call, {
    legId,
    role: intervalRole(guest),
    ...who,
    ...(agent && { providerId: agent.config.providerId }),
    kind: 'ring',
    startedAt: turn.at,
  });
  emit(turn, { type: 'party.invited', callId, ...about }, clientId);
  return guest;
}

const intervalRole = ({ role, targetId }: Guest) => {
  if (targetId !== undefined) return 'external';
  return role === 'transfer' ? 'agent' : role;
};

/** An own phone shows who the customer is; a network is shown the number that was called. */
function ring(turn: Turn, call: Call, { legId, agentId, targetId = '' }: Guest): void {
  const { world } = turn;
  const { callId, switchId, clientId } = call;
  const owner =
    agentId === undefined
      ? ({ kind: 'external', callId, targetId } as const)
      : ({ kind: 'agent', callId, agentId } as const);
  newLeg(turn, { legId, switchId, owner, clientId, phase: 'dialing' });
  const queue = world.directory.queues.get(call.queueId ?? '');
  const ringTimeoutMs = queue?.ringTimeoutMs ?? RING_TIMEOUT_MS;
  const common = { type: 'originate', legId, ringTimeoutMs } as const;
  if (agentId !== undefined) {
    const to = destinationOf(world, known(world.agents.get(agentId), agentId), switchId);
    const callerName = queue?.name ?? call.dnis;
    send(turn, switchId, { ...common, to, callerNumber: customerNumber(call), callerName });
    return;
  }
  const { number, trunk } = known(world.directory.targets.get(targetId), 'target');
  const to: Destination = { kind: 'number', number, trunk };
  send(turn, switchId, { ...common, to, callerNumber: call.dnis });
}
