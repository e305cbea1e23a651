import type {
  CallResult,
  PartyInterval,
  RecordAttempt,
  RecordingConsent,
  Segment,
  SegmentKind,
  WaitForecast,
} from '../../port/call-record';
import { assert } from '../assert';
import type { IvrState } from '../ivr/ivr-state';
import type { RecordingPlan } from '../recording/talk-recording';
import type { Shape } from '../shape';
import type { Survey } from '../survey/survey';
import type { Hearing } from '../waiting/announcement';
import type { Guest } from './guest';
import type { ParkedCall } from './park';

/**
 * A customer's call.
 *
 * | phase      | meaning                                   | timers                      |
 * | ---------- | ----------------------------------------- | --------------------------- |
 * | offered    | on the switch, no flow has begun          |                             |
 * | dialing    | we call the customer back                 | deadline of the originate   |
 * | ivr        | a flow's node has it                      | `ivr:<callId>`              |
 * | queued     | its contact waits, or rings an agent      | `wait:<contactId>`,         |
 * |            |                                           | `announce:<callId>`         |
 * | connecting | somebody answered, both legs are joining | deadlines of the joins      |
 * | talking    | both are in one bridge                    |                             |
 * | held       | the customer hears music                  |                             |
 * | transferring | a phone rings for it, nobody has it     | deadline of the originate   |
 * | parked     | it hears music under a slot's name        | `park:<callId>`             |
 * | ending     | we hung up, the switch has not said so    | deadline of the hangup      |
 * | ended      | its record is written; absorbs            |                             |
 */
export type CallPhase =
  | 'offered'
  | 'dialing'
  | 'ivr'
  | 'queued'
  | 'connecting'
  | 'talking'
  | 'held'
  | 'transferring'
  | 'parked'
  | 'ending'
  | 'ended';

const CALL_NEXT = {
  offered: ['ivr', 'ending', 'ended'],
  dialing: ['ivr', 'queued', 'ending', 'ended'],
  ivr: ['queued', 'ending', 'ended'],
  queued: ['ivr', 'connecting', 'ending', 'ended'],
  connecting: ['talking', 'queued', 'ending', 'ended'],
  talking: ['held', 'queued', 'ivr', 'transferring', 'parked', 'ending', 'ended'],
  held: ['talking', 'queued', 'ivr', 'transferring', 'parked', 'ending', 'ended'],
  transferring: ['connecting', 'queued', 'ending', 'ended'],
  parked: ['connecting', 'queued', 'transferring', 'ending', 'ended'],
  ending: ['ended'],
  ended: [],
} as const satisfies Record<CallPhase, readonly CallPhase[]>;

/** What the customer's time counts as while in a phase; where null, it goes on as before. */
const SEGMENT_OF: Readonly<Record<CallPhase, SegmentKind | null>> = {
  offered: 'offered',
  dialing: 'dial',
  ivr: 'ivr',
  queued: 'queue',
  connecting: null,
  talking: 'talk',
  held: 'hold',
  transferring: 'transfer',
  parked: 'park',
  ending: null,
  ended: null,
};

export type EndedBy = 'caller' | 'agent' | 'engine' | 'unknown';

export interface OpenSegment {
  readonly kind: SegmentKind;
  readonly startedAt: number;
  readonly queueId?: string;
  readonly agentId?: string;
  readonly flowId?: string;
  readonly targetId?: string;
}

export type OpenInterval = Omit<PartyInterval, 'endedAt' | 'outcome'>;

/** An agent's phone that rings for the call. */
export interface Offer {
  readonly agentId: string;
  readonly legId: string;
}

export interface Call {
  readonly callId: string;
  readonly contactId: string;
  readonly clientId: string;
  readonly switchId: string;
  /** The customer's leg. */
  readonly legId: string;
  /** Absent: the customer called. */
  readonly direction?: 'outbound' | undefined;
  readonly ani: string;
  readonly dnis: string;
  readonly language: string;
  phase: CallPhase;
  phaseSince: number;
  readonly offeredAt: number;
  answeredAt?: number | undefined;
  queuedAt?: number | undefined;
  connectedAt?: number | undefined;
  flowKey?: string | undefined;
  flowId?: string | undefined;
  ivr?: IvrState | undefined;
  /** Nodes that it came to whose queue has been taken away; at the second visit it begins anew. */
  goneQueues?: readonly string[] | undefined;
  variables: Record<string, string>;
  /** What the caller entered in secret: read by the sign-in alone, in no fact and no record. */
  secrets?: Record<string, string> | undefined;
  /** While it waits: what is to be said to the caller, and when. */
  hearing?: Hearing | undefined;
  /** The last queue, and whether it could not serve the contact. */
  queueId?: string | undefined;
  unserved: boolean;
  /** What came out of it in place of a conversation. */
  settled?: 'callback' | 'declined' | 'voicemail' | 'dropped' | 'machine' | undefined;
  /** Of a call for a campaign. */
  attempt?: RecordAttempt | undefined;
  /** Whose phones ring for it now; more than one where all ring at once. */
  offers: Offer[];
  /** Who serves it: an agent who took it, or a transfer target outside; and the leg of that. */
  agentId?: string | undefined;
  targetId?: string | undefined;
  agentLegId?: string | undefined;
  /** Further parties: asked, in conference, supervising, or rung in a transfer. */
  guests?: Guest[] | undefined;
  /** With whom the agent wants to talk while somebody is consulted. Absent: with all. */
  focus?: 'customer' | 'consult' | undefined;
  /** How often it was sent on. */
  transfers?: number | undefined;
  parked?: ParkedCall | undefined;
  /** The last agent that it really talked with. */
  talkedWith?: { readonly agentId: string; readonly providerId: string } | undefined;
  bridgeId?: string | undefined;
  /** Whether the caller agreed to be recorded, once asked or told. */
  consent?: RecordingConsent | undefined;
  /** What is wanted of the recordings of the conversation that goes on. */
  recordingPlan?: RecordingPlan | undefined;
  /** Once the agent is gone and the caller is asked how it was. */
  survey?: Survey | undefined;
  /** Once we ended it: who did, and how it came out. */
  ending?: { readonly by: EndedBy; readonly result: CallResult } | undefined;
  segment: OpenSegment;
  segments: Segment[];
  /** What each other party does now: at most one for a leg. */
  intervals: OpenInterval[];
  parties: PartyInterval[];
  /** What its contact was told when it joined a queue and had to wait. */
  waitForecasts?: readonly WaitForecast[] | undefined;
}

const WITH_MUSIC: ReadonlySet<CallPhase> = new Set(['queued', 'transferring', 'parked']);

/** Whether the customer waits for somebody, and is to hear music. */
export const hearsMusic = ({ phase }: Call): boolean => WITH_MUSIC.has(phase);
/** The number of the customer, whichever side called. */
export const customerNumber = ({ direction, ani, dnis }: Call): string =>
  direction === 'outbound' ? dnis : ani;

type CallSeed = Pick<
  Call,
  | 'callId'
  | 'contactId'
  | 'clientId'
  | 'switchId'
  | 'legId'
  | 'ani'
  | 'dnis'
  | 'language'
  | 'offeredAt'
> & {
  readonly at: number;
  readonly phase: 'offered' | 'dialing';
  readonly direction?: 'outbound';
};

/** Every field of a call, as one begins: see `Shape`. */
export const BLANK_CALL: Shape<Call> = {
  callId: '',
  contactId: '',
  clientId: '',
  switchId: '',
  legId: '',
  direction: undefined,
  ani: '',
  dnis: '',
  language: '',
  phase: 'offered',
  phaseSince: 0,
  offeredAt: 0,
  answeredAt: undefined,
  queuedAt: undefined,
  connectedAt: undefined,
  flowKey: undefined,
  flowId: undefined,
  ivr: undefined,
  goneQueues: undefined,
  variables: {},
  secrets: undefined,
  hearing: undefined,
  queueId: undefined,
  unserved: false,
  settled: undefined,
  attempt: undefined,
  offers: [],
  agentId: undefined,
  targetId: undefined,
  agentLegId: undefined,
  guests: undefined,
  focus: undefined,
  transfers: undefined,
  parked: undefined,
  talkedWith: undefined,
  bridgeId: undefined,
  consent: undefined,
  recordingPlan: undefined,
  survey: undefined,
  ending: undefined,
  segment: { kind: 'offered', startedAt: 0 },
  segments: [],
  intervals: [],
  parties: [],
  waitForecasts: undefined,
};

/** A call of which nothing is known but who is on it. */
export const newCallState = ({ at, phase, ...seed }: CallSeed): Call => ({
  ...BLANK_CALL,
  ...seed,
  phase,
  phaseSince: at,
  variables: {},
  offers: [],
  segment: { kind: phase === 'dialing' ? 'dial' : 'offered', startedAt: seed.offeredAt },
  segments: [],
  intervals: [],
  parties: [],
});

/** The one setter of a call's phase; also closes and opens the customer's segment. */
export function moveCall(call: Call, phase: CallPhase, at: number): void {
  const legal: readonly CallPhase[] = CALL_NEXT[call.phase];
  assert(legal.includes(phase), `call ${call.callId} cannot go from ${call.phase} to ${phase}`);
  call.phase = phase;
  call.phaseSince = at;
  const kind = phase === 'ivr' && call.survey ? 'survey' : SEGMENT_OF[phase];
  if (kind) openSegment(call, kind, at);
}

/** Who serves the customer from now on; the customer's segment says so. */
export function serveBy(call: Call, by: Pick<Guest, 'legId' | 'agentId' | 'targetId'>, at: number) {
  stopServing(call);
  call.agentLegId = by.legId;
  if (by.agentId !== undefined) call.agentId = by.agentId;
  if (by.targetId !== undefined) call.targetId = by.targetId;
  const kind = SEGMENT_OF[call.phase];
  if (kind === 'talk' || kind === 'hold') openSegment(call, kind, at);
}

/** Nobody serves it any more. */
export function stopServing(call: Call): void {
  call.agentId = undefined;
  call.agentLegId = undefined;
  call.targetId = undefined;
}

/** Ends the open segment where the next one begins, so that there is never a gap. */
function openSegment(call: Call, kind: SegmentKind, at: number): void {
  closeSegment(call, at);
  call.segment = {
    kind,
    startedAt: Math.max(at, call.segment.startedAt),
    ...(kind === 'ivr' && call.flowId !== undefined && { flowId: call.flowId }),
    ...(kind !== 'ivr' && call.queueId !== undefined && { queueId: call.queueId }),
    ...((kind === 'talk' || kind === 'hold') && serverOf(call)),
  };
}

const serverOf = ({ agentId, targetId }: Call) => ({
  ...(agentId !== undefined && { agentId }),
  ...(targetId !== undefined && { targetId }),
});

/** A segment of no length is left out: it would say that something happened that did not. */
export function closeSegment(call: Call, at: number): void {
  const { segment } = call;
  const endedAt = Math.max(at, segment.startedAt);
  if (endedAt === segment.startedAt) return;
  const last = call.segments.at(-1);
  if (last && sameStretch(last, segment)) {
    call.segments[last.index] = { ...last, endedAt };
    return;
  }
  call.segments.push({ index: call.segments.length, ...segment, endedAt });
}

const sameStretch = (a: Segment, b: OpenSegment): boolean =>
  a.kind === b.kind &&
  a.queueId === b.queueId &&
  a.agentId === b.agentId &&
  a.flowId === b.flowId &&
  a.targetId === b.targetId;

/** A party does something new: what its leg did before ends here. */
export function beginInterval(call: Call, next: OpenInterval): void {
  endInterval(call, next.legId, next.startedAt);
  call.intervals.push(next);
}

/** Ends what a party does. `outcome`: how it came out. One of no length is left out. */
export function endInterval(call: Call, legId: string, at: number, outcome?: string): void {
  const open = call.intervals.find((one) => one.legId === legId);
  if (!open) return;
  call.intervals = call.intervals.filter((one) => one !== open);
  if (at <= open.startedAt) return;
  call.parties.push({ ...open, endedAt: at, ...(outcome !== undefined && { outcome }) });
}
