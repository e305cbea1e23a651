import type { PacingSettings } from './campaign-config';
import type { Expectation } from './expectation';
import type { HopperLead, LeadConsent } from './hopper';

/** Leads that were claimed for a campaign in one transaction; batches grow by one for each. */
export interface HopperRefilled {
  readonly type: 'hopper.refilled';
  readonly campaignId: string;
  readonly batch: number;
  readonly leads: readonly HopperLead[];
  /** Whether any lead of the campaign is not done yet, those claimed now included. */
  readonly hasOpen: boolean;
}

/** Numbers that must not be called from now on. */
export interface SuppressionAdded {
  readonly type: 'suppression.added';
  /** global: by nobody. client: not for this client. campaign: not for this campaign. */
  readonly scope: 'global' | 'client' | 'campaign';
  readonly clientId?: string;
  readonly campaignId?: string;
  /** E.164. */
  readonly numbers: readonly string[];
}

/** Consent to calls for a client was given, or withdrawn. */
export type ConsentChanged = {
  readonly type: 'consent.changed';
  readonly clientId: string;
  /** E.164. */
  readonly numbers: readonly string[];
  /** Kept in the journal with the change. */
  readonly proof: {
    /** Where it was said: a form, a call, a letter. */
    readonly source: string;
    readonly channel?: string;
    /** Which text was agreed to. */
    readonly textVersion?: string;
  };
} & (
  | { readonly status: 'granted'; readonly consent: LeadConsent }
  | {
      readonly status: 'withdrawn';
      /** When (ms, UTC): no consent that was given until then counts. */
      readonly at: number;
    }
);

export type CampaignAction = 'start' | 'pause' | 'drain' | 'stop';

export interface CampaignStateRequested {
  readonly type: 'campaign.state-requested';
  readonly campaignId: string;
  readonly action: CampaignAction;
}

/** What is not named stays as it is. */
export interface PacingChangeRequested {
  readonly type: 'pacing.change-requested';
  readonly campaignId: string;
  readonly change: Partial<PacingSettings>;
  /** What a forecast said of it; kept with the change. */
  readonly expected?: Expectation;
}

/** Takes the last change of pacing back. */
export interface PacingUndoRequested {
  readonly type: 'pacing.undo-requested';
  readonly campaignId: string;
}

/** The agent wants the lead that is shown called now; at the next number unless one is named. */
export interface PreviewAcceptRequested {
  readonly type: 'preview.accept-requested';
  readonly agentId: string;
  /** E.164, one of the lead's. */
  readonly number?: string;
}

/** The agent passes the lead on, within what the campaign allows. */
export interface PreviewSkipRequested {
  readonly type: 'preview.skip-requested';
  readonly agentId: string;
  readonly reason: string;
}

/** In the mode `manual`: the agent has a lead of the hopper called. */
export interface LeadDialRequested {
  readonly type: 'lead.dial-requested';
  readonly campaignId: string;
  readonly agentId: string;
  /** Absent: the next one. */
  readonly leadId?: string;
  /** E.164, one of the lead's; absent: its next one. */
  readonly number?: string;
}

export type DialerInput =
  | HopperRefilled
  | SuppressionAdded
  | ConsentChanged
  | CampaignStateRequested
  | PacingChangeRequested
  | PacingUndoRequested
  | PreviewAcceptRequested
  | PreviewSkipRequested
  | LeadDialRequested;
