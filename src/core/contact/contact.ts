import type { Callback } from '../callback/callback';
import type { RelaxStep } from '../queue/relaxation';
import type { Requirement } from '../queue/requirement';
import type { JoinEstimate, WaitPlace } from '../queue/wait-class';
import type { Shape } from '../shape';

/**
 * What queues route. It outlives its call, has no leg, and looks the same for every medium.
 *
 * | phase    | meaning                               | leaves to                    |
 * | -------- | ------------------------------------- | ---------------------------- |
 * | new      | in the IVR, or back in it             | waiting, virtual, done       |
 * | waiting  | stands in a line                      | offered, new, done           |
 * | offered  | keeps its place while an agent rings  | waiting, assigned, new, done |
 * | assigned | somebody has it, or is being rung     | waiting, new, done           |
 * | virtual  | keeps its place without a call        | calling, new, done           |
 * | calling  | its customer is called back           | waiting, virtual, new, done  |
 * | done     | absorbs                               |                              |
 *
 * Timers, from waiting until assigned: `wait:<contactId>`, the longest wait or the end of the
 * queue's hours; `unstaffed:<contactId>` while nobody is logged in who could serve it;
 * `relax:<contactId>`, the next step of its relaxation; `sticky:<contactId>`, while others leave
 * it to an agent. While virtual: `callback:<contactId>`, the next attempt or the last moment.
 */
export type ContactPhase =
  | 'new'
  | 'waiting'
  | 'offered'
  | 'assigned'
  | 'virtual'
  | 'calling'
  | 'done';

export interface Contact {
  readonly contactId: string;
  readonly clientId: string;
  readonly medium: 'voice';
  /** The call that carries it now, or did last, and the switch that the call is on. */
  callId: string;
  readonly switchId: string;
  phase: ContactPhase;
  queueId: string;
  /** What the flow asked for beside the queue. */
  asked: Requirement;
  /** Both together, as far as the steps of relaxation behind it left them. */
  requirement: Requirement;
  /** Whose agents it takes by now; absent: of every provider that may work for the client. */
  providerIds?: readonly string[] | undefined;
  /** The steps of the flow's node, where it has some of its own. */
  relax?: readonly RelaxStep[] | undefined;
  /** How many steps of relaxation are behind it. */
  step?: number | undefined;
  priority: number;
  /** Its place: earlier is nearer to the head. Kept when an offer fails. */
  queuedAt: number;
  /** When this wait began: later than its place, where an agent was lost. */
  waitingSince: number;
  /** The agent whom a sticky queue would rather give it to, or who chose the lead that it is. */
  preferred?: Preference | undefined;
  /** How its stay in this queue came out, once it has. */
  outcome?: 'answered' | 'abandoned' | 'overflowed' | 'withdrawn' | 'called-back' | undefined;
  /** Its customer is to be called back, or was. */
  callback?: Callback | undefined;
  /** Where it waits; of a contact that has joined a queue. */
  place?: WaitPlace | undefined;
  /** When an agent's phone first rang for it in this stay. */
  firstOfferAt?: number | undefined;
  /** What it was predicted at joining, where no agent was free. */
  estimate?: JoinEstimate | undefined;
  /** The longest wait is over; it leaves as soon as no agent rings. */
  expired: boolean;
  /** The nodes of the flow that take over when the queue cannot serve it. */
  onTimeout: string;
  onFull: string;
  onLongWait?: string | undefined;
  onNoAgents?: string | undefined;
  onClosed?: string | undefined;
  /** By digit: the node for who presses it while waiting. */
  keys?: Readonly<Record<string, string>> | undefined;
  /** When its longest wait is over (ms, UTC). */
  waitEndsAt?: number | undefined;
  /** Why it expired, where that was not the longest wait. */
  expiredBy?: 'closed' | undefined;
  /** Of whom we called for a campaign. */
  readonly attemptId?: string | undefined;
  /** The place that it left by a key, and has again when it comes back to that queue. */
  leftPlace?: { readonly queueId: string; readonly queuedAt: number } | undefined;
}

/** Every field of a contact, as one begins: see `Shape`. */
export const BLANK_CONTACT: Shape<Contact> = {
  contactId: '',
  clientId: '',
  medium: 'voice',
  callId: '',
  switchId: '',
  phase: 'new',
  queueId: '',
  asked: [],
  requirement: [],
  providerIds: undefined,
  relax: undefined,
  step: undefined,
  priority: 0,
  queuedAt: 0,
  waitingSince: 0,
  preferred: undefined,
  outcome: undefined,
  callback: undefined,
  place: undefined,
  firstOfferAt: undefined,
  estimate: undefined,
  expired: false,
  onTimeout: '',
  onFull: '',
  onLongWait: undefined,
  onNoAgents: undefined,
  onClosed: undefined,
  keys: undefined,
  waitEndsAt: undefined,
  expiredBy: undefined,
  attemptId: undefined,
  leftPlace: undefined,
};

export interface Preference {
  readonly agentId: string;
  /**
   * own: the flow named the agent, or it is the agent's lead. last: the caller talked with the
   * agent before.
   */
  readonly why: 'own' | 'last';
  /** Until then nobody else is offered it, while that agent is there to take it. */
  heldUntil?: number;
}

/** Who is before whom in a line, where all have one priority: the longer wait, then the id. */
export const comparePlaces = (a: Contact, b: Contact): number =>
  a.queuedAt - b.queuedAt || (a.contactId < b.contactId ? -1 : +(a !== b));
