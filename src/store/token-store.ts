import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Clock } from '../port/clock';
import type { Role, Token, TokenStore } from '../port/stores';
import type { Notify } from './notice';
import { readJson, writeJson } from './small-file';
import { orStoreDown } from './store-error';

export interface TokenStoreOptions {
  readonly db: Knex;
  /** A copy on the disk, hashes only, for a start while SQL is away. */
  readonly path: string;
  readonly clock: Clock;
  readonly notify: Notify;
}

interface TokenRow {
  readonly token_id: string;
  readonly name: string;
  readonly role: Role;
  readonly client_id: string | null;
  readonly provider_id: string | null;
  readonly agent_id: string | null;
  readonly secret_sha256: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}

interface DiskCopy {
  readonly tokens: readonly (readonly [hash: string, token: Token])[];
  /** Revoked while SQL was away. */
  readonly revoked: readonly string[];
}

const SECRET = /^lst_[A-Za-z0-9_-]{43}$/;
/** What another process created or revoked is known here after so long at the latest. */
const REFRESH_EVERY_MS = 15_000;
/** Unknown secrets do not become queries faster than this. */
const LOOK_AGAIN_MS = 1000;

const sha256 = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Bearer tokens in SQL, answered from memory. */
export class SqlTokenStore implements TokenStore {
  private tokens = new Map<string, Token>();
  private readonly revoked = new Set<string>();
  private refreshedAt = Number.NEGATIVE_INFINITY;
  private isAway = false;
  private isClosed = false;
  private cancelTimer: () => void = () => undefined;
  /** What reads or writes SQL does so one after the other, so that no old list undoes a change. */
  private line: Promise<unknown> = Promise.resolve();
  private saving: Promise<void> = Promise.resolve();
  private savedText = '';

  private constructor(private readonly options: TokenStoreOptions) {}

  /** Answers from the copy on the disk until SQL is there. */
  static async open(options: TokenStoreOptions): Promise<SqlTokenStore> {
    const store = new SqlTokenStore(options);
    const copy = await readJson<DiskCopy>(options.path);
    store.tokens = new Map(copy?.tokens ?? []);
    for (const tokenId of copy?.revoked ?? []) store.revoked.add(tokenId);
    await store.refresh();
    store.refreshFromTimeToTime();
    return store;
  }

  /** Rejects with STORE_DOWN. The secret is shown this once and kept nowhere. */
  async create(
    given: Omit<Token, 'tokenId' | 'createdAt'>,
  ): Promise<{ token: Token; secret: string }> {
    const secret = `lst_${randomBytes(32).toString('base64url')}`;
    const hash = sha256(secret);
    const token = { ...given, tokenId: randomUUID(), createdAt: this.options.clock.now() };
    await this.inLine(async () => {
      await orStoreDown(this.options.db('tokens').insert(rowOf(token, hash)));
      this.tokens.set(hash, token);
      await this.save();
    });
    return { token, secret };
  }

  async verify(secret: string): Promise<Token | null> {
    if (!SECRET.test(secret)) return null;
    const hash = sha256(secret);
    const now = this.options.clock.now();
    if (!this.tokens.has(hash) && !this.isAway && now - this.refreshedAt >= LOOK_AGAIN_MS) {
      await this.refresh();
    }
    const token = this.tokens.get(hash);
    if (!token) return null;
    return token.expiresAt !== undefined && token.expiresAt <= now ? null : token;
  }

  /** Those that are not revoked, oldest first; what is known here while SQL is away. */
  async list(): Promise<readonly Token[]> {
    await this.refresh();
    return [...this.tokens.values()].sort(
      (a, b) => a.createdAt - b.createdAt || (a.tokenId < b.tokenId ? -1 : 1),
    );
  }

  /** Takes effect at once, and reaches SQL when it is there. false: there is no such token. */
  async revoke(tokenId: string): Promise<boolean> {
    const found = [...this.tokens].find(([, token]) => token.tokenId === tokenId);
    if (!found) {
      await this.refresh();
      if (![...this.tokens.values()].some((token) => token.tokenId === tokenId)) return false;
      return this.revoke(tokenId);
    }
    this.tokens.delete(found[0]);
    this.revoked.add(tokenId);
    await this.save();
    await this.refresh();
    return true;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelTimer();
    await this.line;
  }

  private refreshFromTimeToTime(): void {
    if (this.isClosed) return;
    const { clock } = this.options;
    this.cancelTimer = clock.schedule(clock.now() + REFRESH_EVERY_MS, () => {
      this.refresh().then(() => this.refreshFromTimeToTime());
    });
  }

  /** Brings revocations to SQL and reads what is there; keeps what it has when SQL is away. */
  private refresh(): Promise<void> {
    return this.inLine(async () => {
      this.refreshedAt = this.options.clock.now();
      try {
        await this.flushRevocations();
        const rows = await tokensOf(this.options.db);
        const live = rows.filter((row) => !this.revoked.has(row.token_id));
        this.tokens = new Map(live.map((row) => [row.secret_sha256, tokenOf(row)]));
        this.isAway = false;
      } catch {
        this.isAway = true;
        return;
      }
      await this.save();
    });
  }

  private async flushRevocations(): Promise<void> {
    const tokenIds = [...this.revoked];
    if (tokenIds.length === 0) return;
    await this.options
      .db('tokens')
      .whereIn('token_id', tokenIds)
      .whereNull('revoked_at')
      .update({ revoked_at: this.options.clock.now() });
    for (const tokenId of tokenIds) this.revoked.delete(tokenId);
  }

  /** Writes the copy when it differs from the one on the disk, after what is being written. */
  private save(): Promise<void> {
    this.saving = this.saving.then(async () => {
      const copy: DiskCopy = { tokens: [...this.tokens], revoked: [...this.revoked] };
      const text = JSON.stringify(copy);
      if (text === this.savedText) return;
      try {
        await writeJson(this.options.path, copy, true);
        this.savedText = text;
      } catch {
        this.options.notify({
          code: 'TOKEN_COPY',
          severity: 'alarm',
          message: 'The copy of the tokens was not written; a start without SQL uses an old one.',
        });
      }
    });
    return this.saving;
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.line.then(work);
    this.line = done.catch(() => undefined);
    return done;
  }
}

const tokensOf = async (db: Knex): Promise<TokenRow[]> =>
  db('tokens').whereNull('revoked_at').orderBy(['created_at', 'token_id']).select();

const rowOf = (token: Token, hash: string): TokenRow => ({
  token_id: token.tokenId,
  name: token.name,
  role: token.role,
  client_id: token.clientId ?? null,
  provider_id: token.providerId ?? null,
  agent_id: token.agentId ?? null,
  secret_sha256: hash,
  created_at: token.createdAt,
  expires_at: token.expiresAt ?? null,
});

const tokenOf = (row: TokenRow): Token => ({
  tokenId: row.token_id,
  name: row.name,
  role: row.role,
  ...(row.client_id === null ? {} : { clientId: row.client_id }),
  ...(row.provider_id === null ? {} : { providerId: row.provider_id }),
  ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
  createdAt: row.created_at,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
});
