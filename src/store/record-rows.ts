import type { CallRecord } from '../port/call-record';
import type { OutboxEntry } from '../port/stores';
import { RowFault } from './store-error';

type Value =
  | string
  | number
  | boolean
  | null
  | Readonly<Record<string, unknown>>
  | readonly unknown[];
export type Row = Readonly<Record<string, Value>>;

/** The rows of one batch, by table; the tables in the order in which they are written. */
export interface RecordRows {
  readonly calls: readonly Row[];
  readonly segments: readonly Row[];
  readonly party_intervals: readonly Row[];
  readonly supplements: readonly Row[];
}

/** In which leaf of its client's log an entry stands; null: in none. */
export type LeafIndexOf = (entry: OutboxEntry) => number | null;

/** Throws a RowFault for a supplement that does not say whose it is. */
export function rowsOf(entries: readonly OutboxEntry[], leafIndexOf: LeafIndexOf): RecordRows {
  const records = entries.flatMap((entry) =>
    entry.body.type === 'record.completed' ? [{ entry, record: entry.body.record }] : [],
  );
  return {
    calls: records.map(({ entry, record }) => ({
      ...callRow(entry, record),
      leaf_index: leafIndexOf(entry),
    })),
    segments: records.flatMap(({ record }) => segmentRows(record)),
    party_intervals: records.flatMap(({ record }) => partyRows(record)),
    supplements: entries.flatMap((entry) =>
      supplementRow(entry).map((row) => ({ ...row, leaf_index: leafIndexOf(entry) })),
    ),
  };
}

/** The fact's own name, by which a second delivery is recognised. */
const factOf = (entry: OutboxEntry): Row => ({
  engine_id: entry.engineId,
  epoch: entry.epoch,
  seq: entry.seq,
  fact_index: entry.factIndex,
});

const callRow = (entry: OutboxEntry, record: CallRecord): Row => ({
  ...factOf(entry),
  client_id: record.clientId,
  call_id: record.callId,
  contact_id: record.contactId,
  record_schema: record.schema,
  direction: record.direction,
  switch_id: record.switchId,
  leg_id: record.legId,
  ani: record.ani,
  dnis: record.dnis,
  flow_id: record.flowId ?? null,
  queue_id: record.queueId ?? null,
  agent_id: record.agentId ?? null,
  provider_id: record.providerId ?? null,
  offered_at: record.offeredAt,
  answered_at: record.answeredAt ?? null,
  queued_at: record.queuedAt ?? null,
  connected_at: record.connectedAt ?? null,
  ended_at: record.endedAt,
  queue_ms: record.queueMs,
  talk_ms: record.talkMs,
  hold_ms: record.holdMs,
  result: record.result,
  ended_by: record.endedBy,
  cause: record.cause,
  raw_q850: record.raw?.q850 ?? null,
  raw_sip: record.raw?.sip ?? null,
  raw_text: record.raw?.text ?? null,
  variables: record.variables,
  wait_forecasts: record.waitForecasts ?? null,
  attempt: record.attempt ? { ...record.attempt } : null,
});

const segmentRows = ({ clientId, callId, segments }: CallRecord): Row[] =>
  segments.map((segment) => ({
    client_id: clientId,
    call_id: callId,
    ordinal: segment.index,
    kind: segment.kind,
    started_at: segment.startedAt,
    ended_at: segment.endedAt,
    queue_id: segment.queueId ?? null,
    agent_id: segment.agentId ?? null,
    flow_id: segment.flowId ?? null,
    target_id: segment.targetId ?? null,
  }));

const partyRows = ({ clientId, callId, parties }: CallRecord): Row[] =>
  parties.map((party, ordinal) => ({
    client_id: clientId,
    call_id: callId,
    ordinal,
    leg_id: party.legId,
    role: party.role,
    agent_id: party.agentId ?? null,
    provider_id: party.providerId ?? null,
    target_id: party.targetId ?? null,
    kind: party.kind,
    started_at: party.startedAt,
    ended_at: party.endedAt,
    outcome: party.outcome ?? null,
  }));

function supplementRow(entry: OutboxEntry): Row[] {
  const { body, clientId } = entry;
  if (body.type !== 'record.supplemented') return [];
  if (clientId === undefined) throw new RowFault('a supplement without a client');
  const { callId, supplement } = body;
  const fact = factOf(entry);
  const common = { client_id: clientId, call_id: callId, kind: supplement.kind, at: entry.at };
  return [{ ...fact, ...common, document: { ...supplement } }];
}
