/** Every reason for which an attempt is refused, in the order in which they are told. Closed. */
export const GATE_CLAUSES = [
  /** No E.164 number, or a network said that there is none such. */
  'number-invalid',
  /** A prefix that the campaign may not call: premium, foreign, emergency. */
  'number-blocked',
  'do-not-call-global',
  'do-not-call-client',
  'do-not-call-campaign',
  /** The campaign's end has passed: no call can start any more. */
  'campaign-over',
  /** The campaign's whole number of attempts to this person is used. */
  'attempts-total',
  /** The law asks for consent, and none is on record. */
  'consent-missing',
  'consent-expired',
  /** The campaign begins later. */
  'not-begun',
  /** Paused, stopped, finished. */
  'campaign-not-running',
  /** The company whose agents would talk may not work for this campaign. */
  'provider-not-entitled',
  /** No number to show, or one that is not the client's. */
  'caller-id-missing',
  'caller-id-not-allotted',
  /** What is known of the lead is too old: it is asked about anew. */
  'facts-stale',
  /**
   * An attempt to this person lives, by whichever campaign of the client, or its agent wraps up:
   * the person may have asked not to be called.
   */
  'called-now',
  /** The person refused, and the law gives peace for a while. */
  'refused-before',
  /** A call to this person was dropped, and no agent is guaranteed. */
  'quiet-after-drop',
  /** A machine was hung up on, and no agent is guaranteed. */
  'quiet-after-machine',
  'attempts-30-days',
  'attempts-week',
  'attempts-day',
  /** Too soon after the last attempt. */
  'gap',
  /** A time was promised, and it is later. */
  'callback-not-due',
  /** Nothing is known of the hours at the called party's. */
  'window-unknown',
  'window-closed',
  /** Every line of the trunk is taken. */
  'trunk-full',
  /** So many calls were launched within the last second. */
  'trunk-rate',
] as const;

export type GateClause = (typeof GATE_CLAUSES)[number];

/** Clauses against one number: another one of the same person may be free of them. */
export const IS_OF_NUMBER: ReadonlySet<GateClause> = new Set([
  'number-invalid',
  'number-blocked',
  'do-not-call-global',
  'do-not-call-client',
  'do-not-call-campaign',
  'consent-missing',
  'consent-expired',
]);

/** Why an attempt is refused, and what follows from it. */
export interface GateRefusal {
  readonly clause: GateClause;
  /** `<profileId>: <article>`, where it is a law's bound and not the campaign's own. */
  readonly law?: string;
  /** The first instant (ms, UTC) at which this clause holds no more, where that is known. */
  readonly until?: number;
  /** Never: this lead, or this number of it, is done with. */
  readonly final?: true;
}
