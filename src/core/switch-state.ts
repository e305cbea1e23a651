import type { EndpointChanged, SwitchDown, SwitchUp } from '../port/switch-event';
import { emit, type Turn } from './turn';
import type { SwitchState } from './world';

/** The link is up. What lives there is learnt from the snapshot that the engine asks for now. */
export function noteSwitchUp(turn: Turn, event: SwitchUp): void {
  const { switchId, version } = event;
  const state = stateOf(turn, switchId);
  state.state = 'reconciling';
  delete state.reason;
  if (version !== undefined) state.version = version;
  emit(turn, { type: 'switch.up', switchId, ...(version !== undefined && { version }) });
}

/** The link is down. Calls live on there; whatever is asked for waits for the reconciliation. */
export function noteSwitchDown(turn: Turn, event: SwitchDown): void {
  const { switchId, reason } = event;
  const state = stateOf(turn, switchId);
  state.state = 'down';
  state.reason = reason;
  emit(turn, { type: 'switch.down', switchId, reason });
}

/** A phone or trunk can be reached, or cannot. */
export function noteEndpoint(turn: Turn, event: EndpointChanged): void {
  const { switchId, endpoint, reachable } = event;
  const { unreachable } = stateOf(turn, switchId);
  if (unreachable.has(endpoint) === !reachable) return;
  if (reachable) unreachable.delete(endpoint);
  else unreachable.add(endpoint);
  emit(turn, { type: 'endpoint.changed', switchId, endpoint, reachable });
  const agent = turn.world.agents.get(turn.world.directory.agentAt(switchId, endpoint) ?? '');
  if (agent && reachable) turn.freshAgents.add(agent);
}

function stateOf(turn: Turn, switchId: string): SwitchState {
  const found = turn.world.switches.get(switchId);
  if (found) return found;
  const state: SwitchState = { switchId, state: 'down', unreachable: new Set() };
  turn.world.switches.set(switchId, state);
  return state;
}
