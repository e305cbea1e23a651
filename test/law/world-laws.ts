import type { Call } from '../../src/core/call/call';
import type { Leg } from '../../src/core/call/leg';
import { whyNot } from '../../src/core/queue/why-not';
import type { World } from '../../src/core/world';
import { brokenCrews, brokenOpenLines } from './crew-laws';
import { brokenDialing } from './dialer-laws';
import { brokenPlaces } from './estimate-laws';
import { idlePairs } from './idle-pairs';
import { isFree, isKept, mayServe } from './pair-oracle';
import { brokenRecordings } from './recording-laws';
import { reservedFor } from './reserve-oracle';
import { nobodyStuck } from './stuck-laws';
import { nobodyWaitsInVain } from './waiting-laws';

/**
 * The laws that hold in the world after every step. Each function returns what is broken, as
 * sentences; none means that the law holds.
 */
export const WORLD_LAWS: Readonly<Record<string, (world: World) => string[]>> = {
  'one assignment, one leg per agent': oneLegPerAgent,
  'no leg rings or lives for nobody': noUnwantedLeg,
  'no waiting pair that nothing forbids': idlePairs,
  'whyNot is right': whyNotIsRight,
  'every expiring clause has a timer': expiringClauses,
  'every open command has a deadline': openCommands,
  'nobody is stuck': nobodyStuck,
  'call, contact and agent agree': agreement,
  'nobody waits in vain': nobodyWaitsInVain,
  'a call and its parties agree': parties,
  'recordings have their conversations': brokenRecordings,
  'every bound holds': bounds,
  'places in line are kept': brokenPlaces,
  'what is dialed agrees': brokenDialing,
  'crews are counted right': brokenCrews,
  'open lines are kept right': brokenOpenLines,
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
    if (!('agentId' in leg.owner)) continue;
    const legs = legsOf.get(leg.owner.agentId) ?? [];
    legsOf.set(leg.owner.agentId, [...legs, leg.legId]);
  }
  for (const [agentId, legs] of legsOf) {
    if (legs.length > 1) broken.push(`${agentId} has the legs ${legs.join(', ')}`);
    const { assignment, line } = world.agents.get(agentId) ?? {};
    const isOwn = [assignment?.legId, line?.legId].includes(legs[0]);
    const isOnLine = world.legs.get(legs[0] ?? '')?.owner.kind === 'line';
    if (!isOwn && !isOnLine) broken.push(`${agentId}'s leg is not of the assignment`);
  }
  return broken;
}

function noUnwantedLeg(world: World): string[] {
  return [...world.legs.values()]
    .filter((leg) => leg.hangup === undefined && !isWanted(world, leg))
    .map((leg) => `leg ${leg.legId} has no call that wants it, and is not hung up`);
}

function isWanted(world: World, { owner, legId }: Leg): boolean {
  if (owner.kind === 'customer') return true;
  if (owner.kind === 'line') return world.agents.get(owner.agentId)?.line?.legId === legId;
  return wants(world.calls.get(owner.callId), legId);
}

const wants = (call: Call | undefined, legId: string): boolean =>
  call?.agentLegId === legId ||
  [...(call?.offers ?? []), ...(call?.guests ?? [])].some((one) => one.legId === legId);

/** Law 3's one function says of each pair what the oracle says: only for a test's small worlds. */
function whyNotIsRight(world: World): string[] {
  const waiting = [...world.contacts.values()].filter((c) => c.phase === 'waiting');
  return waiting.flatMap((contact) =>
    [...world.agents.values()].flatMap((agent) => {
      const clause = whyNot(world, agent, contact)?.clause;
      const isAllowed =
        isFree(world, agent) &&
        mayServe(world, agent.agentId, contact) &&
        !isKept(world, agent.agentId, contact) &&
        reservedFor(world, agent.agentId, contact) === null;
      if (isAllowed === (clause === undefined)) return [];
      return [`of ${agent.agentId} for ${contact.contactId} it says ${clause ?? 'nothing'}`];
    }),
  );
}

function expiringClauses(world: World): string[] {
  return [...holds(world), ...expiringWaits(world), ...expiringAgents(world)];
}

function holds(world: World): string[] {
  return [...world.contacts.values()]
    .filter(({ contactId, preferred }) => {
      return (preferred?.heldUntil !== undefined) !== world.timers.has(`sticky:${contactId}`);
    })
    .map(({ contactId }) => `the hold of ${contactId} and its timer do not agree`);
}

/** What `whyNot` says will end of itself ends by the timer of one of the two. */
function expiringWaits(world: World): string[] {
  const waiting = [...world.contacts.values()].filter((c) => c.phase === 'waiting');
  return waiting.flatMap((contact) =>
    [...world.agents.values()].flatMap((agent) => {
      const found = whyNot(world, agent, contact);
      if (found?.clause !== 'requirement' && found?.clause !== 'provider') return [];
      if (found.expiresAt === undefined) return [];
      const { expiresAt } = found;
      const names = [`relax:${contact.contactId}`, `skills:${agent.agentId}`];
      if (names.some((name) => (world.timers.get(name)?.at ?? Infinity) <= expiresAt)) return [];
      return [`${found.clause} of ${agent.agentId} for ${contact.contactId} has no timer`];
    }),
  );
}

function expiringAgents(world: World): string[] {
  return [...world.agents.values()].flatMap((agent) => {
    const { agentId, state, assignment, heldBackUntil } = agent;
    const isWrapping = state === 'wrap-up' && !assignment?.wrapUpDone;
    const lacks = (kind: string): boolean => !world.timers.has(`${kind}:${agentId}`);
    return [
      ...(isWrapping && lacks('wrap-up') ? [`${agentId} is in wrap-up without a timer`] : []),
      ...(heldBackUntil !== undefined && lacks('held-back')
        ? [`${agentId} is held back without a timer`]
        : []),
    ];
  });
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

const CONTACT_PHASES: Readonly<Record<string, readonly string[]>> = {
  offered: ['new'],
  dialing: ['calling'],
  ivr: ['new', 'virtual', 'calling'],
  queued: ['waiting', 'offered'],
  connecting: ['assigned'],
  talking: ['assigned'],
  held: ['assigned'],
  transferring: ['assigned'],
  parked: ['assigned'],
  ending: ['done', 'virtual'],
};

/** Everybody of the centre whom a call has, and who has to have it. */
const agentsOf = ({ agentId, offers, guests = [] }: Call): readonly string[] =>
  [{ agentId }, ...offers, ...guests].flatMap((one) => one.agentId ?? []);

const SERVED: readonly string[] = ['connecting', 'talking', 'held'];

/** A call is served exactly in the phases that say so, by one; its guests are where it says. */
function parties(world: World): string[] {
  return [...world.calls.values()].flatMap((call) => {
    const { callId, phase, agentLegId, agentId, targetId, guests = [], focus } = call;
    const isServed = agentLegId !== undefined;
    const names = [agentId, targetId].filter((name) => name !== undefined).length;
    const consults = guests.filter((one) => one.role === 'consult').length;
    const isTransfer = guests.some((one) => one.role === 'transfer');
    const broken = [
      phase !== 'ending' && isServed !== SERVED.includes(phase) && `served while ${phase}`,
      isServed && names !== 1 && `served by ${names} parties`,
      !isServed && names !== 0 && 'has a name of who serves it, and no leg',
      consults > 1 && 'consults two at once',
      (focus !== undefined) !== (consults === 1) && `has the focus ${focus}`,
      isTransfer && phase !== 'transferring' && phase !== 'parked' && `is ${phase}, and rings`,
      phase === 'transferring' && !isTransfer && 'is sent on to nobody',
      guests.length > 7 && `has ${guests.length} guests`,
      !isServed && guests.some((one) => one.role !== 'transfer') && 'has guests, and no host',
      ['parked'].includes(phase) !== (call.parked !== undefined) && 'is parked in part',
      ...guests.map((one) => one.phase === 'gone' && `keeps ${one.legId}, who is gone`),
    ];
    return broken.flatMap((line) => (line ? [`call ${callId} ${line}`] : []));
  });
}

function agreement(world: World): string[] {
  const broken: string[] = [];
  for (const call of world.calls.values()) {
    const phase = world.contacts.get(call.contactId)?.phase ?? 'none';
    // Asked how it was when all else is over.
    if (call.phase === 'ivr' && call.survey && phase === 'done') continue;
    // A lead whose phone rings has asked for nothing yet.
    if (call.phase === 'dialing' && call.attempt && phase === 'new') continue;
    if (!CONTACT_PHASES[call.phase]?.includes(phase)) {
      broken.push(`call ${call.callId} is ${call.phase}, its contact ${phase}`);
    }
    if (phase !== 'assigned' && phase !== 'offered') continue;
    if ((phase === 'offered') !== call.offers.length > 0) {
      broken.push(`call ${call.callId} rings ${call.offers.length}, its contact is ${phase}`);
    }
    for (const agentId of agentsOf(call)) {
      if (world.agents.get(agentId)?.assignment?.callId === call.callId) continue;
      broken.push(`call ${call.callId} has ${agentId}, who does not have it`);
    }
  }
  for (const { contactId, callId, phase } of world.contacts.values()) {
    if (phase === 'virtual' || world.calls.has(callId)) continue;
    broken.push(`contact ${contactId} is ${phase}, and has no call`);
  }
  return broken;
}

/** Callers who lost their agent come back to their place, full queue or not: one an agent. */
function bounds(world: World): string[] {
  return world.centre.queues
    .filter((q) => world.index.waitingIn(q.queueId) > q.waitingMax + world.agents.size)
    .map((q) => `queue ${q.queueId} holds more than ${q.waitingMax}`);
}
