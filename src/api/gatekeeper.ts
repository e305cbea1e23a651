import { createHash } from 'node:crypto';
import type { Clock } from '../port/clock';
import type { Role, Token, TokenStore } from '../port/stores';
import { Problem } from './problem';
import { RateLimit } from './rate-limit';

const BEARER = /^Bearer +([\w.~+/=-]{8,256})$/i;

/** An address that fails too often is heard only with secrets that were good so recently. */
const TRUSTED_MS = 600_000;
const TRUSTED_MAX = 1000;

export interface GatekeeperParts {
  readonly tokens: TokenStore;
  readonly clock: Clock;
  readonly requestsPerMinute: number;
  readonly failedLoginsPerMinute: number;
}

export interface Caller {
  readonly authorization: string | undefined;
  readonly address: string;
}

/** Who may come in, and how often. */
export class Gatekeeper {
  private readonly requests: RateLimit;
  private readonly strangers: RateLimit;
  private readonly failures: RateLimit;
  /** SHA-256 of secrets, and when they were last good; nothing here can be used to log in. */
  private readonly trusted = new Map<string, number>();

  constructor(private readonly parts: GatekeeperParts) {
    this.requests = new RateLimit(parts.requestsPerMinute);
    this.strangers = new RateLimit(parts.requestsPerMinute);
    this.failures = new RateLimit(parts.failedLoginsPerMinute);
  }

  /** The token of this caller. Throws 401, 403 or 429. */
  async admit(caller: Caller, roles: readonly Role[]): Promise<Token> {
    const token = await this.identify(caller);
    const waitMs = this.requests.take(token.tokenId, this.parts.clock.now());
    if (waitMs > 0) throw tooMany('RATE_LIMITED', 'too many requests with this token', waitMs);
    if (!roles.includes(token.role)) {
      throw new Problem(403, 'ROLE_FORBIDDEN', `a token of role "${token.role}" may not do this`, {
        remedy: `it takes the role ${roles.join(' or ')}`,
      });
    }
    return token;
  }

  /** Anyone may come in here, but not without end. Throws 429. */
  greet(address: string): void {
    const waitMs = this.strangers.take(address, this.parts.clock.now());
    if (waitMs > 0) throw tooMany('RATE_LIMITED', 'too many requests from this address', waitMs);
  }

  /** Whether the secret is still good; for feeds that stay open. */
  async stillGood(authorization: string | undefined): Promise<boolean> {
    const secret = secretOf(authorization);
    return secret !== undefined && (await this.parts.tokens.verify(secret)) !== null;
  }

  private async identify({ authorization, address }: Caller): Promise<Token> {
    const { clock, tokens } = this.parts;
    const secret = secretOf(authorization);
    const digest = secret === undefined ? '' : createHash('sha256').update(secret).digest('hex');
    const waitMs = this.failures.waitMs(address, clock.now());
    if (waitMs > 0 && !this.isTrusted(digest)) {
      throw tooMany('LOGIN_LIMITED', 'too many failed logins from this address', waitMs);
    }
    const token = secret === undefined ? null : await tokens.verify(secret);
    if (token) {
      this.trust(digest);
      return token;
    }
    this.trusted.delete(digest);
    this.failures.take(address, clock.now());
    throw unauthorized(authorization === undefined);
  }

  private isTrusted(digest: string): boolean {
    const goodAt = this.trusted.get(digest);
    return goodAt !== undefined && this.parts.clock.now() - goodAt < TRUSTED_MS;
  }

  private trust(digest: string): void {
    this.trusted.delete(digest);
    this.trusted.set(digest, this.parts.clock.now());
    if (this.trusted.size <= TRUSTED_MAX) return;
    const [oldest] = this.trusted.keys();
    if (oldest !== undefined) this.trusted.delete(oldest);
  }
}

const secretOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];

/** The same answer for unknown, revoked and expired: it tells nothing about tokens. */
const unauthorized = (isMissing: boolean): Problem =>
  new Problem(
    401,
    isMissing ? 'TOKEN_MISSING' : 'TOKEN_INVALID',
    isMissing ? 'this needs a token' : 'the token is not known, revoked or expired',
    {
      remedy: 'send "Authorization: Bearer SECRET"; leitstand token create makes one',
      headers: { 'WWW-Authenticate': 'Bearer realm="leitstand"' },
    },
  );

const tooMany = (code: string, detail: string, waitMs: number): Problem =>
  new Problem(429, code, detail, {
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) },
  });
