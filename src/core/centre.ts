import type { CallbackConfig } from './callback/callback-config';
import type { CampaignConfig } from './dialer/campaign-config';
import type { Flow } from './ivr/flow';
import type { AgentRule } from './queue/agent-rule';
import type { RelaxStep } from './queue/relaxation';
import type { Requirement } from './queue/requirement';
import type { UrgencyConfig } from './queue/urgency';
import type { RecordingPolicy } from './recording/recording-policy';
import type { OverflowConfig, QueueHours, WaitingConfig } from './waiting/waiting-config';

/**
 * What a contact centre is made of, as `leitstand apply` hands it over: plain values, checked
 * beforehand (config/centre-file.ts), replaced as a whole. Live state is not in it.
 */
export interface Centre {
  readonly clients: readonly Client[];
  readonly providers: readonly Provider[];
  readonly skills: readonly string[];
  readonly agents: readonly AgentConfig[];
  readonly queues: readonly QueueConfig[];
  readonly flows: readonly Flow[];
  readonly numbers: readonly NumberConfig[];
  readonly calendars: readonly CalendarConfig[];
  readonly tieLines?: readonly TieLine[];
  readonly transferTargets?: readonly TransferTarget[];
  readonly campaigns?: readonly CampaignConfig[];
}

/** Owns campaigns, numbers and data. */
export interface Client {
  readonly clientId: string;
  readonly name: string;
  /** Numbers that its campaigns may show; absent: whichever they name. */
  readonly callerIds?: readonly string[];
}

/** A call-centre company; its agents may work for the clients named here and no others. */
export interface Provider {
  readonly providerId: string;
  readonly name: string;
  readonly clientIds: readonly string[];
}

/** How an agent is reached. */
export interface PhoneConfig {
  readonly switchId: string;
  /** A phone that registers there; with `trunk`, a number that is called through it. */
  readonly device: string;
  readonly trunk?: string;
  /** Whoever answers has to press 1 first: a mailbox must not take a caller. */
  readonly confirm?: boolean;
  /** nailed-up: called once at log-in; the line stays and is lent to calls. Else for each call. */
  readonly line?: 'nailed-up';
}

export interface AgentConfig {
  readonly agentId: string;
  readonly name: string;
  readonly providerId: string;
  readonly phone: PhoneConfig;
  /** With which number and PIN the agent signs in by phone; absent: not by phone. */
  readonly signIn?: { readonly number: string; readonly pinHash: string };
  /** Proficiency by skill, 1 to 10; a skill that is not named is not had. */
  readonly skills: Readonly<Record<string, number>>;
  /** Until when a skill is had (ms, UTC); of a skill that is not named: for ever. */
  readonly skillsUntil?: Readonly<Record<string, number>>;
  /** How good for single queues, 0 to 10, whatever the skills say; 0: not offered from there. */
  readonly queues?: Readonly<Record<string, number>>;
  /** false: has not agreed to be recorded. Absent: has. */
  readonly mayBeRecorded?: boolean;
  /** Whose calls this person may listen to; absent: nobody's. */
  readonly supervises?: Supervision;
}

/** Calls of agents of these companies, and calls for these clients. */
export interface Supervision {
  readonly providerIds: readonly string[];
  readonly clientIds: readonly string[];
}

/** Somebody outside to whom calls may be sent on, by name: agents dial no numbers. */
export interface TransferTarget {
  readonly targetId: string;
  readonly name: string;
  readonly number: string;
  readonly trunk: string;
  readonly switchId: string;
  /** Whose calls; absent: those of all clients. */
  readonly clientIds?: readonly string[];
}

export interface QueueConfig {
  readonly queueId: string;
  readonly clientId: string;
  readonly name: string;
  /** What every contact of this queue asks of an agent; the flow may ask for more. */
  readonly requirement: Requirement;
  /** Whose agents serve it at first; absent: of every provider that may work for the client. */
  readonly providerIds?: readonly string[];
  /** By their times; a node of a flow may have steps of its own instead. */
  readonly relax?: readonly RelaxStep[];
  readonly music: string;
  /** A contact that comes when so many wait leaves by `onFull`. */
  readonly waitingMax: number;
  /** After so long a contact leaves by `onTimeout`. */
  readonly waitMaxMs: number;
  /** How long an agent's phone rings before the offer counts as ring-no-answer. */
  readonly ringTimeoutMs: number;
  readonly wrapUpMs: number;
  /** How long a wrap-up may last when the agent asks for more; absent: not longer. */
  readonly wrapUpMaxMs?: number;
  /** The results of a call that agents may note, by client's words; absent: none. */
  readonly dispositions?: readonly string[];
  /** Whether a wrap-up without one is told as missing, and not ended early. */
  readonly dispositionRequired?: boolean;
  readonly ringNoAnswer?: RingNoAnswer;
  /** The T of the service level: answered within T / offered. */
  readonly serviceLevelMs: number;
  /** Agent time a contact, ringing to wrap-up, until the queue has learnt its own. */
  readonly expectedHandleTimeMs?: number;
  /** How its waits compare with those of other queues when an agent is free. */
  readonly urgency?: UrgencyConfig;
  /** How to choose among agents: each rule breaks the ties of those before it. */
  readonly chooseAgent?: readonly AgentRule[];
  readonly sticky?: Sticky;
  /** At most so many phones ring for one contact at once; absent: one. */
  readonly ringMax?: number;
  /** So many of its idle agents are kept from contacts of other queues, and from dialing. */
  readonly reserve?: number;
  /** What is said to those who wait, between the music. */
  readonly waiting?: WaitingConfig;
  /** Absent: nothing is recorded. */
  readonly recording?: RecordingPolicy;
  readonly overflowWhen?: OverflowConfig;
  readonly hours?: QueueHours;
  /** How long a call of this queue stays parked; default 2 minutes. */
  readonly parkMaxMs?: number;
  readonly callback?: CallbackConfig;
  /** Absent: nobody is asked how it was. */
  readonly survey?: SurveyPolicy;
}

/** Whether callers are asked how it was when the agent has hung up. */
export interface SurveyPolicy {
  /** The flow that asks; it holds no queue. */
  readonly flowId: string;
  /** Of so many callers in a hundred. */
  readonly sharePercent: number;
}

/** What follows when an agent does not answer, refuses, or the phone cannot be reached. */
export interface RingNoAnswer {
  /** stay: is only not rung for `retryAfterMs`. */
  readonly action: 'break' | 'log-out' | 'stay';
  /** After so many offers in a row; those before it are as with `stay`. 1 at least. */
  readonly after: number;
  readonly retryAfterMs: number;
}

/** A caller goes to the own or the last agent rather than to anybody else. */
export interface Sticky {
  /** So long a caller is left to that agent alone; 0: the agent is only preferred. */
  readonly holdMs: number;
  /** For so long after a conversation the agent counts as the caller's last one. */
  readonly rememberMs: number;
}

/**
 * A trunk from one switch to another: an agent whose phone is on the far switch is called through
 * it by the phone's name, for a caller on the near one. One direction; at most one for a pair.
 */
export interface TieLine {
  readonly tieLineId: string;
  readonly fromSwitchId: string;
  readonly toSwitchId: string;
  /** The name that the near switch gives the trunk. */
  readonly trunk: string;
}

/** A number that callers reach (DNIS), and the flow that receives them. */
export interface NumberConfig {
  readonly number: string;
  readonly clientId: string;
  readonly flowId: string;
  /** Announcements' language in `sound:` names without one. */
  readonly language: 'de' | 'en';
}

/** Opening hours as people write them; the intervals in UTC arrive as `calendar.computed`. */
export interface CalendarConfig {
  readonly calendarId: string;
  /** IANA name, `Europe/Berlin`. */
  readonly zone: string;
  readonly weekly: readonly {
    readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
    /** `HH:MM`, local time; `24:00` is midnight at the end of the day. */
    readonly from: string;
    readonly to: string;
  }[];
  /** Public holidays of this place count as closed; `DE`, `DE-NW`, … */
  readonly holidays?: string;
  /** Single days, `YYYY-MM-DD`, that are closed, or open at other hours. */
  readonly exceptions: readonly {
    readonly date: string;
    readonly open: readonly { readonly from: string; readonly to: string }[];
  }[];
}
