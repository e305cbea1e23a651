import { STATUS_CODES } from 'node:http';
import { isCodedError } from '../port/coded-error';

/** One field that is wrong: `query.limit`, `body.status`, `path.callId`. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** An answer that is no success, on its way to a problem document. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly more: ProblemMore = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

export interface ProblemMore {
  readonly remedy?: string;
  readonly errors?: readonly FieldProblem[];
  /** Members of the document beside those of RFC 9457. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem document (RFC 9457). `code` is stable and for scripts, `detail` for people. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The request's id, which the log has too. */
  readonly instance: string;
  readonly code: string;
  readonly remedy?: string;
  readonly errors?: readonly FieldProblem[];
}

export const problemDocument = (problem: Problem, requestId: string): ProblemDocument => ({
  ...problem.more.members,
  type: `urn:leitstand:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
  title: STATUS_CODES[problem.status] ?? 'Error',
  status: problem.status,
  detail: problem.message,
  instance: `urn:leitstand:request:${requestId}`,
  code: problem.code,
  ...(problem.more.remedy === undefined ? {} : { remedy: problem.more.remedy }),
  ...(problem.more.errors === undefined ? {} : { errors: problem.more.errors }),
});

/** Status by code, for expected failures of the parts behind the API. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  BAD_CURSOR: 400,
  REPORT_ZONE: 400,
  REPORT_SPAN: 400,
  REPORT_INTERVALS: 400,
  REPORT_NO_CHECKPOINT: 404,
  REPORT_TOO_LONG: 422,
  RECORDING_FILE_MISSING: 404,
  RECORDING_FILE_UNREADABLE: 503,
  AGENT_UNKNOWN: 404,
  AGENT_NOT_FOUND: 404,
  CALL_UNKNOWN: 404,
  CALLBACK_UNKNOWN: 404,
  CALL_NOT_FOUND: 404,
  TARGET_UNKNOWN: 404,
  QUEUE_UNKNOWN: 404,
  FLOW_UNKNOWN: 404,
  CALL_NOT_YOURS: 403,
  JOURNAL_REMOVED: 410,
  CAMPAIGN_UNKNOWN: 404,
  LEAD_UNKNOWN: 404,
  NUMBER_UNKNOWN: 422,
  CALLBACK_NOT_MEANT: 422,
  CALLBACK_TIME: 422,
  PACING_OUT_OF_BOUNDS: 422,
  FORECAST_MODE: 422,
  FORECAST_BUSY: 503,
  FORECAST_TOO_LONG: 503,
  CENTRE_UNREADABLE: 422,
  MAPPING_INVALID: 422,
  COLUMN_MISSING: 422,
  COLUMN_TWICE: 422,
  NUMBER_COLUMN_MISSING: 422,
  FILE_EMPTY: 422,
  ENCODING_WRONG: 422,
  ROW_TOO_LONG: 422,
  ROWS_UNREADABLE: 422,
  UPLOAD_BROKEN: 400,
  UPLOAD_SLOW: 408,
  UPLOAD_TOO_LARGE: 413,
  DISK_SHORT: 503,
  IMPORT_STOPPED: 503,
  SKILL_UNKNOWN: 422,
  LEDGER_RANGE: 422,
  STORE_DOWN: 503,
  SWITCH_DOWN: 503,
  ENGINE_STOPPING: 503,
  JOURNAL_FULL: 503,
  IMPORTS_MANY: 503,
  WHY_BUSY: 503,
  WHY_TOO_LONG: 503,
};

/** What to do about refusals of the core that come without a remedy. */
const REMEDY_BY_CODE: Readonly<Record<string, string>> = {
  CAMPAIGN_UNKNOWN: 'leitstand campaign list, or GET /v1/campaigns, shows those there are',
  CAMPAIGN_MODE: 'leitstand pacing set changes the mode, where that was agreed',
  AGENT_UNKNOWN: 'leitstand agent list, or GET /v1/agents, shows those there are',
  NO_CALL: 'a disposition is noted in a talk, or in the wrap-up after it',
  AGENT_NOT_READY: 'the agent has to be available, idle, and on a line that stands',
  LEAD_UNKNOWN: 'the lead is not ready any more; leitstand agent preview show lists those that are',
  NUMBER_UNKNOWN: 'name one of the numbers of the lead, or none',
  PREVIEW_NONE: 'no lead is shown now; leitstand agent preview show tells when one is',
  SWITCH_DOWN: 'look at the switch and at /readyz; the daemon tries to reach it again',
  BATCH_BEHIND: 'nothing is to be done: the next batch has a higher number',
  CAMPAIGN_OVER: 'give it a later `endsAt` in the centre file, then start it',
  CAMPAIGN_STATE: 'look at its state first: leitstand campaign show',
  PACING_OUT_OF_BOUNDS: 'stay within the bounds (leitstand pacing show), or agree on others',
  CALLBACK_NOT_MEANT:
    'a time goes with a disposition that means `callback`, for a lead that was dialed',
  CALLBACK_TIME: 'promise a time to come, before the end of the campaign',
  LEAD_REFUSED: 'the gate forbids it now; the lead comes again when it may be called',
  PREVIEW_SKIPS_USED: 'accept this lead, or wait: skips count for an hour',
  PACING_UNCHANGED: 'there is nothing to take back; leitstand pacing history tells what there was',
};

const RETRY_AFTER_SECONDS = '5';

/** A coded refusal is a conflict with how things stand, unless the table says otherwise. */
export function codedProblem(code: string, detail: string, remedy?: string): Problem {
  const status = STATUS_BY_CODE[code] ?? 409;
  const known = remedy ?? REMEDY_BY_CODE[code];
  return new Problem(status, code, detail, {
    ...(known === undefined ? {} : { remedy: known }),
    ...(status === 503 ? { headers: { 'Retry-After': RETRY_AFTER_SECONDS } } : {}),
  });
}

/** Errors of Express and its body parser, by their `type`. */
const BY_TYPE: Readonly<Record<string, readonly [number, string, string]>> = {
  'entity.too.large': [413, 'BODY_TOO_LARGE', 'the body is larger than this daemon takes'],
  'entity.parse.failed': [400, 'BODY_MALFORMED', 'the body is no JSON'],
  'encoding.unsupported': [415, 'ENCODING_UNSUPPORTED', 'send the body without compression'],
  'charset.unsupported': [415, 'CHARSET_UNSUPPORTED', 'send the body as UTF-8'],
  'request.aborted': [400, 'BODY_INCOMPLETE', 'the body ended too early'],
  'request.size.invalid': [400, 'BODY_INCOMPLETE', 'the body is not as long as announced'],
};

/** Any error as a problem; null when it is a mistake of ours that the caller must not see. */
export function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (isCodedError(error)) return codedProblem(error.code, error.message, error.remedy);
  const { type, status } = error as { type?: unknown; status?: unknown };
  const known = typeof type === 'string' ? BY_TYPE[type] : undefined;
  if (known) return new Problem(...known);
  // A path that cannot be decoded (`%E0%A4%A`).
  if (error instanceof URIError || status === 400) {
    return new Problem(400, 'REQUEST_MALFORMED', 'the request cannot be read');
  }
  return null;
}

export const internalProblem = (): Problem =>
  new Problem(500, 'INTERNAL', 'something went wrong here; the log has it under this request');
