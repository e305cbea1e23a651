import { z } from 'zod';
import { openApiDocument } from '../openapi';
import { readiness } from '../readiness';
import { INSIDERS, type Route, route } from '../route';
import { readiness as readinessSchema } from '../view-schema';

const health = route({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  summary: 'The process answers',
  roles: 'open',
  success: {
    status: 200,
    description: 'alive',
    schema: z.object({ status: z.literal('ok'), engineId: z.string(), epoch: z.int() }),
  },
  handle(_, { engine }) {
    const { engineId, epoch } = engine.health();
    return { body: { status: 'ok', engineId, epoch } };
  },
});

const ready = route({
  method: 'get',
  path: '/readyz',
  operationId: 'readiness',
  summary: 'Whether calls can be taken, and what is not well; 503 when they cannot',
  roles: 'open',
  success: { status: 200, description: 'ready, or degraded', schema: readinessSchema },
  async handle(_, desk) {
    const body = await readiness(desk);
    return { status: body.ready ? 200 : 503, body };
  },
});

const handleMetrics: Route['handle'] = async (_, { registry }) => ({
  body: await registry.metrics(),
  type: registry.contentType,
});

const metrics = (isOpen: boolean): Route =>
  route({
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    summary: 'Figures for Prometheus',
    roles: isOpen ? 'open' : INSIDERS,
    success: { status: 200, description: 'text format 0.0.4', contentType: 'text/plain' },
    handle: handleMetrics,
  });

const openApi = route({
  method: 'get',
  path: '/openapi.json',
  operationId: 'openapi',
  summary: 'This API, described (OpenAPI 3.1)',
  roles: 'open',
  success: { status: 200, description: 'the document', schema: z.looseObject({}) },
  handle: (_, { routes }) => ({ body: described(routes) }),
});

/** Made once: anyone may ask for it, and it takes a while. */
const documents = new WeakMap<readonly Route[], unknown>();

function described(routes: readonly Route[]): unknown {
  const document = documents.get(routes) ?? openApiDocument(routes);
  documents.set(routes, document);
  return document;
}

export const healthRoutes = (metricsOpen: boolean): readonly Route[] => [
  health,
  ready,
  metrics(metricsOpen),
  openApi,
];
