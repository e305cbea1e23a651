import type { Knex } from 'knex';
import { type CentreDocument, linksOf, type TableRows, thingsOf } from './centre-rows';
import { orStoreDown } from './store-error';

export interface AppliedCentre<Document> {
  readonly centre: Document;
  /** As in the fact `centre.applied`. */
  readonly hash: string;
  /** ms since the epoch (UTC). */
  readonly appliedAt: number;
  /** As in a cause: `token:<tokenId>`, `engine`, … */
  readonly actor: string;
}

/** The centre as rows for reports and joins, and every version of it whole. */
export class SqlCentreStore<Document extends CentreDocument> {
  constructor(private readonly db: Knex) {}

  /** The same hash as the newest version changes nothing. Rejects with STORE_DOWN. */
  async save({ centre, hash, appliedAt, actor }: AppliedCentre<Document>): Promise<void> {
    await orStoreDown(
      this.db.transaction(async (transaction) => {
        // Two daemons that apply at once do so one after the other.
        await transaction.raw("select pg_advisory_xact_lock(hashtext('leitstand.centre'))");
        const newest = await newestVersion(transaction);
        if (newest?.hash === hash) return;
        const document = JSON.stringify(centre);
        await transaction('centre_versions').insert({
          ...{ hash, applied_at: appliedAt, actor, document },
        });
        for (const things of thingsOf(centre)) await replaceThings(transaction, things, appliedAt);
        for (const links of linksOf(centre)) await replaceLinks(transaction, links);
      }),
    );
  }

  /** The newest version; null when none was ever applied. Rejects with STORE_DOWN. */
  async load(): Promise<AppliedCentre<Document> | null> {
    const row = await orStoreDown(newestVersion(this.db));
    if (!row) return null;
    const { hash, applied_at: appliedAt, actor } = row;
    return { centre: row.document as Document, hash, appliedAt, actor };
  }

  /** What was applied when and by whom, newest first, without the documents. */
  async history(limit: number): Promise<readonly Omit<AppliedCentre<Document>, 'centre'>[]> {
    const rows: VersionRow[] = await orStoreDown(
      this.db('centre_versions')
        .orderBy('version', 'desc')
        .limit(limit)
        .select('hash', 'applied_at', 'actor'),
    );
    return rows.map(({ hash, applied_at: appliedAt, actor }) => ({ hash, appliedAt, actor }));
  }
}

interface VersionRow {
  readonly hash: string;
  readonly applied_at: number;
  readonly actor: string;
  readonly document: unknown;
}

const newestVersion = async (db: Knex): Promise<VersionRow | undefined> =>
  db('centre_versions').orderBy('version', 'desc').first();

/** Adds and changes what is in the centre, and marks what is not any more. */
async function replaceThings(db: Knex, { table, key, rows }: TableRows, at: number): Promise<void> {
  await db(table)
    .whereNull('removed_at')
    .whereRaw(
      `not exists (
        select from jsonb_populate_recordset(null::${table}, ?::jsonb) as kept
        where ${key.map((column) => `kept.${column} = ${table}.${column}`).join(' and ')})`,
      [JSON.stringify(rows)],
    )
    .update({ removed_at: at });
  const present = rows.map((row) => ({ ...row, applied_at: at, removed_at: null }));
  if (present.length === 0) return;
  const columns = Object.keys(present[0] ?? {});
  await db.raw(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, ?::jsonb)
     on conflict (${key.join(', ')}) do update
     set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [JSON.stringify(present)],
  );
}

async function replaceLinks(db: Knex, { table, rows }: TableRows): Promise<void> {
  await db(table).delete();
  await db.raw(
    `insert into ${table} select * from jsonb_populate_recordset(null::${table}, ?::jsonb)`,
    [JSON.stringify(rows)],
  );
}
