import type { FactPlace } from '../../port/call-record';
import type { GuestRole } from '../call/guest';
import type { AgentConfig } from '../centre';
import type { DialedNumber } from '../dialer/do-not-call';
import type { LeadPromise } from '../dialer/hopper';
import type { UnsettledTalk } from '../dialer/talk-outcome';
import type { AgentState } from '../fact';
import type { AgentStatus } from '../input';
import type { Shape } from '../shape';
import type { AgentDay } from './agent-day';
import type { AgentLine } from './line';
import type { Ratings } from './rating';

/**
 * An agent session. *Status* is what the agent chose (or a policy for it); *state* is what the
 * agent does. Only available and idle together mean: can be offered something.
 *
 * | state   | meaning                                   | leaves by                          |
 * | ------- | ----------------------------------------- | ---------------------------------- |
 * | idle    | no assignment                             | assign()                           |
 * | offered | the phone rings, or its leg is going away | answered and joined, leg ended     |
 * | talking | in a bridge with the customer             | hold, either side's end            |
 * | holding | the customer is on hold                   | retrieve, either side's end        |
 * | consulting | with a colleague or a target, out of the customer's hearing | swap, its end |
 * | supervising | listens, whispers or has barged in    | its end                            |
 * | wrap-up | the call is over                          | timer `wrap-up:<agentId>`, request |
 *
 * The assignment ends only when the leg has ended as well: one leg per agent, whatever is late.
 */
export interface Agent {
  readonly agentId: string;
  /** As the centre has it, without the skills that have expired. */
  config: AgentConfig;
  status: AgentStatus;
  reason?: string | undefined;
  state: AgentState;
  /** When status or state last changed. */
  since: number;
  /** Since when idle; kept when an offer ends without the agent's doing. */
  idleSince: number;
  assignment?: Assignment | undefined;
  /** The switch failed on the last offer, which is not the agent's doing: not rung until then. */
  heldBackUntil?: number | undefined;
  today?: AgentDay | undefined;
  ratings?: Ratings | undefined;
  /** Wrong PINs by phone, and until when none is tried. */
  signIn?:
    | {
        readonly failures: number;
        readonly lockedUntil?: number;
        readonly checkingUntil?: number;
      }
    | undefined;
  /** How often the line fell in a row without the agent's doing; absent: not. */
  lineFalls?: number | undefined;
  /** Of a nailed-up phone, while its leg lives. */
  line?: AgentLine | undefined;
  /** Offers in a row that came to nothing by the agent's doing or the phone's; absent: none. */
  missedOffers?: number | undefined;
  /** Kept for whoever answers this attempt. */
  reservedFor?: string | undefined;
  /** Taken out of the centre while busy: goes when free. */
  removed: boolean;
}

/** The one thing that an agent does; taken only by `assign()`. */
export interface Assignment {
  readonly contactId: string;
  readonly callId: string;
  readonly clientId: string;
  readonly queueId: string;
  readonly legId: string;
  /** Absent in one that an earlier build began. */
  readonly assignedAt?: number;
  legEnded: boolean;
  wrapUpMs: number;
  /** When wrap-up began, and when it was over. */
  wrapUpAt?: number;
  wrapUpDone: boolean;
  /** How the call came out, in the client's words. */
  disposition?: string;
  /** The fact that told it. */
  disposed?: FactPlace;
  /** What was promised with it. */
  promise?: LeadPromise | undefined;
  /** Why it is in the call beside the one who serves; absent: for the customer. */
  readonly role?: GuestRole;
  /** The call was made by the dialer, to this number. */
  readonly dialed?: DialedNumber;
  /** Of a lead that was dialed: ends with this assignment, by what is noted until then. */
  unsettledTalk?: UnsettledTalk;
}

/** Every field of an agent, as one begins: see `Shape`. */
export const BLANK_AGENT: Shape<Agent> = {
  agentId: '',
  config: {
    agentId: '',
    name: '',
    providerId: '',
    phone: { switchId: '', device: '' },
    skills: {},
  },
  status: 'logged-out',
  reason: undefined,
  state: 'idle',
  since: 0,
  idleSince: 0,
  assignment: undefined,
  heldBackUntil: undefined,
  today: undefined,
  ratings: undefined,
  signIn: undefined,
  lineFalls: undefined,
  line: undefined,
  missedOffers: undefined,
  reservedFor: undefined,
  removed: false,
};

/** Longest idle first; ties by id, so that every replay chooses alike. */
export const compareIdle = (a: Agent, b: Agent): number =>
  a.idleSince - b.idleSince || (a.agentId < b.agentId ? -1 : +(a !== b));
