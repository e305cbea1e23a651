import type { PartyInterval } from '../../port/call-record';
import type { HangupCause } from '../../port/hangup-cause';
import { assignee, changeAgent, dropOffer } from '../agent/assignment';
import { returnLine } from '../agent/line';
import { beginWrapUp } from '../agent/wrap-up';
import type { AgentState } from '../fact';
import { clearTimer, emit, type Turn } from '../turn';
import { beginInterval, type Call, endInterval } from './call';
import { type Guest, guestsOf, moveGuest, named, type PartyEnd, talkers } from './guest';
import type { Leg } from './leg';
import { hangUpLeg } from './leg-commands';

type Kind = Exclude<PartyInterval['kind'], 'ring'>;
type Party = Pick<Guest, 'legId' | 'agentId' | 'targetId'>;

const STATE_OF: Readonly<Record<Kind, AgentState>> = {
  talk: 'talking',
  hold: 'holding',
  consult: 'consulting',
  listen: 'supervising',
  whisper: 'supervising',
};

/**
 * What each party does now, from where the legs are: their intervals and the states of agents
 * follow. To be called after whatever moved one of them.
 */
export function showParties(turn: Turn, call: Call): void {
  const isHeard = call.phase === 'talking';
  if (!isHeard && call.phase !== 'held') return;
  const isConsulting = talkers(call).some((one) => one.phase === 'present');
  if (call.agentLegId !== undefined) {
    const kind = isHeard ? 'talk' : isConsulting ? 'consult' : 'hold';
    show(turn, call, { legId: call.agentLegId, ...named(call) }, { role: 'agent', kind });
  }
  for (const guest of guestsOf(call)) {
    if (guest.role === 'transfer') continue;
    const leg = turn.world.legs.get(guest.legId);
    const kind = kindOf(guest, leg, isHeard);
    if (kind) show(turn, call, guest, { role: guest.role, kind });
  }
}

function kindOf(guest: Guest, leg: Leg | undefined, isHeard: boolean): Kind | null {
  if (guest.phase === 'held') return 'hold';
  if (guest.phase !== 'present') return null;
  if (leg?.role === 'listen' || leg?.role === 'whisper') return leg.role;
  return isHeard ? 'talk' : 'consult';
}

interface Activity {
  readonly role: Exclude<PartyInterval['role'], 'external'>;
  readonly kind: Kind;
}

function show(turn: Turn, call: Call, party: Party, activity: Activity): void {
  const { kind } = activity;
  const { legId, agentId, targetId } = party;
  const role = targetId === undefined ? activity.role : 'external';
  const agent = agentId === undefined ? null : assignee(turn, agentId, legId);
  const providerId = agentId === undefined ? undefined : (agent?.config.providerId ?? '');
  const open = call.intervals.find((one) => one.legId === legId);
  if (open?.kind !== kind || open.role !== role) {
    const who = { ...named(party), ...(providerId !== undefined && { providerId }) };
    beginInterval(call, { legId, role, ...who, kind, startedAt: turn.at });
  }
  if (role === 'agent' && agentId !== undefined && kind === 'talk') {
    call.talkedWith = { agentId, providerId: providerId ?? '' };
  }
  const state = role === 'supervisor' ? 'supervising' : STATE_OF[kind];
  if (agent && agent.state !== state) changeAgent(turn, agent, { state });
}

/**
 * A party's part in the call is over: the leg goes; who talked wraps up, who only rang, picked up
 * or supervised is free.
 */
export function releaseParty(turn: Turn, call: Call, party: Party, cause: HangupCause): void {
  const leg = turn.world.legs.get(party.legId);
  const isLent = leg?.owner.kind === 'line';
  endInterval(call, party.legId, turn.at);
  if (leg && !isLent) hangUpLeg(turn, leg, cause);
  const agent = party.agentId === undefined ? null : assignee(turn, party.agentId, party.legId);
  if (!agent) return;
  const hasTalked = agent.state !== 'offered' && agent.state !== 'supervising';
  if (hasTalked) beginWrapUp(turn, agent);
  else dropOffer(turn, agent);
  if (leg && isLent) returnLine(turn, agent, leg);
}

/** A guest leaves, by whosever wish; its leg is hung up where it still lives. */
export function dropGuest(turn: Turn, call: Call, guest: Guest, end: PartyEnd): void {
  const { phase, role, legId } = guest;
  const { reason } = end;
  const { callId } = call;
  if (phase === 'ringing') endInterval(call, legId, turn.at, reason);
  moveGuest(call, guest, 'gone');
  clearTimer(turn, { kind: 'confirm', legId });
  const isRinging = phase === 'ringing';
  const who = { callId, legId, ...named(guest) };
  if (role === 'supervisor') {
    emit(turn, { type: 'supervision.ended', ...who, reason }, call.clientId);
  } else {
    const type = isRinging ? 'party.failed' : 'party.left';
    emit(turn, { type, ...who, role, reason }, call.clientId);
  }
  releaseParty(turn, call, guest, isRinging ? 'cancelled' : end.cause);
}

/** Everybody beside customer and server leaves. */
export function dropGuests(turn: Turn, call: Call, reason: string): void {
  for (const guest of guestsOf(call)) dropGuest(turn, call, guest, { reason, cause: 'normal' });
  call.focus = undefined;
}
