import type { CallRecord, RecordSupplement } from '../port/call-record';
import type { HangupCause } from '../port/hangup-cause';
import type { AgentFact } from './agent/agent-fact';
import type { GuestRole } from './call/guest';
import type { CallbackFact } from './callback/callback-fact';
import type { DialerFact } from './dialer/dialer-fact';
import type { Cause, CentreTold, SupervisionMode, TransferDestination } from './input';
import type { OverflowReason } from './queue/enqueue';
import type { PredictedWait } from './queue/wait-class';
import type { WaitFact } from './queue/wait-fact';
import type { RecordingFact } from './recording/recording-fact';
import type { SurveyFact } from './survey/survey-fact';
import type { VoicemailFact } from './voicemail/voicemail-fact';

/** What the agent does now, apart from the status that the agent chose. */
export type AgentState =
  | 'idle'
  | 'offered'
  | 'talking'
  | 'holding'
  /** With a colleague or somebody outside, while the customer hears music. */
  | 'consulting'
  /** Listens, whispers or has barged in. */
  | 'supervising'
  | 'wrap-up';

/**
 * What became true. Same envelope as an input; (engineId, epoch, seq, factIndex) names a fact
 * for ever, and a second delivery is recognised by it.
 */
export interface Fact {
  readonly schema: 1;
  readonly engineId: string;
  readonly epoch: number;
  /** Of the input that caused it. */
  readonly seq: number;
  readonly factIndex: number;
  readonly at: number;
  readonly switchAt?: number;
  readonly clientId?: string;
  readonly cause: Cause;
  readonly body: FactBody;
}

/** One of the fixed words for what went wrong, with what and where. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/** Somebody who serves or takes part: an agent, or a transfer target outside. */
interface PartyName {
  readonly agentId?: string;
  readonly targetId?: string;
}

interface PartyFact extends PartyName {
  readonly callId: string;
  readonly legId: string;
  readonly role: GuestRole;
}

interface SupervisionFact extends PartyName {
  readonly callId: string;
  readonly legId: string;
}

export type FactBody =
  | AgentFact
  | WaitFact
  | CallbackFact
  | DialerFact
  | { readonly type: 'engine.started'; readonly nonce: string; readonly build: string }
  | ({ readonly type: 'centre.applied'; readonly version: number } & CentreTold)
  | {
      readonly type: 'calendar.computed';
      readonly calendarId: string;
      readonly from: number;
      readonly until: number;
    }
  | { readonly type: 'calendar.stale'; readonly calendarId: string; readonly callId: string }
  | { readonly type: 'switch.up'; readonly switchId: string; readonly version?: string }
  | { readonly type: 'switch.down'; readonly switchId: string; readonly reason: string }
  | {
      readonly type: 'switch.reconciled';
      readonly switchId: string;
      readonly adopted: number;
      readonly lost: number;
      readonly resent: number;
      readonly orphaned: number;
    }
  | {
      readonly type: 'endpoint.changed';
      readonly switchId: string;
      readonly endpoint: string;
      readonly reachable: boolean;
    }
  | {
      readonly type: 'call.offered';
      readonly callId: string;
      readonly contactId: string;
      readonly legId: string;
      readonly switchId: string;
      readonly ani: string;
      readonly dnis: string;
    }
  | { readonly type: 'call.refused'; readonly callId: string; readonly refusal: Refusal }
  | { readonly type: 'call.answered'; readonly callId: string }
  | {
      readonly type: 'ivr.entered';
      readonly callId: string;
      readonly flowId: string;
      readonly node: string;
    }
  | {
      /** `digits` are personal data: shown as their number in logs. */
      readonly type: 'ivr.digits';
      readonly callId: string;
      readonly node: string;
      readonly digits: string;
      readonly outcome: 'accepted' | 'invalid' | 'timed-out' | 'failed';
    }
  | {
      readonly type: 'media.failed';
      readonly callId: string;
      readonly legId: string;
      readonly detail: string;
    }
  | {
      readonly type: 'contact.queued';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly requirement: string;
      readonly priority: number;
      /** 1 is next in its line. */
      readonly waiting: number;
    }
  | {
      /** The wait took a step of relaxation: from now on it asks this, and of these providers. */
      readonly type: 'contact.relaxed';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      /** From 1, of so many. */
      readonly step: number;
      readonly steps: number;
      readonly requirement: string;
      readonly providerIds?: readonly string[];
    }
  | {
      readonly type: 'contact.overflowed';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly reason: OverflowReason;
      readonly waitedMs: number;
    }
  | {
      readonly type: 'contact.abandoned';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly waitedMs: number;
    }
  | {
      readonly type: 'offer.made';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly agentId: string;
      readonly legId: string;
      readonly waitedMs: number;
    }
  | {
      /** `ring-no-answer`, `offer-rejected`, `phone-busy`, `phone-unreachable`, `caller-left`… */
      readonly type: 'offer.failed';
      readonly contactId: string;
      readonly callId: string;
      readonly queueId: string;
      readonly agentId: string;
      readonly reason: string;
      readonly cause: HangupCause;
    }
  | {
      readonly type: 'call.connected';
      readonly callId: string;
      readonly contactId: string;
      readonly queueId: string;
      readonly agentId: string;
      readonly waitedMs: number;
      /** What was predicted at joining, where no agent was free. */
      readonly predicted?: PredictedWait;
    }
  | ({ readonly type: 'call.held'; readonly callId: string } & PartyName)
  | ({ readonly type: 'call.retrieved'; readonly callId: string } & PartyName)
  | {
      /** Sent on: `blind` from now on, `attended` as soon as the one consulted took over. */
      readonly type: 'call.transferred';
      readonly callId: string;
      readonly contactId: string;
      readonly kind: 'blind' | 'attended';
      readonly to: TransferDestination;
      readonly fromAgentId?: string;
    }
  | ({
      /** One who took part serves from now on, in place of another. */
      readonly type: 'call.taken-over';
      readonly callId: string;
      readonly fromAgentId?: string;
    } & PartyName)
  | {
      readonly type: 'call.parked';
      readonly callId: string;
      readonly slot: string;
      readonly agentId?: string;
      readonly until: number;
    }
  | {
      /** Nobody picked it up in time. */
      readonly type: 'call.park-expired';
      readonly callId: string;
      readonly slot: string;
    }
  | ({ readonly type: 'party.invited'; readonly invitedBy?: string } & PartyFact)
  | ({ readonly type: 'party.joined' } & PartyFact)
  /** Its phone rang in vain, or was not to ring any more. */
  | ({ readonly type: 'party.failed'; readonly reason: string } & PartyFact)
  | ({ readonly type: 'party.left'; readonly reason: string } & PartyFact)
  | ({ readonly type: 'supervision.started'; readonly mode: SupervisionMode } & SupervisionFact)
  | ({ readonly type: 'supervision.changed'; readonly mode: SupervisionMode } & SupervisionFact)
  | ({ readonly type: 'supervision.ended'; readonly reason: string } & SupervisionFact)
  | { readonly type: 'request.refused'; readonly refusal: Refusal }
  | RecordingFact
  | SurveyFact
  | VoicemailFact
  | {
      readonly type: 'command.failed';
      readonly commandId: string;
      readonly command: string;
      readonly legId?: string;
      readonly callId?: string;
      readonly code: string;
      readonly detail: string;
    }
  | {
      /** A leg that no call of ours knows was hung up. */
      readonly type: 'leg.orphaned';
      readonly switchId: string;
      readonly legId: string;
    }
  | { readonly type: 'bound.reached'; readonly bound: string; readonly limit: number }
  | {
      readonly type: 'input.quarantined';
      readonly quarantinedSeq: number;
      readonly callId?: string;
      readonly error: string;
    }
  | { readonly type: 'record.completed'; readonly record: CallRecord }
  | {
      readonly type: 'record.supplemented';
      readonly callId: string;
      readonly supplement: RecordSupplement;
    };
