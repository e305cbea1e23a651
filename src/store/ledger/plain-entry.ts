import type { EntryType } from '../../ledger/entry';
import type { CallRecord, RecordSupplement } from '../../port/call-record';
import type { OutboxBody, OutboxEntry } from '../../port/stores';
import { personal, subjectOf } from './personal';

/** The log of what belongs to no client. */
export const OPERATIONS_LOG = 'operations';

/** Whose the core calls what reached a number of nobody. */
const UNASSIGNED = 'unassigned';

/** What an entry says before it is sealed; personal values stand in it as `Personal`. */
export interface PlainEntry {
  readonly log: string;
  readonly type: EntryType;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whose the personal values are. */
  readonly subject?: string;
}

type Said = Pick<PlainEntry, 'type' | 'body'> & { readonly subject?: string | undefined };

/**
 * What the log keeps of a fact. Total, and the same for the same fact: a replay of the journal
 * gives the same plain entries (law 4). `fact` in the body names the type of the fact.
 */
export function plainEntry({ clientId, body }: OutboxEntry): PlainEntry {
  const { subject, ...said } = saidOf(body);
  const isOf = clientId !== undefined && clientId !== UNASSIGNED;
  const log = isOf ? clientId : OPERATIONS_LOG;
  return { log, ...said, ...(subject !== undefined && { subject }) };
}

function saidOf(body: OutboxBody): Said {
  const { type: fact } = body;
  switch (body.type) {
    case 'record.completed':
      return { type: 'call', ...callSaid(body.record) };
    case 'record.supplemented': {
      const { callId, supplement } = body;
      const said = { fact, callId, supplement: sealedSupplement(supplement) };
      return { type: 'supplement', body: said, subject: callId };
    }
    case 'attempt.ended': {
      const { type: _type, number, ...rest } = body;
      const subject = subjectOf(number, body.callId);
      return { type: 'attempt', body: { fact, ...rest, number: personal(number) }, subject };
    }
    case 'lead.returned': {
      const { type: _type, ...rest } = body;
      return { type: body.refusal ? 'refusal' : 'lead', body: { fact, ...rest } };
    }
    case 'suppression.requested':
    case 'refusal.noted': {
      const { type: _type, number, ...rest } = body;
      const subject = subjectOf(number, body.callId);
      return { type: 'lead', body: { fact, ...rest, number: personal(number) }, subject };
    }
    case 'fact.told': {
      const { entry, fact: told, says, personal: hidden = {}, callId } = body;
      const sealed = Object.entries(hidden).map(([name, value]) => [name, personal(value)]);
      const said = { fact: told, ...says, ...Object.fromEntries(sealed) };
      return { type: entry, body: said, subject: callId };
    }
    default: {
      const _never: never = body;
      return _never;
    }
  }
}

/** The whole record, with every segment and party; which number is the customer's is known. */
function callSaid(record: CallRecord): Pick<Said, 'body' | 'subject'> {
  const isInbound = record.direction === 'inbound';
  const number = isInbound ? record.ani : record.dnis;
  const sealed = isInbound ? { ani: personal(number) } : { dnis: personal(number) };
  const hasVariables = Object.keys(record.variables).length > 0;
  const variables = hasVariables ? { variables: personal(record.variables) } : undefined;
  return {
    body: { fact: 'record.completed', ...record, ...sealed, ...variables },
    subject: subjectOf(number, record.callId),
  };
}

/** A pressed key, a file's name and what a switch said in its own words may tell who it was. */
function sealedSupplement(supplement: RecordSupplement): Readonly<Record<string, unknown>> {
  switch (supplement.kind) {
    case 'recording': {
      const { consent, file, missing, ...rest } = supplement;
      const why = missing && { code: missing.code, detail: personal(missing.detail) };
      const sealed = { consent: { ...consent, key: personal(consent.key) }, missing: why };
      return { ...rest, ...sealed, file: personal(file) };
    }
    case 'consent':
      return { ...supplement, key: personal(supplement.key) };
    case 'survey':
    case 'wrap-up':
    case 'disposition':
    case 'witness':
      return { ...supplement };
    default: {
      const _never: never = supplement;
      return _never;
    }
  }
}
