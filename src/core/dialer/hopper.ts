/** A number at which a lead may be called. */
export interface LeadNumber {
  /** E.164. */
  readonly number: string;
  /** `mobile`, `home`, … */
  readonly role: string;
  /** IANA name of the time zone in which the called party lives. */
  readonly zone: string;
  /** On which do-not-call list it stands; absent: on none. */
  readonly suppressed?: 'global' | 'client' | 'campaign';
  /** The newest one that was given for calls of this number; of the lead's import: see there. */
  readonly consent?: LeadConsent;
}

/** An attempt that is over, as the caps count it. */
export interface PastAttempt {
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly number: string;
  readonly result: string;
}

export interface LeadConsent {
  readonly kind: string;
  readonly givenAt: number;
  readonly expiresAt?: number;
  readonly evidence: string;
}

/** A call that was promised at a time, by this agent or, where none is named, by anybody. */
export interface LeadPromise {
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly agentId?: string;
}

/** One to be called, as the hopper brings it: all that the gate asks about is in it. */
export interface HopperLead {
  readonly leadId: string;
  readonly listId: string;
  readonly priority: number;
  readonly numbers: readonly LeadNumber[];
  /** Index into `numbers`: which one is called next. */
  readonly nextNumber: number;
  /** The client's own key of it. */
  readonly key?: string;
  /** Those of the last 30 days, at most 40, newest last. */
  readonly attempts: readonly PastAttempt[];
  readonly attemptsTotal: number;
  /**
   * Attempts to the same person by other leads of the client, whatever list and campaign: those
   * with a number or the key of this one. As `attempts`.
   */
  readonly elsewhere?: readonly PastAttempt[];
  /** Of other leads of this campaign that are the same person. */
  readonly attemptsTotalElsewhere?: number;
  /** Absent: a consumer. */
  readonly audience?: 'consumer' | 'business';
  /** When the person refused last, to this client (ms, UTC). */
  readonly refusedAt?: number;
  readonly consent?: LeadConsent;
  /** When consent was withdrawn last, at any of its numbers (ms, UTC). */
  readonly consentWithdrawnAt?: number;
  readonly callback?: LeadPromise;
  /** The client's own columns; few and short, for preview and the flow. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A promise that was not kept yet goes on, with whoever gave it. */
export const keepPromise = ({ callback }: HopperLead, next: LeadNext): LeadNext => {
  if (!callback || next.state !== 'waiting') return next;
  const { agentId } = callback;
  return { ...next, callback: agentId === undefined ? {} : { agentId } };
};

/** What is to become of a lead that leaves the engine. */
export type LeadNext =
  | {
      readonly state: 'waiting';
      readonly at: number;
      readonly nextNumber: number;
      /** The call was promised still, by this agent. */
      readonly callback?: { readonly agentId?: string };
    }
  | { readonly state: 'done'; readonly reason: string };
