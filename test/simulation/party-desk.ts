import type { PartyDestination, PartyRequest, TransferDestination } from '../../src/core/input';
import type { World } from '../../src/core/world';
import { Trunk } from '../../src/driver/simulated/called-party';
import { USUAL_PARTIES } from '../../src/driver/simulated/persona';
import type { Prng } from '../../src/driver/simulated/prng';
import type { SimulatedSwitch } from '../../src/driver/simulated/simulated-switch';

/** People outside whom calls are sent on to, behind a trunk of one switch. */
export function connectOutside(one: SimulatedSwitch, prng: Prng): void {
  one.addEndpoint('carrier', new Trunk(USUAL_PARTIES, prng));
}

/** What somebody at a desk asks about the parties of some call; null: there is none to ask for. */
export function anyPartyRequest(prng: Prng, world: World): PartyRequest | null {
  const calls = [...world.calls.values()];
  const served = calls.filter(({ phase }) => phase === 'talking' || phase === 'held');
  const parked = calls.filter(({ phase }) => phase === 'parked');
  if (parked.length > 0 && prng.chance(0.5)) {
    const { callId } = prng.pick(parked);
    return { type: 'call.pick-up-requested', callId, agentId: somebody(prng, world) };
  }
  if (served.length === 0) return null;
  const call = prng.pick(served);
  const { callId, guests = [] } = call;
  const guest = guests[0];
  if (guest?.role === 'consult' && prng.chance(0.8)) {
    const change = prng.pick(['complete', 'cancel', 'swap', 'swap', 'merge'] as const);
    return { type: 'call.consult-change-requested', callId, change };
  }
  if (guest?.role === 'supervisor' && prng.chance(0.5)) {
    const supervisorId = guest.agentId ?? '';
    if (prng.chance(0.4)) return { type: 'call.supervise-end-requested', callId, supervisorId };
    return { type: 'call.supervise-requested', callId, supervisorId, mode: anyMode(prng) };
  }
  return anyNew(prng, world, callId);
}

function anyNew(prng: Prng, world: World, callId: string): PartyRequest {
  const to = party(prng, world);
  switch (prng.pick(['transfer', 'consult', 'consult', 'confer', 'leave', 'park', 'supervise'])) {
    case 'transfer':
      return { type: 'call.transfer-requested', callId, to: destination(prng, world) };
    case 'consult':
      return { type: 'call.consult-requested', callId, to };
    case 'confer':
      return { type: 'call.conference-requested', callId, to };
    case 'leave':
      return { type: 'call.leave-requested', callId, party: leaver(world, callId) ?? to };
    case 'park':
      return { type: 'call.park-requested', callId };
    default: {
      const supervisorId = somebody(prng, world);
      return { type: 'call.supervise-requested', callId, supervisorId, mode: anyMode(prng) };
    }
  }
}

const anyMode = (prng: Prng) => prng.pick(['listen', 'whisper', 'barge'] as const);

/** Mostly somebody who is free; sometimes anybody, who has to be refused. */
function somebody(prng: Prng, world: World): string {
  const agents = [...world.agents.values()];
  const free = agents.filter((a) => a.state === 'idle' && a.status === 'available');
  const among = free.length > 0 && prng.chance(0.8) ? free : agents;
  return prng.pick(among).agentId;
}

const party = (prng: Prng, world: World): PartyDestination =>
  prng.chance(0.2)
    ? { kind: 'target', targetId: 'outside' }
    : { kind: 'agent', agentId: somebody(prng, world) };

function destination(prng: Prng, world: World): TransferDestination {
  if (prng.chance(0.4)) return party(prng, world);
  if (prng.chance(0.2)) return { kind: 'flow', flowId: 'main' };
  const queueId = prng.pick(['billing', 'outage', 'booking']);
  return { kind: 'queue', queueId, ...(prng.chance(0.5) && { place: 'end' as const }) };
}

function leaver(world: World, callId: string): PartyDestination | null {
  const agentId = world.calls.get(callId)?.agentId;
  return agentId === undefined ? null : { kind: 'agent', agentId };
}
