import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { parseDuration } from '../../config/duration';
import type { Engine } from '../../engine/facade';
import type { Token } from '../../port/stores';
import { isDayStart, REPORT_INTERVALS } from '../../report/interval';
import { REPORT_KIND_NAMES, type ReportKind } from '../../report/kind';
import type { Report, ReportView } from '../../report/report';
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

type Query = z.output<typeof querySchema>;

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
  async handle({ viewer, path, query, request }, { reports, engine }) {
    const scope = scopeOf(viewer, query.client, engine);
    checkView(scope.view, path.kind, query);
    const report = await reports.make({
      ...{ kind: path.kind, from: query.from, to: query.to },
      ...{ interval: query.interval ?? 'all', zone: query.zone ?? 'UTC' },
      ...{ thresholdMs: query.within ?? 20_000 },
      ...(query.checkpoint !== undefined && { size: query.checkpoint }),
      ...scope,
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

type Scope = Pick<ReportRequest, 'clientId' | 'view'>;

/** Throws OUT_OF_SCOPE, CLIENT_UNKNOWN or QUERY_INVALID; a token without its scope sees nothing. */
function scopeOf(viewer: Token, asked: string | undefined, engine: Engine): Scope {
  const { role, clientId, agentId } = viewer;
  if (role === 'client') {
    if (!clientId || (asked !== undefined && asked !== clientId)) throw outOfScope('client');
    return { clientId, view: 'all' };
  }
  if (asked === undefined) {
    throw new Problem(400, 'QUERY_INVALID', '"client" is missing: a report is of one log', {
      remedy: 'add client=<clientId>',
    });
  }
  if (role !== 'provider' && role !== 'agent') return { clientId: asked, view: 'all' };
  const { agents, providers } = engine.centre();
  const ofAgent = agents.find((agent) => agent.agentId === agentId)?.providerId;
  const providerId = role === 'agent' ? ofAgent : viewer.providerId;
  const provider = providers.find((one) => one.providerId === providerId);
  // Whom it does not serve is told as little of as who is not there.
  if (!provider?.clientIds.includes(asked)) {
    throw new Problem(404, 'CLIENT_UNKNOWN', 'there is no such client that the token serves', {
      remedy: 'name a client of the provider',
    });
  }
  if (role === 'agent' && agentId) return { clientId: asked, view: { agent: agentId } };
  return { clientId: asked, view: { provider: provider.providerId } };
}

const outOfScope = (what: string): Problem =>
  new Problem(403, 'OUT_OF_SCOPE', `the token is of another ${what}, or of none`);

/** Kinds of which a part of the calls says nothing true: who was dropped talked with nobody. */
const WHOLE_KINDS: readonly ReportKind[] = ['abandon', 'campaigns', 'lists', 'connect-time'];

/**
 * A part of the calls must not pass for the log. And an average over any span at any checkpoint
 * could be taken apart into those that it is made of. Throws OUT_OF_SCOPE.
 */
function checkView(view: ReportView, kind: ReportKind, query: Query): void {
  if (view === 'all') return;
  if (WHOLE_KINDS.includes(kind) || (kind === 'queues' && 'provider' in view)) {
    throw new Problem(403, 'OUT_OF_SCOPE', `the report "${kind}" is of all calls of a client`);
  }
  if (kind !== 'providers') return;
  const zone = query.zone ?? 'UTC';
  const isDay = (at: number) => isDayStart(at, zone);
  const isDaily = isDay(query.from) && isDay(query.to) && query.checkpoint === undefined;
  if (isDaily && !['15m', '30m', '1h'].includes(query.interval ?? 'all')) return;
  throw new Problem(403, 'OUT_OF_SCOPE', 'the others are told of in whole days, and as of now', {
    remedy: 'give midnights of the zone, an interval of a day or more, and no checkpoint',
  });
}

export const reportRoutes: readonly Route[] = [getReport];
