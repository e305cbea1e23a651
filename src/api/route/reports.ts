import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { parseDuration } from '../../config/duration';
import type { Token } from '../../port/stores';
import { REPORT_INTERVALS } from '../../report/interval';
import { REPORT_KIND_NAMES } from '../../report/kind';
import type { Report } from '../../report/report';
import { PAGE_STYLE, reportPage } from '../../report/report-page';
import { reportCsv, reportJson } from '../../report/report-text';
import type { ReportRequest } from '../../store/report/report-store';
import { instant } from '../instant';
import { Problem } from '../problem';
import { type Answer, EVERYONE, type Route, route } from '../route';
import { idParameter } from '../view-schema';

const DAY_MS = 86_400_000;

const threshold = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'a duration: 20s, 1m30s')
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms <= DAY_MS, 'at most a day');

const checkpointSize = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'how many leaves the checkpoint has')
  .transform(Number);

const querySchema = z.strictObject({
  client: idParameter.optional().describe('whose log; a client token has its own'),
  from: instant.describe('calls offered at or after; ISO 8601 or ms'),
  to: instant.describe('calls offered before; ISO 8601 or ms'),
  interval: z.enum(REPORT_INTERVALS).optional().describe('of a row; default: all'),
  zone: z.string().min(1).max(64).optional().describe('IANA name; default: UTC'),
  within: threshold.optional().describe('answered in time; default: 20s'),
  checkpoint: checkpointSize.optional().describe('size of the checkpoint; default: the newest'),
  format: z.enum(['json', 'csv', 'html']).optional().describe('default: json'),
});

const reportSchema = z.looseObject({
  format: z.literal('leitstand-report/1'),
  kind: z.enum(REPORT_KIND_NAMES),
  basis: z.strictObject({ log: z.string(), size: z.number(), root: z.string() }),
  rows: z.array(z.looseObject({ from: z.string(), to: z.string() })),
});

const getReport = route({
  method: 'get',
  path: '/v1/reports/{kind}',
  operationId: 'getReport',
  summary: 'Figures computed from the log at a checkpoint: the same bytes whenever asked again',
  roles: EVERYONE,
  pathSchema: z.object({ kind: z.enum(REPORT_KIND_NAMES) }),
  querySchema,
  success: { status: 200, description: 'the report', schema: reportSchema },
  async handle({ viewer, path, query, request }, { reports }) {
    const report = await reports.make({
      ...{ kind: path.kind, from: query.from, to: query.to },
      ...{ interval: query.interval ?? 'all', zone: query.zone ?? 'UTC' },
      ...{ thresholdMs: query.within ?? 20_000 },
      ...(query.checkpoint !== undefined && { size: query.checkpoint }),
      ...scopeOf(viewer, query.client),
    });
    return unlessKnown(request, printed(report, query.format));
  },
});

interface Printed {
  readonly body: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function printed(report: Report, format: 'json' | 'csv' | 'html' = 'json'): Printed {
  switch (format) {
    case 'json':
      return { body: reportJson(report), type: 'application/json' };
    case 'csv':
      return { body: reportCsv(report), type: 'text/csv' };
    case 'html':
      return { body: reportPage(report), type: 'text/html', headers: PAGE_HEADERS };
  }
}

const digest = (text: string, encoding: 'base64' | 'base64url'): string =>
  createHash('sha256').update(text).digest(encoding);

/** The page has a style and nothing else: no script, no picture, no address. */
const PAGE_HEADERS = {
  'Content-Security-Policy': [
    ...["default-src 'none'", "frame-ancestors 'none'"],
    `style-src 'sha256-${digest(PAGE_STYLE, 'base64')}'`,
  ].join('; '),
};

/** Whoever has it already, and says so by its tag, is not sent it again. */
function unlessKnown(request: Request, { body, type, headers: own }: Printed): Answer {
  const tag = `"${digest(body, 'base64url')}"`;
  const headers = { ...own, ETag: tag };
  const isKnown = request.headers['if-none-match'] === tag;
  return isKnown ? { status: 304, headers } : { headers, body, type };
}

type Scope = Pick<ReportRequest, 'clientId' | 'providerId' | 'agentId'>;

/** Throws OUT_OF_SCOPE or QUERY_INVALID; a scoped token without its scope sees nothing. */
function scopeOf(viewer: Token, asked: string | undefined): Scope {
  const { role, clientId, providerId, agentId } = viewer;
  if (role === 'client') {
    if (!clientId || (asked !== undefined && asked !== clientId)) throw outOfScope('client');
    return { clientId };
  }
  if (asked === undefined) {
    throw new Problem(400, 'QUERY_INVALID', '"client" is missing: a report is of one log', {
      remedy: 'add client=<clientId>',
    });
  }
  if (role === 'provider') {
    if (!providerId) throw outOfScope('provider');
    return { clientId: asked, providerId };
  }
  if (role === 'agent') {
    if (!agentId) throw outOfScope('agent');
    return { clientId: asked, agentId };
  }
  return { clientId: asked };
}

const outOfScope = (what: string): Problem =>
  new Problem(403, 'OUT_OF_SCOPE', `the token is of another ${what}, or of none`);

export const reportRoutes: readonly Route[] = [getReport];
