import type { Call } from '../call/call';
import type { SignInChecked } from '../input';
import type { SignInNode } from '../ivr/flow';
import { enterNode, nodeAt } from '../ivr/interpreter';
import { clearTimer, emit, type Turn } from '../turn';
import { requestStatus } from './requests';
import { closeTry, failSignIn } from './sign-in';

/** The PIN was held against its hash. A late answer, of a call that went on, changes nothing. */
export function noteSignInChecked(turn: Turn, checked: SignInChecked): void {
  const call = turn.world.calls.get(checked.callId);
  const node = call && signInNode(turn, call);
  const agent = turn.world.agents.get(checked.agentId);
  if (agent?.signIn?.checkingUntil !== undefined) {
    if (checked.isRight) agent.signIn = undefined;
    else closeTry(turn, agent);
  }
  if (!call || !node || !agent) return;
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  if (!checked.isRight) {
    return enterNode(turn, call, failSignIn(turn, call, node, 'wrong-pin', agent));
  }
  const { agentId, config } = agent;
  const { status, reason } = node;
  const { providerId } = config;
  emit(turn, { type: 'agent.signed-in', agentId, providerId, callId: call.callId, status });
  requestStatus(turn, agent, { status, ...(reason !== undefined && { reason }) });
  enterNode(turn, call, node.next);
}

/** No answer came: the engine was restarted meanwhile. */
export function noteSignInTimeout(turn: Turn, call: Call): void {
  const node = signInNode(turn, call);
  if (node) enterNode(turn, call, failSignIn(turn, call, node, 'not-checked'));
}

function signInNode(turn: Turn, call: Call): SignInNode | null {
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'check') return null;
  const node = nodeAt(turn, call, call.ivr.node);
  return node?.type === 'sign-in' ? node : null;
}
