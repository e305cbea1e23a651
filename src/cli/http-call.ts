import { CodedError } from '../port/coded-error';

const ANSWER_TIMEOUT_MS = 15_000;

/** One request to the daemon. `body` is sent as JSON, a text with a `type` as it is. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  /** Where more than the usual 15 s is needed. */
  readonly answerMaxMs?: number;
  /** Statuses beside 2xx whose body is an answer, too: 503 of /readyz. */
  readonly accepts?: readonly number[];
}

export interface Target {
  readonly url: string;
  readonly token?: string;
}

/** The daemon said no; `status` is that of HTTP. */
export class DaemonRefusal extends CodedError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
    remedy?: string,
  ) {
    super(code, message, remedy);
  }
}

/** The parts of RFC 9457 problem details that the daemon fills. */
interface ProblemDetails {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly remedy?: unknown;
  /** One entry a wrong field. */
  readonly errors?: unknown;
}

/**
 * The answer's JSON (undefined for an empty one). Rejects with DAEMON_UNREACHABLE, with the
 * daemon's own code and reason, or with ANSWER_UNREADABLE when something else answers there.
 */
export async function callDaemon(target: Target, call: HttpCall): Promise<unknown> {
  const response = await send(
    target,
    call,
    AbortSignal.timeout(call.answerMaxMs ?? ANSWER_TIMEOUT_MS),
  );
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(target.url, error);
  });
  const value = parsed(text);
  if (!response.ok && call.accepts?.includes(response.status) !== true) {
    throw refusal(target, response.status, value);
  }
  if (value === undefined && text !== '') throw unreadable(target.url);
  return value;
}

/** The open answer of a request whose body does not end, for the live feed. */
export async function openStream(
  target: Target,
  path: string,
  signal: AbortSignal,
): Promise<Response> {
  const response = await send(target, { method: 'GET', path }, signal);
  if (!response.ok) throw refusal(target, response.status, parsed(await response.text()));
  return response;
}

async function send(target: Target, call: HttpCall, signal: AbortSignal): Promise<Response> {
  const headers = {
    accept: 'application/json, text/event-stream, application/problem+json',
    ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
    ...(call.body === undefined ? {} : { 'content-type': call.type ?? 'application/json' }),
  };
  try {
    return await fetch(base(target.url) + call.path, {
      method: call.method,
      headers,
      signal,
      redirect: 'error',
      ...(call.body === undefined
        ? {}
        : { body: call.type === undefined ? JSON.stringify(call.body) : String(call.body) }),
    });
  } catch (error) {
    throw unreachable(target.url, error);
  }
}

/** Throws USAGE for what is no URL. A path in front (a proxy's) is kept. */
export function base(url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return url.replace(/\/+$/, '');
  throw new CodedError('USAGE', `"${url}" is no http URL`, 'write http://127.0.0.1:8470');
}

export const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

export function refusal(target: Target, status: number, value: unknown): DaemonRefusal {
  const problem = (value ?? {}) as ProblemDetails;
  const text = (field: unknown): string | undefined =>
    typeof field === 'string' && field !== '' ? field : undefined;
  const code = text(problem.code) ?? codeOfStatus(status);
  const reason = text(problem.detail) ?? text(problem.title) ?? `the daemon answers ${status}`;
  const message = [reason, ...fieldTexts(problem.errors)].join('; ');
  if (status === 401 && target.token === undefined) {
    return new DaemonRefusal(status, 'TOKEN_MISSING', 'the daemon wants a token', TOKEN_REMEDY);
  }
  const remedy = text(problem.remedy) ?? (status === 401 ? TOKEN_REMEDY : undefined);
  return new DaemonRefusal(status, code, message, remedy);
}

/** The first wrong field is in `detail` already. */
const fieldTexts = (errors: unknown): string[] =>
  Array.isArray(errors) && errors.length > 1
    ? errors
        .slice(1)
        .map(({ field, message }: { field?: unknown; message?: unknown }) =>
          [field, message].filter((part) => typeof part === 'string').join(': '),
        )
    : [];

const TOKEN_REMEDY =
  'give --token, LEITSTAND_TOKEN, or --data-dir with the data folder of a daemon of yours';

function codeOfStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  return status === 404 ? 'NOT_FOUND' : `HTTP_${status}`;
}

export function unreachable(url: string, error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const reason = typeof code === 'string' ? code : cause instanceof Error ? cause.message : '';
  return new CodedError(
    'DAEMON_UNREACHABLE',
    `no daemon answers at ${url} (${reason})`,
    'start it with: leitstand serve; or say where it is: --url, LEITSTAND_URL',
  );
}

export const unreadable = (url: string): CodedError =>
  new CodedError(
    'ANSWER_UNREADABLE',
    `what answers at ${url} is no leitstand daemon`,
    'check --url',
  );
