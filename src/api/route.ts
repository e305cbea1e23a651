import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Role, Token } from '../port/stores';
import type { Gatekeeper } from './gatekeeper';
import type { LiveFeed } from './live-feed';
import type { ApiParts, ApiSettings } from './parts';

export const EVERYONE: readonly Role[] = ['operator', 'supervisor', 'client', 'provider', 'agent'];
export const INSIDERS: readonly Role[] = ['operator', 'supervisor'];

/** What handlers work with. */
export interface Desk extends ApiParts {
  readonly settings: ApiSettings;
  readonly gatekeeper: Gatekeeper;
  readonly live: LiveFeed;
  /** Every route, for the OpenAPI document. */
  readonly routes: readonly Route[];
}

/** A request after authentication and zod. */
export interface Asked<P = unknown, Q = unknown, B = unknown> {
  readonly viewer: Token;
  readonly path: P;
  readonly query: Q;
  readonly body: B;
  readonly requestId: string;
  readonly request: Request;
  readonly response: Response;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as `type`. Absent: no body. */
  readonly body?: unknown;
  readonly type?: string;
}

/** `sent`: the handler answers by itself (a live feed). */
export type Handler<P, Q, B> = (
  asked: Asked<P, Q, B>,
  desk: Desk,
) => Answer | 'sent' | Promise<Answer | 'sent'>;

/** One operation: what is mounted, checked and documented. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As in OpenAPI: `/v1/cdrs/{callId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Who may; `open`: anyone, without a token. */
  readonly roles: readonly Role[] | 'open';
  readonly pathSchema?: z.ZodType;
  readonly querySchema?: z.ZodType;
  readonly bodySchema?: z.ZodType;
  /** lead-list: CSV or NDJSON, read by the handler as it comes. */
  readonly bodyType?: 'json' | 'yaml' | 'lead-list';
  readonly success: Success;
  readonly handle: Handler<unknown, unknown, unknown>;
}

export interface Success {
  readonly status: number;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default: application/json. */
  readonly contentType?: string;
}

interface TypedRoute<P, Q, B>
  extends Omit<Route, 'pathSchema' | 'querySchema' | 'bodySchema' | 'handle'> {
  readonly pathSchema?: z.ZodType<P>;
  readonly querySchema?: z.ZodType<Q>;
  readonly bodySchema?: z.ZodType<B>;
  readonly handle: Handler<P, Q, B>;
}

/** Lets the compiler hold a handler to its own schemas, then forgets them for the table. */
export const route = <P, Q, B>(typed: TypedRoute<P, Q, B>): Route => typed as unknown as Route;
