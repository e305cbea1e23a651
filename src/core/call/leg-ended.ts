import type { HangupCause } from '../../port/hangup-cause';
import type { LegWitness } from '../../port/switch-event';
import { assignee, changeAgent, holdBack, noteLegEnded } from '../agent/assignment';
import { noteLineEnded } from '../agent/line';
import { settle } from '../command';
import { failOffer } from '../queue/offer';
import { compareWitness } from '../record/witness';
import { enterSurvey } from '../survey/after-call';
import { clearTimer, type Turn } from '../turn';
import type { Call, CallPhase } from './call';
import { endCall, hangUpCall, type LegEnd } from './ending';
import { guestAt } from './guest';
import { guestEnded, succeed } from './guest-events';
import { callIdOf, callOf, type Leg, moveLeg } from './leg';
import { requeue } from './talk';

/** Ended legs are remembered for a while, to know late doubles and for the switch's witness. */
const ENDED_LEGS_MAX = 20_000;
const ENDED_LEG_MS = 300_000;

/** Causes for which the agent is not to be taken as having hung up. */
const LINE_FAILED: ReadonlySet<HangupCause> = new Set([
  'lost',
  'switch-failure',
  'unreachable',
  'congestion',
]);

/** A leg is gone, for whatever reason; whoever owned it goes on without it. */
export function endLeg(turn: Turn, leg: Leg, end: LegEnd): void {
  if (!moveLeg(leg, 'ended')) return;
  for (const commandId of [...leg.commandIds]) settle(turn, commandId);
  clearTimer(turn, { kind: 'gone', legId: leg.legId });
  turn.world.legs.delete(leg.legId);
  remember(turn, leg, end);
  const call = callOf(turn.world, leg);
  if (leg.owner.kind !== 'customer') return partyLegEnded(turn, leg, call, end);
  if (call) endCall(turn, call, end);
}

/** Ends a leg that is gone without a report, by what the switch itself wrote down of it. */
export function endMissingLeg(turn: Turn, leg: Leg, witness: LegWitness | undefined): void {
  if (!witness) return endLeg(turn, leg, { at: turn.at, cause: 'lost', by: 'unknown' });
  if (witness.answeredAt !== undefined && leg.answeredAt === undefined) {
    leg.answeredAt = witness.answeredAt;
    const call = callOf(turn.world, leg);
    if (call && leg.owner.kind === 'customer') call.answeredAt ??= witness.answeredAt;
  }
  endLeg(turn, leg, {
    at: Math.min(witness.endedAt, turn.at),
    cause: witness.cause ?? 'unknown',
    by: leg.hangup ? 'us' : 'remote',
    ...(witness.raw && { raw: witness.raw }),
  });
}

const HAS_AGENT: ReadonlySet<CallPhase> = new Set(['connecting', 'talking', 'held']);

function partyLegEnded(turn: Turn, leg: Leg, call: Call | undefined, end: LegEnd): void {
  const guest = call && guestAt(call, leg.legId);
  if (guest) guestEnded(turn, call, guest, { ...end, cause: leg.hangup ?? end.cause });
  else if (call?.offers.some((offer) => offer.legId === leg.legId)) {
    failOffer(turn, call, leg, offerCause(leg, end.cause));
  } else if (call?.agentLegId === leg.legId && HAS_AGENT.has(call.phase)) {
    serverLegEnded(turn, leg, call, end);
  }
  const { owner } = leg;
  if (!('agentId' in owner)) return;
  const agent = assignee(turn, owner.agentId, leg.legId);
  if (agent) noteLegEnded(turn, agent);
  noteLineEnded(turn, leg, end.cause);
}

/** Others who are there go on with the customer; else the call ends with who served it. */
function serverLegEnded(turn: Turn, leg: Leg, call: Call, end: LegEnd): void {
  if (call.phase !== 'connecting' && succeed(turn, call)) return;
  const isFailure = LINE_FAILED.has(end.cause) || call.phase === 'connecting';
  if (isFailure) loseAgent(turn, leg, call, end.cause);
  else if (!enterSurvey(turn, call)) hangUpCall(turn, call, { reason: 'agent', cause: 'normal' });
}

/** The line failed under the agent, or broke before they were joined: the caller waits again. */
function loseAgent(turn: Turn, leg: Leg, call: Call, cause: HangupCause): void {
  const { owner } = leg;
  const agentId = 'agentId' in owner ? owner.agentId : undefined;
  const agent = agentId === undefined ? null : assignee(turn, agentId, leg.legId);
  requeue(turn, call);
  if (!agent || cause === 'lost') return;
  const isPhone = leg.hangup === undefined && !LINE_FAILED.has(cause);
  if (!isPhone) return holdBack(turn, agent);
  if (agent.status !== 'available') return;
  changeAgent(turn, agent, { status: 'on-break', reason: 'phone-failed' });
}

/**
 * A phone that ended its own ringing refused, though the switch may call that normal; a ringing
 * that we gave up ended for our reason.
 */
const offerCause = (leg: Leg, cause: HangupCause): HangupCause =>
  leg.hangup ?? (cause === 'normal' ? 'rejected' : cause);

/** A leg that never was a call of ours is gone; late news of it must not begin one. */
export function forgetLeg(turn: Turn, legId: string): void {
  const { at } = turn;
  if (turn.world.endedLegs.has(legId)) return;
  const nobody = {
    callId: '',
    clientId: '',
    startedAt: at,
    endedAt: at,
    cause: 'unknown',
  } as const;
  turn.world.endedLegs.set(legId, { legId, ...nobody, witnessed: true });
}

function remember(turn: Turn, leg: Leg, end: LegEnd): void {
  const { endedLegs } = turn.world;
  const ended = {
    legId: leg.legId,
    callId: callIdOf(turn.world, leg) ?? '',
    clientId: leg.clientId,
    startedAt: leg.createdAt,
    ...(leg.answeredAt !== undefined && { answeredAt: leg.answeredAt }),
    endedAt: end.at,
    cause: end.cause,
    ...(end.raw && { raw: end.raw }),
    witnessed: false,
  };
  endedLegs.set(leg.legId, ended);
  for (const [legId, old] of endedLegs) {
    const isOld = turn.at - old.endedAt > ENDED_LEG_MS;
    if (!isOld && endedLegs.size <= ENDED_LEGS_MAX) break;
    endedLegs.delete(legId);
  }
  if (leg.witness) compareWitness(turn, ended, leg.witness);
}
