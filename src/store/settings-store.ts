import type { Knex } from 'knex';
import type { Clock } from '../port/clock';
import { orStoreDown } from './store-error';

export interface Setting {
  readonly clientId?: string;
  readonly key: string;
  /** Any JSON value. */
  readonly value: unknown;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

interface SettingRow {
  readonly client_id: string;
  readonly key: string;
  readonly value: unknown;
  readonly updated_at: number;
  readonly updated_by: string;
}

/** For what concerns the whole centre. */
const WHOLE_CENTRE = '';

/** Small values that people set while the engine runs. All methods reject with STORE_DOWN. */
export class SqlSettingsStore {
  constructor(
    private readonly db: Knex,
    private readonly clock: Clock,
  ) {}

  /** null: never set, or removed. */
  async get(key: string, clientId = WHOLE_CENTRE): Promise<Setting | null> {
    const row: SettingRow | undefined = await orStoreDown(
      this.db('settings').where({ client_id: clientId, key }).first(),
    );
    return row ? settingOf(row) : null;
  }

  async list(clientId = WHOLE_CENTRE): Promise<readonly Setting[]> {
    const rows: SettingRow[] = await orStoreDown(
      this.db('settings').where({ client_id: clientId }).orderBy('key'),
    );
    return rows.map(settingOf);
  }

  /** `actor` as in a cause: `token:<tokenId>`, `engine`, … */
  async set(key: string, value: unknown, actor: string, clientId = WHOLE_CENTRE): Promise<void> {
    const change = {
      value: JSON.stringify(value),
      updated_at: this.clock.now(),
      updated_by: actor,
    };
    await orStoreDown(
      this.db('settings')
        .insert({ client_id: clientId, key, ...change })
        .onConflict(['client_id', 'key'])
        .merge(change),
    );
  }

  /** false: there was none. */
  async remove(key: string, clientId = WHOLE_CENTRE): Promise<boolean> {
    const count = await orStoreDown(
      this.db('settings').where({ client_id: clientId, key }).delete(),
    );
    return count > 0;
  }
}

const settingOf = (row: SettingRow): Setting => ({
  ...(row.client_id === WHOLE_CENTRE ? {} : { clientId: row.client_id }),
  key: row.key,
  value: row.value,
  updatedAt: row.updated_at,
  updatedBy: row.updated_by,
});
