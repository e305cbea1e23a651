import type { Fact } from '../../src/core/fact';
import type { CallRecord, PartyInterval } from '../../src/port/call-record';

/**
 * The laws that hold over all facts of a journal: every offered call becomes one record, whose
 * segments tile it, and the facts keep their envelope. Feed it every fact in order.
 */
export class RecordLaws {
  readonly broken: string[] = [];
  readonly offered = new Set<string>();
  readonly records = new Map<string, CallRecord>();
  private readonly legs = new Set<string>();
  private last: Fact | null = null;

  take(fact: Fact): void {
    this.checkEnvelope(fact);
    const { body } = fact;
    if (body.type === 'call.offered' || body.type === 'call.dialed') {
      if (this.offered.has(body.callId)) this.fail(`call ${body.callId} is offered twice`);
      this.offered.add(body.callId);
    }
    if (body.type === 'record.completed') this.checkRecord(body.record);
  }

  /** After everything has been hung up. */
  finish(): void {
    for (const callId of this.offered) {
      if (!this.records.has(callId)) this.fail(`call ${callId} has no record`);
    }
  }

  private fail(line: string): void {
    this.broken.push(line);
  }

  private checkEnvelope(fact: Fact): void {
    const { last } = this;
    this.last = fact;
    if (!last) return;
    const isNext = fact.seq > last.seq || fact.factIndex === last.factIndex + 1;
    if (!isNext || fact.seq < last.seq)
      this.fail(`fact ${fact.seq}.${fact.factIndex} is out of order`);
    if (fact.at < last.at) this.fail(`time goes back at ${fact.seq}`);
  }

  private checkRecord(record: CallRecord): void {
    const { callId } = record;
    if (!this.offered.has(callId)) this.fail(`record of ${callId}, which was never offered`);
    if (this.records.has(callId)) this.fail(`call ${callId} ended twice`);
    if (this.legs.has(record.legId)) this.fail(`leg ${record.legId} has a second record`);
    this.legs.add(record.legId);
    this.records.set(callId, record);
    for (const line of [
      ...tiling(record),
      ...parties(record),
      ...heard(record),
      ...served(record),
      ...sums(record),
    ]) {
      this.fail(`${callId}: ${line}`);
    }
  }
}

function tiling({ segments, offeredAt, endedAt }: CallRecord): string[] {
  const broken: string[] = [];
  let at = offeredAt;
  segments.forEach((segment, index) => {
    if (segment.index !== index) broken.push(`segment ${index} is numbered ${segment.index}`);
    if (segment.startedAt !== at) broken.push(`gap or overlap before segment ${index}`);
    if (segment.endedAt <= segment.startedAt) broken.push(`segment ${index} has no length`);
    at = segment.endedAt;
  });
  if (at !== endedAt) broken.push(`segments end at ${at}, the call at ${endedAt}`);
  return broken;
}

function parties(record: CallRecord): string[] {
  const broken: string[] = [];
  const ends = new Map<string, number>();
  for (const party of record.parties as PartyInterval[]) {
    const isInside = party.startedAt >= record.offeredAt && party.endedAt <= record.endedAt;
    if (!isInside) broken.push(`an interval of ${party.legId} lies outside of the call`);
    if (party.startedAt < (ends.get(party.legId) ?? 0)) {
      broken.push(`intervals of ${party.legId} overlap`);
    }
    ends.set(party.legId, party.endedAt);
  }
  return broken;
}

/** The customer's talk is with the one who serves, as the record says it of both. */
function served({ segments, parties }: CallRecord): string[] {
  return segments.flatMap(({ kind, agentId, startedAt, endedAt }) => {
    if (kind !== 'talk') return [];
    return parties
      .filter((party) => party.role === 'agent' && party.kind === 'talk')
      .filter((party) => party.startedAt < endedAt && party.endedAt > startedAt)
      .filter((party) => party.agentId !== agentId)
      .map((party) => `talks with ${agentId}, and ${party.agentId} serves`);
  });
}

/** Who talks with the customer does so in the customer's own talk, and who consults does not. */
function heard(record: CallRecord): string[] {
  const talks = record.segments.filter((segment) => segment.kind === 'talk');
  return record.parties.flatMap(({ legId, role, kind, startedAt, endedAt }) => {
    if (role === 'supervisor') return [];
    const sharedMs = talks.reduce(
      (sum, talk) =>
        sum + Math.max(0, Math.min(endedAt, talk.endedAt) - Math.max(startedAt, talk.startedAt)),
      0,
    );
    if (kind === 'talk' && sharedMs !== endedAt - startedAt) return [`${legId} talks to nobody`];
    return kind === 'consult' && sharedMs > 0 ? [`${legId} consults in the hearing`] : [];
  });
}

function sums(record: CallRecord): string[] {
  const total = record.segments.reduce((sum, s) => sum + s.endedAt - s.startedAt, 0);
  const broken: string[] = [];
  if (total !== record.endedAt - record.offeredAt) broken.push('durations do not add up');
  const talked = record.segments.some((s) => s.kind === 'talk');
  if (record.result !== 'connected' && talked) broken.push(`talked, but is ${record.result}`);
  return broken;
}
