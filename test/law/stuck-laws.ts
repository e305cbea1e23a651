import type { Agent } from '../../src/core/agent/agent';
import type { Call } from '../../src/core/call/call';
import type { Leg } from '../../src/core/call/leg';
import type { Contact } from '../../src/core/contact/contact';
import type { World } from '../../src/core/world';

/** Every call, contact and agent that is under way has something that will move it on. */
export function nobodyStuck(world: World): string[] {
  const broken: string[] = [];
  for (const call of world.calls.values()) {
    const reason = stuckCall(world, call);
    if (reason) broken.push(`call ${call.callId} (${call.phase}) ${reason}`);
  }
  for (const contact of world.contacts.values()) {
    const isQueued = contact.phase === 'waiting' || contact.phase === 'offered';
    if (!isQueued || contact.expired) continue;
    if (!world.timers.has(`wait:${contact.contactId}`)) {
      broken.push(`contact ${contact.contactId} waits without an end`);
    }
    if (hasNextStep(world, contact) && !world.timers.has(`relax:${contact.contactId}`)) {
      broken.push(`contact ${contact.contactId} never comes to its next step`);
    }
  }
  for (const contact of world.contacts.values()) {
    if (contact.phase !== 'virtual' || world.timers.has(`callback:${contact.contactId}`)) continue;
    broken.push(`contact ${contact.contactId} waits for its call without an end`);
  }
  for (const agent of world.agents.values()) {
    const reason = stuckAgent(world, agent);
    if (reason) broken.push(`agent ${agent.agentId} (${agent.state}) ${reason}`);
  }
  return broken;
}

function hasNextStep(world: World, { queueId, relax, queuedAt }: Contact): boolean {
  const queue = world.centre.queues.find((one) => one.queueId === queueId);
  const last = (relax ?? queue?.relax ?? []).at(-1);
  return last !== undefined && queuedAt + last.afterMs > world.at;
}

function stuckCall(world: World, call: Call): string | null {
  const leg = world.legs.get(call.legId);
  if (!leg) return 'has no leg';
  const agentLeg = world.legs.get(call.agentLegId ?? '');
  const legs = agentLeg ? [leg, agentLeg] : [leg];
  const guests = (call.guests ?? []).flatMap(({ legId }) => world.legs.get(legId) ?? []);
  const everybody = [...legs, ...guests];
  if (everybody.some((one) => isMoving(world, one) || isInDoubt(one))) return null;
  const guest = stuckGuest(world, call);
  if (guest) return guest;
  switch (call.phase) {
    case 'ivr': {
      const isWaiting = leg.media !== undefined || world.timers.has(`ivr:${call.callId}`);
      return isWaiting ? null : 'waits for nothing';
    }
    case 'queued':
      return leg.media || isFresh(world, leg, call.phaseSince)
        ? null
        : 'hears no music, and none is being started';
    case 'connecting':
      return 'is not being joined';
    case 'talking':
      return isTogether(call, legs) ? null : 'is not in one bridge, nor on the way to it';
    case 'held':
      return leg.held && agentLeg?.bridgeId === call.bridgeId ? null : 'is not on hold';
    case 'transferring':
      return 'is sent on, and nothing rings';
    case 'parked':
      if (!world.timers.has(`park:${call.callId}`)) return 'is parked without an end';
      return leg.media || isFresh(world, leg, call.phaseSince) ? null : 'is parked in silence';
    case 'ending':
      return 'was hung up, and nobody asks again';
    default:
      return null;
  }
}

/** Nothing is asked of anybody: then each guest is where its phase and its mode say. */
function stuckGuest(world: World, call: Call): string | null {
  for (const { legId, phase, mode = 'barge' } of call.guests ?? []) {
    const leg = world.legs.get(legId);
    if (!leg) return `has a guest without a leg: ${legId}`;
    if (phase === 'ringing') return `has a guest whose phone nobody rings: ${legId}`;
    const role = mode === 'barge' ? 'talk' : mode;
    const isIn = leg.bridgeId === call.bridgeId && (leg.role ?? 'talk') === role;
    const isRight = phase === 'present' ? isIn : phase === 'held' && leg.held;
    if (!isRight) return `has a guest who is ${phase}, and not there: ${legId}`;
  }
  return null;
}

/** Something is asked of it: the outcome or a deadline will come. */
const isMoving = (world: World, leg: Leg): boolean =>
  leg.commandIds.length > 0 || world.timers.has(`gone:${leg.legId}`);

/**
 * A hold whose outcome nobody told may have been carried out, and a report of another bridge may
 * be late, or true: the next audit says so, and mends it. That one comes is a law of the switch,
 * since the world alone does not know when it was asked.
 */
const isInDoubt = ({ wantedHeld, held, wantedBridgeId, bridgeId = wantedBridgeId }: Leg): boolean =>
  (wantedHeld && !held) || (wantedBridgeId !== undefined && bridgeId !== wantedBridgeId);

/** By the second audit whatever was lost has been told: music may have ended with its leg. */
const AUDITED_MS = 75_000;

const isFresh = (world: World, leg: Leg, since: number): boolean =>
  world.at - Math.max(leg.touchedAt, since) <= AUDITED_MS ||
  world.switches.get(leg.switchId)?.state !== 'up';

const isTogether = (call: Call, legs: readonly Leg[]): boolean =>
  legs.length === 2 && legs.every((leg) => leg.bridgeId === call.bridgeId);

function stuckAgent(world: World, agent: Agent): string | null {
  if (agent.state === 'idle') return agent.assignment ? 'is idle with an assignment' : null;
  const { assignment } = agent;
  if (!assignment) return 'has no assignment';
  if (!assignment.legEnded && !world.legs.has(assignment.legId)) {
    return 'waits for a leg that is gone';
  }
  return null;
}
