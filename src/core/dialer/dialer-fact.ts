import type { RefusalNoted, SuppressionRequested } from '../../port/stores';
import type { Refusal } from '../fact';
import type { AttemptResult } from './attempt';
import type { CampaignState } from './campaign';
import type { PacingSettings } from './campaign-config';
import type { GateRefusal } from './gate-clause';
import type { LeadNext } from './hopper';
import type { PreviewResult } from './preview';

interface LeadFact {
  readonly campaignId: string;
  readonly leadId: string;
  readonly listId: string;
  /** The batch that brought the lead. */
  readonly batch: number;
}

/** What is told of campaigns and of what they dial. */
export type DialerFact =
  | {
      readonly type: 'campaign.changed';
      readonly campaignId: string;
      readonly from: CampaignState;
      readonly state: CampaignState;
    }
  | {
      readonly type: 'pacing.changed';
      readonly campaignId: string;
      readonly from: PacingSettings;
      readonly to: PacingSettings;
    }
  | {
      /** The hard bound of the drops began to hold, or lets go: only lines for reserved agents. */
      readonly type: 'pacing.bound';
      readonly campaignId: string;
      readonly reservedOnly: boolean;
    }
  | {
      /** Drops are over a limit, by what could not be foreseen: lost agents, lost links. */
      readonly type: 'budget.breached';
      readonly campaignId: string;
      readonly formulaId: string;
      readonly numerator: number;
      readonly denominator: number;
      readonly limitPct: number;
      readonly windowMs: number;
    }
  | {
      readonly type: 'hopper.refilled';
      readonly campaignId: string;
      readonly batch: number;
      readonly leads: number;
      readonly hasOpen: boolean;
    }
  | {
      readonly type: 'suppression.added';
      readonly scope: 'global' | 'client' | 'campaign';
      readonly campaignId?: string;
      readonly numbers: number;
    }
  | {
      readonly type: 'consent.changed';
      readonly status: 'granted' | 'withdrawn';
      readonly numbers: number;
    }
  | SuppressionRequested
  | RefusalNoted
  | {
      /** A caller asked for it, whose number cannot be called anyway: it is no E.164 number. */
      readonly type: 'suppression.refused';
      readonly callId: string;
      readonly refusal: Refusal;
    }
  | (LeadFact & {
      /** An agent is shown a lead, and kept for it. */
      readonly type: 'preview.offered';
      readonly agentId: string;
      /** Of the attempt that may come of it. */
      readonly attemptId: string;
    })
  | (LeadFact & {
      readonly type: 'preview.ended';
      readonly agentId: string;
      readonly attemptId: string;
      readonly result: PreviewResult;
      /** Why it was skipped, or the gate's clause. */
      readonly reason?: string;
    })
  | (LeadFact & {
      readonly type: 'attempt.launched';
      readonly attemptId: string;
      readonly callId: string;
      readonly number: string;
      /** Kept for it; absent: whoever is free. */
      readonly reservedAgentId?: string;
    })
  | (LeadFact & {
      readonly type: 'attempt.ended';
      readonly attemptId: string;
      readonly callId: string;
      readonly number: string;
      /** When it was launched (ms, UTC). */
      readonly at: number;
      readonly result: AttemptResult;
      readonly answeredAt?: number;
      /** From the answer to the agent. */
      readonly connectMs?: number;
      readonly agentId?: string;
      /** It counts as dropped, whatever the result is called: nobody was there in time. */
      readonly isDrop?: true;
      /** An agent chose the lead: no part of any rate of dropped calls. */
      readonly byAgent?: true;
      readonly next: LeadNext;
    })
  | (LeadFact & {
      /** It was not called, and why; or its campaign has no use for it now. */
      readonly type: 'lead.returned';
      readonly refusal?: GateRefusal;
      readonly next: LeadNext;
    });
