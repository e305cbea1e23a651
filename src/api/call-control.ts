import type { Centre } from '../core/centre';
import type { CallView, Engine } from '../engine/facade';
import { Problem } from './problem';
import { agentsSeen, callFor, seesCall, type Viewer } from './scope';

/** The calls that a token may see, as it may see them. */
export function callsFor(viewer: Viewer, engine: Engine): readonly CallView[] {
  const centre = engine.centre();
  const agents = agentsSeen(viewer, centre);
  return engine
    .calls()
    .filter((call) => seesCall(viewer, call, agents) || mayPickUp(viewer, call, centre))
    .map((call) => callFor(viewer, call, agents));
}

/** Parked calls of the clients for whom an agent works wait for that agent, too. */
function mayPickUp({ role, agentId }: Viewer, call: CallView, centre: Centre): boolean {
  if (role !== 'agent' || call.parked === undefined) return false;
  const own = centre.agents.find((agent) => agent.agentId === agentId);
  const provider = centre.providers.find((entry) => entry.providerId === own?.providerId);
  return provider?.clientIds.includes(call.clientId) ?? false;
}

/**
 * Throws 404 for a call that the viewer does not see, 403 for an agent who sees it and does not
 * serve it. `isForParties`: those who take part may, too.
 */
export function visibleCall(
  viewer: Viewer,
  engine: Engine,
  callId: string,
  { isForParties = false } = {},
): CallView {
  const call = callsFor(viewer, engine).find((one) => one.callId === callId);
  if (!call) throw new Problem(404, 'CALL_NOT_FOUND', 'no such call is going on');
  if (viewer.role !== 'agent' || isForParties || call.agentId === viewer.agentId) return call;
  throw new Problem(403, 'CALL_NOT_YOURS', 'another agent serves this call');
}
