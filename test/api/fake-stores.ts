import type { CallRecord, RecordSupplement } from '../../src/port/call-record';
import { CodedError } from '../../src/port/coded-error';
import type { CdrFilter, CdrPage, CdrStore, Token, TokenStore } from '../../src/port/stores';

/** Pages by offset; a cursor is `c` and the offset. */
export class FakeCdrStore implements CdrStore {
  readonly asked: { filter: CdrFilter; limit: number; cursor?: string }[] = [];
  records: CallRecord[] = [];
  supplements: RecordSupplement[] = [];
  failure: Error | undefined;

  async list(filter: CdrFilter, limit: number, cursor?: string): Promise<CdrPage> {
    this.asked.push({ filter, limit, ...(cursor === undefined ? {} : { cursor }) });
    if (this.failure) throw this.failure;
    if (cursor !== undefined && !/^c\d+$/.test(cursor)) {
      throw new CodedError('BAD_CURSOR', 'this is no cursor of ours', 'take "next" as it came');
    }
    const start = cursor === undefined ? 0 : Number(cursor.slice(1));
    const found = this.records.filter((record) => matches(record, filter));
    const records = found.slice(start, start + limit);
    const end = start + records.length;
    return end < found.length ? { records, next: `c${end}` } : { records };
  }

  async find(callId: string) {
    if (this.failure) throw this.failure;
    const record = this.records.find((entry) => entry.callId === callId);
    return record ? { record, supplements: this.supplements } : null;
  }
}

const matches = (record: CallRecord, filter: CdrFilter): boolean =>
  (filter.from === undefined || record.offeredAt >= filter.from) &&
  (filter.to === undefined || record.offeredAt < filter.to) &&
  (filter.clientIds === undefined || filter.clientIds.includes(record.clientId)) &&
  (filter.providerIds === undefined ||
    record.parties.some((party) => filter.providerIds?.includes(party.providerId ?? ''))) &&
  (filter.queueId === undefined || record.queueId === filter.queueId) &&
  (filter.agentId === undefined ||
    record.parties.some((party) => party.agentId === filter.agentId)) &&
  (filter.result === undefined || record.result === filter.result);

/** Secrets are `secret-of-<tokenId>`. */
export class FakeTokenStore implements TokenStore {
  private count = 0;
  failure: Error | undefined;

  constructor(readonly tokens: Token[]) {}

  async create(token: Omit<Token, 'tokenId' | 'createdAt'>) {
    if (this.failure) throw this.failure;
    this.count += 1;
    const made = { ...token, tokenId: `made-${this.count}`, createdAt: 1 };
    this.tokens.push(made);
    return { token: made, secret: secretOf(made.tokenId) };
  }

  async verify(secret: string): Promise<Token | null> {
    return this.tokens.find((token) => secretOf(token.tokenId) === secret) ?? null;
  }

  async list(): Promise<readonly Token[]> {
    return this.tokens;
  }

  async revoke(tokenId: string): Promise<boolean> {
    const index = this.tokens.findIndex((token) => token.tokenId === tokenId);
    if (index >= 0) this.tokens.splice(index, 1);
    return index >= 0;
  }
}

export const secretOf = (tokenId: string): string => `secret-of-${tokenId}`;
