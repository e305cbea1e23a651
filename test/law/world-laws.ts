import type { Agent } from '../../src/core/agent/agent';
import type { Call } from '../../src/core/call/call';
import { whyNot } from '../../src/core/queue/why-not';
import type { World } from '../../src/core/world';

/**
 * The laws that hold in the world after every step. Each function returns what is broken, as
 * sentences; none means that the law holds.
 */
export const WORLD_LAWS: Readonly<Record<string, (world: World) => string[]>> = {
  'one assignment, one leg per agent': oneLegPerAgent,
  'no leg rings or lives for nobody': noUnwantedLeg,
  'no waiting pair that nothing forbids': noIdlePair,
  'every expiring clause has a timer': expiringClauses,
  'every open command has a deadline': openCommands,
  'nobody is stuck': nobodyStuck,
  'call, contact and agent agree': agreement,
  'every bound holds': bounds,
};

export function brokenWorldLaws(world: World): string[] {
  return Object.entries(WORLD_LAWS).flatMap(([name, law]) =>
    law(world).map((line) => `${name}: ${line}`),
  );
}

function oneLegPerAgent(world: World): string[] {
  const broken: string[] = [];
  const legsOf = new Map<string, string[]>();
  for (const leg of world.legs.values()) {
    if (leg.owner.kind !== 'agent') continue;
    const legs = legsOf.get(leg.owner.agentId) ?? [];
    legsOf.set(leg.owner.agentId, [...legs, leg.legId]);
  }
  for (const [agentId, legs] of legsOf) {
    if (legs.length > 1) broken.push(`${agentId} has the legs ${legs.join(', ')}`);
    const assignment = world.agents.get(agentId)?.assignment;
    if (assignment?.legId !== legs[0]) broken.push(`${agentId}'s leg is not of the assignment`);
  }
  return broken;
}

function noUnwantedLeg(world: World): string[] {
  return [...world.legs.values()]
    .filter((leg) => leg.owner.kind === 'agent' && leg.hangup === undefined)
    .filter((leg) => world.calls.get(leg.owner.callId)?.agentLegId !== leg.legId)
    .map((leg) => `leg ${leg.legId} has no call that wants it, and is not hung up`);
}

/** Law 3, by asking about every pair: only for worlds of a test's size. */
function noIdlePair(world: World): string[] {
  const broken: string[] = [];
  const waiting = [...world.contacts.values()].filter((c) => c.phase === 'waiting');
  if (waiting.length === 0) return broken;
  for (const agent of world.agents.values()) {
    if (agent.status !== 'available') continue;
    for (const contact of waiting) {
      if (!whyNot(world, agent, contact)) {
        broken.push(`${contact.contactId} waits and ${agent.agentId} could take it`);
      }
    }
  }
  return broken;
}

function expiringClauses(world: World): string[] {
  return [...world.agents.values()]
    .filter((a) => a.state === 'wrap-up' && !a.assignment?.wrapUpDone)
    .filter((a) => !world.timers.has(`wrap-up:${a.agentId}`))
    .map((a) => `${a.agentId} is in wrap-up without a timer`);
}

function openCommands(world: World): string[] {
  const missing = [...world.commands.keys()]
    .filter((id) => !world.timers.has(`command:${id}`))
    .map((id) => `command ${id} has no deadline`);
  const stale = [...world.timers.keys()]
    .filter((id) => id.startsWith('command:') && !world.commands.has(id.slice(8)))
    .map((id) => `timer ${id} belongs to nothing`);
  return [...missing, ...stale];
}

/** Every call, contact and agent that is under way has something that will move it on. */
function nobodyStuck(world: World): string[] {
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
  }
  for (const agent of world.agents.values()) {
    const reason = stuckAgent(world, agent);
    if (reason) broken.push(`agent ${agent.agentId} (${agent.state}) ${reason}`);
  }
  return broken;
}

function stuckCall(world: World, call: Call): string | null {
  const leg = world.legs.get(call.legId);
  if (!leg) return 'has no leg';
  if (call.phase === 'ivr') {
    const isMoving =
      leg.media !== undefined ||
      leg.commandIds.length > 0 ||
      world.timers.has(`ivr:${call.callId}`) ||
      world.timers.has(`gone:${leg.legId}`);
    return isMoving ? null : 'waits for nothing';
  }
  if (call.phase === 'ending') {
    const isMoving = leg.commandIds.length > 0 || world.timers.has(`gone:${leg.legId}`);
    return isMoving ? null : 'was hung up, and nobody asks again';
  }
  return null;
}

function stuckAgent(world: World, agent: Agent): string | null {
  if (agent.state === 'idle') return agent.assignment ? 'is idle with an assignment' : null;
  const { assignment } = agent;
  if (!assignment) return 'has no assignment';
  if (!assignment.legEnded && !world.legs.has(assignment.legId))
    return 'waits for a leg that is gone';
  return null;
}

const CONTACT_PHASES: Readonly<Record<string, readonly string[]>> = {
  offered: ['new'],
  ivr: ['new'],
  queued: ['waiting', 'offered'],
  connecting: ['assigned'],
  talking: ['assigned'],
  held: ['assigned'],
  ending: ['done'],
};

function agreement(world: World): string[] {
  const broken: string[] = [];
  for (const call of world.calls.values()) {
    const phase = world.contacts.get(call.contactId)?.phase ?? 'none';
    if (!CONTACT_PHASES[call.phase]?.includes(phase)) {
      broken.push(`call ${call.callId} is ${call.phase}, its contact ${phase}`);
    }
    if (phase !== 'assigned' && phase !== 'offered') continue;
    const agent = world.agents.get(call.agentId ?? '');
    if (agent?.assignment?.callId !== call.callId) {
      broken.push(`call ${call.callId} has ${call.agentId}, who does not have it`);
    }
  }
  if (world.contacts.size !== world.calls.size) broken.push('contacts and calls differ in number');
  return broken;
}

/** Callers who lost their agent come back to their place, full queue or not: one an agent. */
function bounds(world: World): string[] {
  return world.centre.queues
    .filter((q) => world.index.waitingIn(q.queueId) > q.waitingMax + world.agents.size)
    .map((q) => `queue ${q.queueId} holds more than ${q.waitingMax}`);
}
