import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { Gatekeeper } from './gatekeeper';
import { LiveFeed } from './live-feed';
import { registerMetrics } from './metrics';
import { mount, SECURITY_HEADERS } from './mount';
import { API_DEFAULTS, type ApiParts } from './parts';
import { asProblem, internalProblem, Problem, problemDocument } from './problem';
import type { Desk, Route } from './route';
import { agentLeadRoutes } from './route/agent-leads';
import { agentRoutes } from './route/agents';
import { callbackRoutes } from './route/callbacks';
import { callRoutes } from './route/calls';
import { campaignRoutes } from './route/campaigns';
import { cdrRoutes } from './route/cdrs';
import { centreRoutes } from './route/centre';
import { consentRoutes } from './route/consents';
import { healthRoutes } from './route/health';
import { ledgerRoutes } from './route/ledger';
import { listUpkeepRoutes } from './route/list-upkeep';
import { listRoutes } from './route/lists';
import { liveRoutes } from './route/live';
import { pacingRoutes } from './route/pacing';
import { forecastRoutes } from './route/pacing-forecast';
import { partyRoutes } from './route/parties';
import { queueRoutes } from './route/queues';
import { recordingRoutes } from './route/recordings';
import { reportRoutes } from './route/reports';
import { staffingRoutes } from './route/staffing';
import { suppressionRoutes } from './route/suppressions';
import { tokenRoutes } from './route/tokens';
import { whyRoutes } from './route/why';

export interface Api {
  readonly app: Express;
  /** Ends live feeds and lets go of the engine; requests under way are not cut. */
  close(): void;
}

export const allRoutes = (metricsOpen: boolean): readonly Route[] => [
  ...cdrRoutes,
  ...queueRoutes,
  ...staffingRoutes,
  ...agentRoutes,
  ...agentLeadRoutes,
  ...callRoutes,
  ...partyRoutes,
  ...callbackRoutes,
  ...campaignRoutes,
  ...pacingRoutes,
  ...forecastRoutes,
  ...recordingRoutes,
  ...reportRoutes,
  ...whyRoutes,
  ...listRoutes,
  ...listUpkeepRoutes,
  ...suppressionRoutes,
  ...consentRoutes,
  ...ledgerRoutes,
  ...centreRoutes,
  ...tokenRoutes,
  ...liveRoutes,
  ...healthRoutes(metricsOpen),
];

/** The HTTP API (docs/api.md) as an Express application; listening is server.ts. */
export function createApi(parts: ApiParts): Api {
  const settings = { ...API_DEFAULTS, ...parts.settings };
  const live = new LiveFeed(parts.engine, parts.clock, settings);
  const gatekeeper = new Gatekeeper({ tokens: parts.tokens, clock: parts.clock, ...settings });
  const routes = allRoutes(settings.metricsOpen);
  const desk: Desk = { ...parts, settings, gatekeeper, live, routes };
  const forgetMetrics = registerMetrics(parts, () => live.size);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(prepare(desk));
  mount(app, routes, desk);
  app.use((request) => {
    throw new Problem(404, 'PATH_UNKNOWN', `nothing is at ${request.path.slice(0, 200)}`, {
      remedy: '/openapi.json lists what there is',
    });
  });
  app.use(answerProblem(desk));
  return {
    app,
    close: () => {
      forgetMetrics();
      live.close();
    },
  };
}

/** A request has to be here whole by then, unless it is a list of leads. */
const REQUEST_MAX_MS = 60_000;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** A request's id, headers, and one log line when it is answered; no query, no numbers in it. */
const prepare =
  ({ clock, log }: Desk): RequestHandler =>
  (request, response, next) => {
    const given = request.get('X-Request-Id');
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    const startedAt = clock.now();
    const cancel = clock.schedule(startedAt + REQUEST_MAX_MS, () => {
      if (!request.complete && response.locals['isUpload'] !== true) request.destroy();
    });
    request.on('close', cancel);
    response.locals['requestId'] = requestId;
    response.set(SECURITY_HEADERS).set('X-Request-Id', requestId);
    response.on('close', () => {
      const { route, tokenId } = response.locals;
      const { method } = request;
      const { statusCode: status } = response;
      const durationMs = clock.now() - startedAt;
      log.info({ requestId, method, route, status, durationMs, tokenId }, 'request served');
    });
    next();
  };

const answerProblem =
  ({ log }: Desk): ErrorRequestHandler =>
  (error, _request, response, _next) => {
    const requestId = String(response.locals['requestId']);
    const problem = asProblem(error) ?? internalProblem();
    if (problem.status >= 500) log.error({ requestId, err: noteOf(error) }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const document = problemDocument(problem, requestId);
    response.status(problem.status).set(problem.more.headers ?? {});
    response.type('application/problem+json').send(JSON.stringify(document));
  };

/** Without the fields that a database adds: they may quote the values of a row. */
function noteOf(error: unknown): { type: string; message: string; stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name: type, message, stack } = error;
  return { type, message, ...(stack === undefined ? {} : { stack }) };
}
