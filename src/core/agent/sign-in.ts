import type { Call } from '../call/call';
import type { SignInNode } from '../ivr/flow';
import { emit, setTimer, type Turn } from '../turn';
import type { Agent } from './agent';

/** So long may the check of a PIN take; then the caller goes on as after a wrong one. */
const CHECK_MS = 10_000;
/** A PIN has few digits: after so many wrong ones an agent's is not tried for a while. */
const FAILURES_MAX = 5;
const LOCKED_MS = 900_000;

/**
 * An agent calls, has entered number and PIN, and wants a status. The PIN is held against its hash
 * outside of the core, since that takes long on purpose; the answer is an input. Returns the node
 * that takes over at once, or null where the call waits for the answer.
 */
export function beginSignIn(turn: Turn, call: Call, node: SignInNode): string | null {
  const number = call.variables[node.agentVariable] ?? '';
  const pin = call.secrets?.[node.pinVariable] ?? '';
  call.secrets = undefined;
  const agent = turn.world.agents.get(turn.world.directory.signIn(number) ?? '');
  const pinHash = agent?.config.signIn?.pinHash;
  if (!agent || agent.removed || pinHash === undefined)
    return failSignIn(turn, call, node, 'unknown');
  if (!mayTry(turn, agent)) return failSignIn(turn, call, node, 'locked', agent);
  countTry(turn, agent);
  if (call.ivr) call.ivr.awaits = 'check';
  const { callId } = call;
  turn.effects.push({ type: 'pin.check', callId, agentId: agent.agentId, pin, pinHash });
  setTimer(turn, { kind: 'ivr', callId }, turn.at + CHECK_MS);
  return null;
}

type SignInFailure = 'unknown' | 'locked' | 'wrong-pin' | 'not-checked';

/** The caller goes on as one who has not signed in. Returns the node that takes over. */
export function failSignIn(
  turn: Turn,
  { callId, clientId }: Call,
  node: SignInNode,
  ...[reason, agent]: [reason: SignInFailure, agent?: Agent]
): string {
  emit(
    turn,
    { type: 'agent.sign-in-failed', callId, reason, ...(agent && { agentId: agent.agentId }) },
    clientId,
  );
  return node.onFailed;
}

/** One PIN at a time, so that no number of calls at once tries more than the lock allows. */
function mayTry(turn: Turn, agent: Agent): boolean {
  const { lockedUntil = 0, checkingUntil = 0, failures = 0 } = agent.signIn ?? {};
  if (lockedUntil > turn.at || checkingUntil > turn.at) return false;
  if (failures < FAILURES_MAX) return true;
  closeTry(turn, agent);
  return false;
}

/** A try counts as wrong from its beginning on: whoever hangs up before the answer is counted. */
function countTry(turn: Turn, agent: Agent): void {
  const failures = (agent.signIn?.failures ?? 0) + 1;
  agent.signIn = { failures, checkingUntil: turn.at + CHECK_MS };
}

/** The PIN was wrong: after too many of them none is tried for a while. */
export function closeTry(turn: Turn, agent: Agent): void {
  const { failures = 0 } = agent.signIn ?? {};
  const isLocked = failures >= FAILURES_MAX;
  agent.signIn = isLocked ? { failures: 0, lockedUntil: turn.at + LOCKED_MS } : { failures };
}
