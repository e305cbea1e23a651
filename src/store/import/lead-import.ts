import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { CodedError } from '../../port/coded-error';
import { orStoreDown } from '../store-error';
import { mappingFor } from './import-mapping';
import { RowProblem } from './import-problem';
import { type ImportReport, ImportTally } from './import-report';
import {
  type ImportEncoding,
  type ImportFormat,
  openSource,
  type SourceRow,
} from './import-source';
import { LeadLoader, type ListKey } from './lead-loader';
import { type ImportedLead, LeadReader, type ListDefaults } from './lead-row';

/** What is to be imported, and how it is read. */
export interface ImportOrder {
  readonly list: ListKey;
  readonly importId: string;
  readonly format: ImportFormat;
  readonly encoding: ImportEncoding;
  /** See `parseMapping`. */
  readonly mapping: readonly (readonly [string, string])[];
  /** Kept with the list; what is not said stays as it is. */
  readonly defaults: ListDefaults;
  /** As in a cause: `token:<tokenId>`, … */
  readonly actor: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
}

/** How far an import has come. */
export interface ImportProgress {
  readonly rows: number;
  readonly leads: number;
  readonly refused: number;
}

const STEP_ROWS = 5_000;

/**
 * Whether the columns are right, as far as the beginning of the file tells, so that nobody sends
 * all of it in vain. Rejects as `importLeads` does.
 */
export async function checkHead(order: ImportOrder, head: Uint8Array): Promise<void> {
  const [line = ''] = /^\s*\S[^\n]*\n/.exec(Buffer.from(head).toString('latin1')) ?? [];
  const isCut = line === '' || (line.match(/"/g) ?? []).length % 2 === 1;
  if (isCut || order.format !== 'csv' || order.encoding === 'utf-16le') return;
  if (head[0] === 0xff && head[1] === 0xfe) return;
  const first = Readable.from([head.subarray(0, line.length)]);
  const source = await openSource(first, order.format, order.encoding);
  mappingFor(order.mapping, source.columns);
}

/**
 * Imports a file into a list, which is made where it is not there. All in one transaction: what
 * dies half way leaves nothing, and can be sent again. Memory does not grow with the file. Rejects
 * with IMPORT_RUNNING, COUNTRY_UNKNOWN, STORE_DOWN, or what is wrong with the file as a whole.
 */
export async function importLeads(
  db: Knex,
  order: ImportOrder,
  bytes: AsyncIterable<Uint8Array>,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportReport> {
  const source = await openSource(bytes, order.format, order.encoding);
  const mapping = mappingFor(order.mapping, source.columns);
  return orStoreDown(
    db.transaction(async (transaction) => {
      await transaction.raw('set local idle_in_transaction_session_timeout = 0');
      await lockImports(transaction, order.list);
      const defaults = await defaultsOf(db, order);
      const { list, at } = order;
      const tally = new ImportTally();
      const loader = new LeadLoader({ list, transaction, db, at, tally });
      const reader = new LeadReader(mapping, defaults);
      const step: ImportedLead[] = [];
      // The next step is read while SQL works on the one before.
      let working: Promise<void> = Promise.resolve();
      for await (const row of source.rows) {
        readRow({ row, reader, tally, step });
        if (step.length < STEP_ROWS && tally.rows % STEP_ROWS !== 0) continue;
        await working;
        onProgress(tally);
        working = loader.load(step.splice(0));
        // Whoever awaits it hears of it; until then it is no unheard rejection.
        working.catch(() => undefined);
      }
      await working;
      await loader.load(step);
      onProgress(tally);
      return finish(transaction, order, tally);
    }),
  );
}

interface Reading {
  readonly row: SourceRow;
  readonly reader: LeadReader;
  readonly tally: ImportTally;
  readonly step: ImportedLead[];
}

function readRow({ row, reader, tally, step }: Reading): void {
  tally.rows += 1;
  try {
    if ('problem' in row) throw new RowProblem(row.problem);
    step.push(reader.lead(row.line, row.cells));
  } catch (error) {
    tally.refuse(row.line, error);
  }
}

/** One import at a time for each campaign: what is a duplicate depends on the order. */
async function lockImports(db: Knex, { clientId, campaignId }: ListKey): Promise<void> {
  const { rows } = await db.raw(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 6)) as free',
    [`import ${JSON.stringify([clientId, campaignId])}`],
  );
  if (rows[0].free) return;
  throw new CodedError(
    'IMPORT_RUNNING',
    `a list of the campaign "${campaignId}" is being imported`,
    'wait for it to end, then send this one',
  );
}

const keyOf = ({ clientId, campaignId, listId }: ListKey) => ({
  ...{ client_id: clientId, campaign_id: campaignId, list_id: listId },
});

/** What holds for the rows: what was said now, else what was said of the list before. */
async function defaultsOf(db: Knex, { list, defaults }: ImportOrder): Promise<ListDefaults> {
  const found = await db('dial_lists').where(keyOf(list)).first('country', 'zone');
  return {
    ...(found?.country && { country: found.country }),
    ...(found?.zone && { zone: found.zone }),
    ...said(defaults),
  };
}

const said = ({ country, zone }: ListDefaults) => ({
  ...(country !== undefined && { country }),
  ...(zone !== undefined && { zone }),
});

/**
 * The list comes with its leads, or not at all. At the end, so that nobody waits to change it
 * while they come in.
 */
async function finish(db: Knex, order: ImportOrder, tally: ImportTally): Promise<ImportReport> {
  const { list, importId, at, actor, defaults } = order;
  const report = tally.report(importId);
  const key = keyOf(list);
  const row = { ...key, name: list.listId, created_at: at, leads: report.leads };
  const leads = db.raw('dial_lists.leads + excluded.leads');
  await db('dial_lists')
    .insert({ ...row, ...said(defaults) })
    .onConflict(['client_id', 'campaign_id', 'list_id'])
    .merge({ leads, ...said(defaults) });
  const { firstProblems: _, ...kept } = report;
  const noted = { ...key, import_id: importId, at, actor, report: JSON.stringify(kept) };
  await db('lead_imports').insert(noted);
  return report;
}
