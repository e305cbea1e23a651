import type { AriEvent } from './ari-event';

/** One REST request below `/ari/`. */
export interface AriRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path segments, unescaped: `['channels', id, 'play', playbackId]`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** Asterisk may sit on it for seconds, and must not sit on others meanwhile. */
  readonly apart?: boolean;
}

export interface AriReply {
  readonly status: number;
  /** Parsed JSON, or undefined when there was none. */
  readonly body: unknown;
}

export interface AriListener {
  /** The wire is open and answers; called again after each reconnect. */
  up(): void;
  /** The wire is gone; pending requests were rejected before this call. */
  down(reason: string): void;
  event(event: AriEvent): void;
}

/**
 * The wire to one Asterisk and nothing else: it connects, keeps itself connected, answers pings,
 * and refuses while it is down.
 */
export interface AriLink {
  /**
   * Resolves after the first attempt, whatever came of it. Rejects with ARI_UNAUTHORIZED,
   * ARI_NOT_FOUND or LINK_NOT_INSTALLED: waiting does not mend those.
   */
  open(listener: AriListener): Promise<void>;
  /** Rejects with SWITCH_DOWN while the wire is down or when it drops. Has no deadline. */
  request(request: AriRequest): Promise<AriReply>;
  /** Drops the wire for good. */
  close(): Promise<void>;
}

export interface AriLinkOptions {
  /** `http://host:8088/ari`, or `http://host:8088`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly app: string;
}

/** `channels/ID/play?media=x`, each part escaped. */
export function uriOf(request: AriRequest): string {
  const path = request.path.map(encodeURIComponent).join('/');
  const query = Object.entries(request.query ?? {})
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** Parses a body that may be empty or no JSON at all. */
export function parseBody(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What Asterisk said beside the status: `Channel not found`. */
export function messageOf(reply: AriReply): string {
  const body = reply.body as { message?: unknown; error?: unknown } | undefined;
  const said = body?.message ?? body?.error;
  return typeof said === 'string' ? said : `ARI answered ${reply.status}`;
}

export const isDone = (reply: AriReply): boolean => reply.status >= 200 && reply.status < 300;
