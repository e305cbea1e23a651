import type { FactBody } from '../core/fact';
import type { FactTold, OutboxBody } from '../port/stores';

type FactType = FactBody['type'];
type BodyOf<T extends FactType, B = FactBody> = B extends { readonly type: infer U }
  ? T extends U
    ? B
    : never
  : never;

/** Told to the ledger alone. */
interface Told<B> {
  readonly entry: FactTold['entry'];
  /** In the log of operations though a client is named: it is not of that client alone. */
  readonly log?: 'operations';
  /** Fields that say who somebody is, or what somebody said. */
  readonly personal?: readonly (keyof B & string)[];
  /** Told only where the fact has this field. */
  readonly needs?: keyof B & string;
}

/** `row`: goes to SQL, and its entry is made of the same. `not`: no entry, and why. */
type Rule<B> =
  | Told<B>
  | { readonly not: string }
  | (B extends OutboxBody ? { readonly row: true } : never);

const BY_RECORD = { not: 'its call ends with a record, which tells it' } as const;
const BY_SUPPLEMENT = { not: 'a supplement of the record tells it' } as const;
const BY_ATTEMPT = { not: 'its attempt or its lead ends with a fact of its own' } as const;
const WORKING = { not: 'how the engine works; no figure is made of it' } as const;
const ROW = { row: true } as const;

/**
 * What becomes of each type of fact on the way to the ledger. A new type of fact has no place here
 * yet, and the compiler asks for one.
 */
const RULES: { readonly [T in FactType]: Rule<BodyOf<T>> } = {
  'record.completed': ROW,
  'record.supplemented': ROW,
  'attempt.ended': ROW,
  'lead.returned': ROW,
  'suppression.requested': ROW,
  'refusal.noted': ROW,

  // An agent serves several clients. What they do in calls is in the records of those.
  'agent.changed': { entry: 'agent', log: 'operations', needs: 'was' },
  'agent.log-out-forced': { entry: 'agent', log: 'operations', personal: ['reason'] },
  'agent.skills-expired': { entry: 'setting', log: 'operations' },
  'agent.line': { not: 'whether an agent could be reached shows in the offers of the records' },
  'agent.signed-in': { not: 'agent.changed tells the status' },
  'agent.sign-in-failed': WORKING,
  'wrap-up.extended': BY_SUPPLEMENT,
  'disposition.missing': { entry: 'gap' },

  'centre.applied': { entry: 'setting' },
  'campaign.changed': { entry: 'setting' },
  'pacing.changed': { entry: 'setting' },
  'suppression.added': { entry: 'setting' },
  'consent.changed': { entry: 'setting' },
  'suppression.refused': { entry: 'gap', personal: ['refusal'] },
  'pacing.bound': { entry: 'breach' },
  'budget.breached': { entry: 'breach' },
  'bound.reached': { entry: 'breach' },
  'hopper.refilled': WORKING,
  'attempt.launched': BY_ATTEMPT,
  'preview.offered': BY_ATTEMPT,
  'preview.ended': { entry: 'lead', personal: ['reason'] },

  'engine.started': { entry: 'engine' },
  'switch.up': { entry: 'engine' },
  'switch.down': { entry: 'engine' },
  'switch.reconciled': { entry: 'engine' },
  'endpoint.changed': WORKING,
  'command.failed': WORKING,
  'input.quarantined': { entry: 'gap', personal: ['error'] },
  'leg.orphaned': { entry: 'gap' },
  'request.refused': { not: 'nothing came of it' },
  'calendar.computed': { not: 'it follows from the calendar of the centre' },
  'calendar.stale': WORKING,

  'call.offered': BY_RECORD,
  'call.refused': BY_RECORD,
  'call.answered': BY_RECORD,
  'call.connected': BY_RECORD,
  'call.dialed': BY_RECORD,
  'call.held': BY_RECORD,
  'call.retrieved': BY_RECORD,
  'call.transferred': BY_RECORD,
  'call.taken-over': BY_RECORD,
  'call.parked': BY_RECORD,
  'call.park-expired': BY_RECORD,
  'ivr.entered': BY_RECORD,
  'ivr.digits': BY_RECORD,
  'media.failed': WORKING,
  'party.invited': BY_RECORD,
  'party.joined': BY_RECORD,
  'party.failed': BY_RECORD,
  'party.left': BY_RECORD,
  'supervision.started': BY_RECORD,
  'supervision.changed': BY_RECORD,
  'supervision.ended': BY_RECORD,
  'contact.queued': BY_RECORD,
  'contact.relaxed': BY_RECORD,
  'contact.overflowed': BY_RECORD,
  'contact.abandoned': BY_RECORD,
  'contact.estimated': BY_RECORD,
  'contact.wait-known': { entry: 'supplement' },
  'offer.made': BY_RECORD,
  'offer.failed': BY_RECORD,
  'callback.booked': BY_RECORD,
  'callback.refused': BY_RECORD,
  'callback.dialed': BY_RECORD,
  'callback.confirmed': BY_RECORD,
  'callback.failed': BY_RECORD,
  'callback.ended': { entry: 'supplement' },
  'voicemail.left': BY_SUPPLEMENT,
  'survey.started': BY_SUPPLEMENT,
  'survey.answered': BY_SUPPLEMENT,
  'recording.consent': BY_SUPPLEMENT,
  'recording.refused': BY_SUPPLEMENT,
  'recording.started': BY_SUPPLEMENT,
  'recording.paused': BY_SUPPLEMENT,
  'recording.resumed': BY_SUPPLEMENT,
  'recording.pause-failed': BY_SUPPLEMENT,
  'recording.ended': BY_SUPPLEMENT,
  'recording.sealed': BY_SUPPLEMENT,
  'recording.missing': BY_SUPPLEMENT,
  'recording.fetched': { entry: 'access' },
};

/** The rule of a fact, whichever its type is. */
export interface EntryRule {
  readonly row?: true;
  readonly not?: string;
  readonly entry?: FactTold['entry'];
  readonly log?: 'operations';
  readonly personal?: readonly string[];
  readonly needs?: string;
}

export const ruleOf = (type: FactType): EntryRule => RULES[type];

/** Whether SQL has rows of it. */
export const isRow = (body: FactBody): body is FactBody & OutboxBody =>
  ruleOf(body.type).row === true;
