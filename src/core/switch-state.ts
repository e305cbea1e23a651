import type { EndpointChanged, SwitchDown, SwitchUp } from '../port/switch-event';
import { refreshAll, refreshAllHeld } from './queue/routing';
import { emit, type Turn } from './turn';
import type { SwitchState } from './world';

/** The link is up. What lives there is learnt from the snapshot that the engine asks for now. */
export function noteSwitchUp(turn: Turn, event: SwitchUp): void {
  const { switchId, version } = event;
  const state = stateOf(turn, switchId);
  moveSwitch(state, 'reconciling');
  refreshAllHeld(turn);
  if (version !== undefined) state.version = version;
  emit(turn, { type: 'switch.up', switchId, ...(version !== undefined && { version }) });
}

/** The link is down. Calls live on there; whatever is asked for waits for the reconciliation. */
export function noteSwitchDown(turn: Turn, event: SwitchDown): void {
  takeDown(turn, event.switchId, event.reason);
}

/** A switch counts as down from its own report on, or from the first command that met no link. */
export function takeDown(turn: Turn, switchId: string, reason: string): void {
  const state = stateOf(turn, switchId);
  if (state.state === 'down') return;
  moveSwitch(state, 'down', reason);
  refreshAllHeld(turn);
  emit(turn, { type: 'switch.down', switchId, reason });
}

/** The one setter of a switch's state. */
export function moveSwitch(state: SwitchState, next: SwitchState['state'], reason?: string): void {
  state.state = next;
  if (reason === undefined) delete state.reason;
  else state.reason = reason;
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
  if (agent) turn.freshAgents.add(agent);
  const { directory } = turn.world;
  const isTrunk =
    directory.isTieLine(switchId, endpoint) || directory.isAgentTrunk(switchId, endpoint);
  if (!isTrunk) return;
  if (reachable) refreshAll(turn);
  else refreshAllHeld(turn);
}

function stateOf(turn: Turn, switchId: string): SwitchState {
  const found = turn.world.switches.get(switchId);
  if (found) return found;
  const state = newSwitch(switchId);
  turn.world.switches.set(switchId, state);
  return state;
}

export const newSwitch = (switchId: string): SwitchState => ({
  switchId,
  state: 'down',
  unreachable: new Set(),
});
