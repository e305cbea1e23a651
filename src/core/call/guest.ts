import type { HangupCause } from '../../port/hangup-cause';
import { assert } from '../assert';
import type { SupervisionMode } from '../input';
import type { Call } from './call';

/**
 * A party of a call beside the customer and the one who serves: a leg of its own, on the call's
 * switch, for the call's one bridge.
 *
 * | phase   | meaning                                            | left by                  |
 * | ------- | -------------------------------------------------- | ------------------------ |
 * | ringing | its phone is being called                          | answered, leg ended      |
 * | joining | it answered; it goes in as soon as it may be heard | joined, leg ended        |
 * | present | in the bridge                                      | hold, fell out, leg ended |
 * | held    | it hears music, while the agent talks to the other | joined, leg ended        |
 * | gone    | absorbs; its leg is ended or hung up               |                          |
 *
 * Timers: the deadlines of its leg's commands.
 */
export type GuestPhase = 'ringing' | 'joining' | 'present' | 'held' | 'gone';

const GUEST_NEXT = {
  ringing: ['joining', 'gone'],
  joining: ['present', 'gone'],
  present: ['held', 'joining', 'gone'],
  held: ['present', 'gone'],
  gone: [],
} as const satisfies Record<GuestPhase, readonly GuestPhase[]>;

/**
 * transfer: rings in place of one who has left, and serves once it answers. consult: asked by the
 * agent, out of the customer's hearing. conference: talks with all. supervisor: hears all.
 */
export type GuestRole = 'transfer' | 'consult' | 'conference' | 'supervisor';

export interface Guest {
  readonly legId: string;
  role: GuestRole;
  /** An agent of the centre, or a transfer target outside; one of the two. */
  readonly agentId?: string;
  readonly targetId?: string;
  phase: GuestPhase;
  /** What a supervisor wants to be in the bridge; everybody else talks. */
  mode?: SupervisionMode;
  /** Who asked for it, if an agent did. */
  readonly invitedBy?: string;
}

/** The one setter of a guest's phase; a guest who is gone leaves the list. */
export function moveGuest(call: Call, guest: Guest, phase: GuestPhase): void {
  const legal: readonly GuestPhase[] = GUEST_NEXT[guest.phase];
  assert(legal.includes(phase), `guest ${guest.legId} cannot go from ${guest.phase} to ${phase}`);
  guest.phase = phase;
  if (phase !== 'gone') return;
  call.guests = guestsOf(call).filter((one) => one !== guest);
}

export const guestsOf = ({ guests = [] }: Call): readonly Guest[] => guests;

export const guestAt = (call: Call, legId: string): Guest | undefined =>
  call.guests?.find((one) => one.legId === legId);

/** Whom the agent consults now; at most one. */
export const consulted = (call: Call): Guest | undefined =>
  call.guests?.find((one) => one.role === 'consult');

/** Everybody who may be heard by the customer, now or later: all but supervisors. */
export const talkers = (call: Call): readonly Guest[] =>
  guestsOf(call).filter((one) => one.role !== 'supervisor');

/** Who a party is, as facts and records say it. */
export const named = ({ agentId, targetId }: Pick<Call, 'agentId' | 'targetId'>) => ({
  ...(agentId !== undefined && { agentId }),
  ...(targetId !== undefined && { targetId }),
});

/** Why a party is not in a call any more. */
export interface PartyEnd {
  readonly reason: string;
  readonly cause: HangupCause;
}
