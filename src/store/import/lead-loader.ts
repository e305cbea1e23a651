import type { Knex } from 'knex';
import type { ImportTally } from './import-report';
import type { ImportedLead } from './lead-row';

/** A list of a campaign. */
export interface ListKey {
  readonly clientId: string;
  readonly campaignId: string;
  readonly listId: string;
}

export interface LeadLoaderOptions {
  readonly list: ListKey;
  /** The one transaction of the import. */
  readonly transaction: Knex;
  /** Any other session: a lane is there for all at once, or writers would wait for the import. */
  readonly db: Knex;
  /** ms since the epoch (UTC): when new leads came. */
  readonly at: number;
  readonly tally: ImportTally;
}

/** Brings prepared leads into the campaign, each number once. */
export class LeadLoader {
  private readonly lanes = new Map<string, number>();
  /** Ids from here on are of this import. */
  private firstId: number | undefined;

  constructor(private readonly options: LeadLoaderOptions) {}

  async load(leads: readonly ImportedLead[]): Promise<void> {
    if (leads.length === 0) return;
    const { tally, transaction, list } = this.options;
    const ids = byLane(leads, await this.mintIds(leads.length));
    const owners = await this.takeNumbers(leads, ids);
    const rows: string[] = [];
    for (const index of rankOf(ids)) {
      const lead = leads[index];
      const id = ids[index];
      if (!lead || id === undefined) continue;
      const numbers = lead.numbers.filter(({ number }) => owners.get(number) === id);
      if (numbers.length > 0) rows.push(await this.row(id, lead, numbers));
      else if (this.isOfThisImport(lead, owners)) tally.duplicatesInFile += 1;
      else tally.duplicatesInCampaign += 1;
      tally.leaveOut(lead);
    }
    if (rows.length > 0) await transaction.raw(ADD_LEADS, { ...list, rows: rows.join(ROW_END) });
    tally.leads += rows.length;
  }

  private isOfThisImport(lead: ImportedLead, owners: ReadonlyMap<string, number>): boolean {
    const first = this.firstId ?? 0;
    return lead.numbers.every(({ number }) => (owners.get(number) ?? 0) >= first);
  }

  private async mintIds(count: number): Promise<readonly number[]> {
    const { rows } = await this.options.transaction.raw(
      `select json_agg(nextval('leads_lead_id_seq')) as ids from generate_series(1, ?::int)`,
      [count],
    );
    const [{ ids }] = rows;
    this.firstId ??= ids[0];
    return ids;
  }

  /** The lead that has each of the numbers now; one that stands twice here goes to the first. */
  private async takeNumbers(
    leads: readonly ImportedLead[],
    ids: readonly number[],
  ): Promise<ReadonlyMap<string, number>> {
    const { transaction, list } = this.options;
    const owners = new Map<string, number>();
    for (const [index, lead] of leads.entries()) {
      for (const { number } of lead.numbers) {
        if (!owners.has(number)) owners.set(number, ids[index] ?? 0);
      }
    }
    const rows = [...owners].map(([number, id]) => number + CELL_END + id).join(ROW_END);
    const { rows: taken } = await transaction.raw(ADD_NUMBERS, { ...list, rows });
    for (const { number, lead_id: id } of taken) owners.set(number, id);
    return owners;
  }

  /** The columns of GIVEN_LEADS. JSON has no control characters, and other cells lose theirs. */
  private async row(
    id: number,
    lead: ImportedLead,
    numbers: ImportedLead['numbers'],
  ): Promise<string> {
    const { priority, callback, consent, fields } = lead;
    const lane = await this.lane(priority, numbers[0]?.zone ?? '');
    return [
      ...[id, lane, priority, callback ? 'waiting' : 'new', callback?.at ?? this.options.at],
      ...[callback?.at, plain(callback?.agentId), plain(lead.key), JSON.stringify(numbers)],
      ...[consent && JSON.stringify(consent), lead.retainUntil, fields && JSON.stringify(fields)],
      lead.audience,
    ].join(CELL_END);
  }

  private async lane(priority: number, zone: string): Promise<number> {
    const key = `${priority} ${zone}`;
    const known = this.lanes.get(key);
    if (known !== undefined) return known;
    const { db, list } = this.options;
    const lane = {
      ...{ client_id: list.clientId, campaign_id: list.campaignId, list_id: list.listId },
      ...{ priority, zone },
    };
    await db('lead_lanes').insert(lane).onConflict().ignore();
    const { lane_id: id } = await db('lead_lanes').where(lane).first('lane_id');
    this.lanes.set(key, id);
    return id;
  }
}

/**
 * The id of each lead, so that those of one lane follow each other, in the order of the file: what
 * a claim asks for lies together on the disk, and not one lead on each page.
 */
function byLane(leads: readonly ImportedLead[], ids: readonly number[]): number[] {
  const lanes = leads.map(({ priority, numbers }) => `${priority} ${numbers[0]?.zone ?? ''}`);
  const sorted = [...lanes.keys()].sort((a, b) => compare(lanes[a], lanes[b]) || a - b);
  const given: number[] = [];
  for (const [rank, index] of sorted.entries()) given[index] = ids[rank] ?? 0;
  return given;
}

const compare = (one = '', other = ''): number => (one === other ? 0 : one < other ? -1 : 1);

/** The places of the ids, from the lowest to the highest. */
const rankOf = (ids: readonly number[]): number[] =>
  [...ids.keys()].sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0));

/** Control characters that stand for themselves nowhere. */
const ROW_END = '\x1e';
const CELL_END = '\x1f';

const plain = (text: string | undefined): string | undefined => text?.replace(/\p{Cc}/gu, ' ');

/** The rows as one text: four times as fast as JSON, and one parameter like it. */
const CELLS = `string_to_table(:rows, chr(30)) as line, string_to_array(line, chr(31)) as cell`;

/** Returns the numbers that somebody has already, and who. */
const ADD_NUMBERS = `
with wanted as materialized (
  select cell[1] as number, cell[2]::bigint as lead_id from ${CELLS}
),
added as (
  insert into lead_numbers (client_id, campaign_id, number, lead_id)
  select :clientId, :campaignId, number, lead_id from wanted
  on conflict do nothing returning number
)
select held.number, held.lead_id from wanted
join lead_numbers as held on held.client_id = :clientId and held.campaign_id = :campaignId
  and held.number = wanted.number
where not exists (select from added where added.number = wanted.number)`;

const ADD_LEADS = `
with given as materialized (select cell from ${CELLS}),
keyed as (
  insert into lead_keys (client_id, external_key, lead_id)
  select :clientId, cell[8], cell[1]::bigint from given where cell[8] <> ''
)
insert into leads (client_id, campaign_id, list_id, lead_id, lane_id, priority, state,
  next_attempt_at, callback_at, callback_agent, external_key, numbers, consent,
  consent_retain_until, fields, audience)
select :clientId, :campaignId, :listId, cell[1]::bigint, cell[2]::integer, cell[3]::smallint,
  cell[4], cell[5]::bigint, nullif(cell[6], '')::bigint, nullif(cell[7], ''),
  nullif(cell[8], ''), cell[9]::jsonb, nullif(cell[10], '')::jsonb, nullif(cell[11], '')::bigint,
  nullif(cell[12], '')::jsonb, nullif(cell[13], '')
from given`;
