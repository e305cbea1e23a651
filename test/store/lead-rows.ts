import type { Knex } from 'knex';
import type {
  AttemptEnded,
  LeadReturned,
  OutboxEntry,
  SuppressionRequested,
} from '../../src/port/stores';

export const KEY = { clientId: 'acme', campaignId: 'winter' };
export const BERLIN = 'Europe/Berlin';
export const LONDON = 'Europe/London';

interface GivenList {
  /** Absent: that of `KEY`. */
  readonly campaignId?: string;
  readonly listId: string;
  readonly leads: readonly GivenLead[];
  readonly weight?: number;
  readonly priority?: number;
  readonly active?: boolean;
  readonly leadOrder?: 'retries-first' | 'new-first';
}

export interface GivenLead {
  readonly key?: string;
  readonly numbers?: readonly { number: string; role: string; zone: string }[];
  readonly zone?: string;
  readonly priority?: number;
  readonly state?: 'new' | 'waiting';
  readonly at?: number;
  readonly callbackAt?: number;
  readonly callbackAgent?: string;
}

type Owner = Readonly<Record<'client_id' | 'campaign_id' | 'list_id', string>>;

let counter = 0;

/** Writes a list with its leads as an import would; returns the leads' ids in order. */
export async function writeList(db: Knex, list: GivenList): Promise<string[]> {
  const { listId, leads, weight = 1, priority = 0, active = true } = list;
  const { clientId: client_id, campaignId } = { ...KEY, ...list };
  const owner = { client_id, campaign_id: campaignId, list_id: listId };
  const lead_order = list.leadOrder ?? 'retries-first';
  const own = { ...{ name: listId, weight, priority, active, lead_order }, created_at: 0 };
  await db('dial_lists').insert({ ...owner, ...own });
  const ids: string[] = [];
  for (const lead of leads) ids.push(await writeLead(db, owner, lead));
  return ids;
}

async function writeLead(db: Knex, owner: Owner, lead: GivenLead): Promise<string> {
  counter += 1;
  const zone = lead.numbers?.[0]?.zone ?? lead.zone ?? BERLIN;
  const numbers = lead.numbers ?? [{ number: `+4930${1_000_000 + counter}`, role: 'main', zone }];
  const lane = { ...owner, priority: lead.priority ?? 0, zone };
  await db('lead_lanes').insert(lane).onConflict().ignore();
  const { lane_id } = await db('lead_lanes').where(lane).first();
  const [row] = await db('leads')
    .insert({
      ...{ ...owner, lane_id, priority: lead.priority ?? 0, state: lead.state ?? 'new' },
      ...{ next_attempt_at: lead.at ?? 0, numbers: JSON.stringify(numbers) },
      callback_at: lead.callbackAt ?? null,
      callback_agent: lead.callbackAgent ?? null,
      external_key: lead.key ?? null,
    })
    .returning('lead_id');
  const { client_id, campaign_id } = owner;
  const held = numbers.map(({ number }) => ({ client_id, campaign_id, number, ...row }));
  await db('lead_numbers').insert(held).onConflict().ignore();
  if (lead.key !== undefined) {
    await db('lead_keys').insert({ client_id, external_key: lead.key, ...row });
  }
  return String(row.lead_id);
}

const entry = (number: number, body: OutboxEntry['body']): OutboxEntry => ({
  ...{ engineId: 'engine-1', epoch: 1, seq: number, factIndex: 0, at: number },
  ...{ clientId: KEY.clientId, body },
});

type Settling = Pick<AttemptEnded, 'leadId' | 'batch' | 'next'>;

/** The fact that an attempt is over; `number` names it. */
export const attemptEnded = (
  number: number,
  settling: Settling & Partial<AttemptEnded>,
): OutboxEntry =>
  entry(number, {
    ...{ type: 'attempt.ended', attemptId: `attempt-${number}`, campaignId: KEY.campaignId },
    ...{ listId: 'first', number: '+49301000000', at: number, result: 'busy', ...settling },
  });

export const leadReturned = (number: number, settling: Settling): OutboxEntry => {
  const body: LeadReturned = {
    ...{ type: 'lead.returned', campaignId: KEY.campaignId, listId: 'first', ...settling },
  };
  return entry(number, body);
};

/** The fact that a lead said no at an instant. */
export const refusalNoted = (at: number, leadId: string): OutboxEntry =>
  entry(at, {
    ...{ type: 'refusal.noted', campaignId: KEY.campaignId, leadId, number: '+49301000000' },
    ...{ callId: 'call-1', agentId: 'anna', reason: 'no' },
  });

type Asking = Pick<SuppressionRequested, 'by' | 'agentId' | 'reason'>;

/** The fact that somebody asked not to be called; `number` names it. */
export const suppressionRequested = (number: number, asking: Asking): OutboxEntry =>
  entry(number, {
    ...{ type: 'suppression.requested', scope: 'client', campaignId: KEY.campaignId },
    ...{ number: '+49301000000', callId: 'call-1', ...asking },
  });
