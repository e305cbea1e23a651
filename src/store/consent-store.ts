import type { Knex } from 'knex';
import type { LeadConsent } from '../core/dialer/hopper';
import { orStoreDown } from './store-error';

/** What was said of consent, and what proves it. Times are ms since the epoch (UTC). */
export interface ConsentEntry {
  readonly status: 'granted' | 'withdrawn';
  /** When it was given or withdrawn. */
  readonly at: number;
  /** Of what is granted: `form`, `call`, `contract`, … */
  readonly kind?: string;
  readonly expiresAt?: number;
  /** Where the proof is found: a recording, a file; always there where it is granted. */
  readonly evidence?: string;
  /** Where it was said: a form, a call, a letter. */
  readonly source: string;
  /** By what means: `web`, `phone`, `post`, … */
  readonly channel?: string;
  /** Which text was agreed to. */
  readonly textVersion?: string;
  readonly reason: string;
}

export interface NewConsent extends ConsentEntry {
  readonly clientId: string;
  /** E.164. */
  readonly numbers: readonly string[];
  readonly recordedAt: number;
  /** As in a cause: `token:<tokenId>`, … */
  readonly actor: string;
}

/** An entry of one number as it was written down. */
export interface StoredConsent extends ConsentEntry {
  readonly clientId: string;
  readonly number: string;
  readonly recordedAt: number;
  readonly recordedBy: string;
}

interface ConsentRow {
  readonly client_id: string;
  readonly number: string;
  readonly status: ConsentEntry['status'];
  readonly at: number;
  readonly kind: string | null;
  readonly expires_at: number | null;
  readonly evidence: string | null;
  readonly source: string;
  readonly channel: string | null;
  readonly text_version: string | null;
  readonly reason: string;
  readonly recorded_at: number;
  readonly recorded_by: string;
}

/** Consents given and withdrawn: added to, never changed. Methods reject with STORE_DOWN. */
export class SqlConsentStore {
  constructor(private readonly db: Knex) {}

  /** The same entry twice is written down twice, and counts as one. */
  async add(given: NewConsent): Promise<void> {
    const { kind = null, expiresAt = null, evidence = null } = given;
    const { channel = null, textVersion = null, numbers } = given;
    await orStoreDown(
      this.db.raw(
        `insert into consents (client_id, number, status, at, kind, expires_at, evidence, source,
           channel, text_version, reason, recorded_at, recorded_by)
         select :clientId, number, :status, :at, :kind, :expiresAt, :evidence, :source,
           :channel, :textVersion, :reason, :recordedAt, :actor
         from unnest(:numbers::text[]) as number`,
        { ...given, kind, expiresAt, evidence, channel, textVersion, numbers: [...numbers] },
      ),
    );
  }

  /** All of a number, the newest first. `clientIds`: theirs alone. */
  async of(number: string, clientIds?: readonly string[]): Promise<readonly StoredConsent[]> {
    const query = this.db('consents').where({ number });
    if (clientIds) query.whereIn('client_id', [...clientIds]);
    const order = ['at', 'consent_id'].map((column) => ({ column, order: 'desc' }));
    const rows: ConsentRow[] = await orStoreDown(query.orderBy(order));
    return rows.map(consentOf);
  }
}

const consentOf = (row: ConsentRow): StoredConsent => ({
  ...{ clientId: row.client_id, number: row.number, status: row.status, at: row.at },
  ...(row.kind !== null && { kind: row.kind }),
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  ...(row.evidence !== null && { evidence: row.evidence }),
  source: row.source,
  ...(row.channel !== null && { channel: row.channel }),
  ...(row.text_version !== null && { textVersion: row.text_version }),
  ...{ reason: row.reason, recordedAt: row.recorded_at, recordedBy: row.recorded_by },
});

/** The newest consent to calls of a number, and when one was withdrawn last. */
export interface NumberConsent {
  readonly granted?: LeadConsent;
  readonly withdrawnAt?: number;
}

/** For each of the numbers of which a client wrote anything down. */
export async function consentsOn(
  db: Knex,
  clientId: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, NumberConsent>> {
  const { rows } = await db.raw(
    `select distinct on (number, status) * from consents
     where client_id = :clientId and number = any(:numbers)
     order by number, status, at desc, consent_id desc`,
    { clientId, numbers: [...numbers] },
  );
  const found = new Map<string, NumberConsent>();
  for (const row of rows as ConsentRow[]) {
    const known = found.get(row.number) ?? {};
    const { at, kind, evidence, expires_at: expiresAt } = row;
    const proof = { kind: kind ?? '', givenAt: at, evidence: evidence ?? '' };
    const granted = { ...proof, ...(expiresAt !== null && { expiresAt }) };
    const more = row.status === 'granted' ? { granted } : { withdrawnAt: at };
    found.set(row.number, { ...known, ...more });
  }
  return found;
}
