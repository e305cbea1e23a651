import type { HangupCause } from '../../port/hangup-cause';
import { known } from '../assert';
import type { Leg } from '../call/leg';
import { hangUpLeg, leaveBridge, newLeg } from '../call/leg-commands';
import { send } from '../command';
import { mintId } from '../ids';
import { emit, type Turn } from '../turn';
import type { Agent } from './agent';
import { changeAgent, holdBack, noteLegEnded } from './assignment';
import { destinationOf, isLineOf } from './reach';

/**
 * A nailed-up line: the agent's phone is called once, at log-in, and its leg stays and is lent to
 * one bridge after the other, so that a caller is joined without any ringing.
 *
 * | the leg     | meaning                              | leaves by                        |
 * | ----------- | ------------------------------------ | -------------------------------- |
 * | none        | logged out, or the line fell         | available: `tendLine` calls      |
 * | not yet up  | the phone rings                      | answered, ended                  |
 * | up, alone   | the agent waits in silence           | an offer, hang-up, log-out       |
 * | up, lent    | in a call's bridge                   | the call's end: back to alone    |
 */
export interface AgentLine {
  readonly legId: string;
  /** What was called: a centre may name another phone meanwhile. */
  readonly device: string;
  /** On which switch, and through which trunk. */
  readonly switchId: string;
  readonly trunk?: string;
  isUp: boolean;
}

const LINE_RING_MS = 30_000;

/** Calls, keeps or ends the line, as the agent's status and phone now ask for. */
export function tendLine(turn: Turn, agent: Agent): void {
  const { line, config, status, removed } = agent;
  const { phone } = config;
  if (!line && phone.line === undefined) return;
  const isWanted = phone.line === 'nailed-up' && status !== 'logged-out' && !removed;
  if (!line) {
    const isSwitchUp = turn.world.switches.get(phone.switchId)?.state === 'up';
    const isIdle = agent.state === 'idle' && !agent.assignment;
    const isFree = status === 'available' && isIdle && agent.heldBackUntil === undefined;
    if (isWanted && isFree && isSwitchUp) callLine(turn, agent);
    return;
  }
  const isFit = isWanted && isLineOf(line, phone);
  const leg = turn.world.legs.get(line.legId);
  if (!isFit && !agent.assignment && leg) hangUpLeg(turn, leg, 'normal');
}

function callLine(turn: Turn, agent: Agent): void {
  const { world } = turn;
  const { switchId, device, trunk } = agent.config.phone;
  const legId = mintId(world, 'leg');
  agent.line = { legId, device, switchId, ...(trunk && { trunk }), isUp: false };
  const owner = { kind: 'line', agentId: agent.agentId } as const;
  newLeg(turn, { legId, switchId, owner, clientId: '', phase: 'dialing' });
  send(turn, switchId, {
    type: 'originate',
    legId,
    to: destinationOf(world, agent, switchId),
    callerName: 'Leitstand',
    ringTimeoutMs: LINE_RING_MS,
  });
}

/** The agent took the phone off the hook: from now on callers are put through. */
export function noteLineAnswered(turn: Turn, leg: Leg): void {
  const agent = agentOf(turn, leg);
  if (!agent?.line) return hangUpLeg(turn, leg, 'normal');
  agent.line.isUp = true;
  turn.freshAgents.add(agent);
  tell(turn, agent, 'up');
}

/** What a line's end means for an agent who is still there. */
const BREAK_REASON: Partial<Record<HangupCause, string>> = {
  'no-answer': 'ring-no-answer',
  rejected: 'offer-rejected',
  busy: 'phone-busy',
  unreachable: 'phone-unreachable',
  'unallocated-number': 'phone-unreachable',
};

/**
 * The line is gone. Where the switch lost it nobody is to blame, and it is called anew after a
 * pause, a few times; where the agent or the phone ended it the agent goes on break, and the next
 * log-in calls anew.
 */
export function noteLineEnded(turn: Turn, leg: Leg, cause: HangupCause): void {
  const agent = agentOf(turn, leg);
  if (!agent?.line) return;
  const { isUp } = agent.line;
  agent.line = undefined;
  tell(turn, agent, 'down', cause);
  turn.freshAgents.add(agent);
  if (leg.hangup === 'normal' || agent.status !== 'available') return;
  if (leg.hangup !== undefined || cause === 'lost') return pauseLine(turn, agent);
  const reason = isUp ? 'line-hung-up' : (BREAK_REASON[cause] ?? 'phone-failed');
  changeAgent(turn, agent, { status: 'on-break', reason });
}

const FALLS_MAX = 5;
const PAUSE_MS = 5_000;

/** Each call of a phone costs somebody something: not at once again, and not for ever. */
function pauseLine(turn: Turn, agent: Agent): void {
  const falls = (agent.lineFalls ?? 0) + 1;
  agent.lineFalls = falls;
  if (falls <= FALLS_MAX) return holdBack(turn, agent, PAUSE_MS * 2 ** (falls - 1));
  agent.lineFalls = undefined;
  emit(turn, { type: 'bound.reached', bound: 'falls of a line in a row', limit: FALLS_MAX });
  changeAgent(turn, agent, { status: 'on-break', reason: 'phone-failed' });
}

/** The call gives the line back: it leaves the bridge, and the agent's leg of the call is over. */
export function returnLine(turn: Turn, agent: Agent, leg: Leg): void {
  agent.lineFalls = undefined;
  leaveBridge(turn, leg);
  noteLegEnded(turn, agent);
}

function agentOf(turn: Turn, leg: Leg): Agent | undefined {
  if (leg.owner.kind !== 'line') return undefined;
  const agent = turn.world.agents.get(leg.owner.agentId);
  return agent?.line?.legId === leg.legId ? agent : undefined;
}

function tell(turn: Turn, agent: Agent, line: 'up' | 'down', cause?: HangupCause): void {
  const { agentId, config } = agent;
  const { providerId } = config;
  emit(turn, { type: 'agent.line', agentId, providerId, line, ...(cause && { cause }) });
}

/** The leg of an agent whose line stands. */
export const lineOf = (turn: Turn, agent: Agent): Leg | null => {
  const { line } = agent;
  return line?.isUp ? known(turn.world.legs.get(line.legId), `leg ${line.legId}`) : null;
};
