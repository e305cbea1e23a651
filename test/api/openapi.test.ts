import type { z } from 'zod';
import { allRoutes } from '../../src/api/app';
import { campaignSample } from './campaign-sample';
import { call, NOW, Office, record } from './office';

interface Operation {
  operationId: string;
  security: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

let office: Office;
let document: Document;

beforeAll(async () => {
  office = new Office({ metricsOpen: false, failedLoginsPerMinute: 1_000 });
  office.engine.callViews = [call()];
  office.engine.campaignViews = [campaignSample(NOW)];
  office.cdrs.records = [record()];
  office.recordings.add(office.cdrs.records);
  document = (await office.get('/openapi.json').expect(200)).body;
});
afterAll(() => office.api.close());

const operations = (): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method,
      path,
      operation,
    ]),
  );

function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [String(inner)] : references(inner),
  );
}

describe('the OpenAPI document', () => {
  it('has no reference that leads nowhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const found = new Set(references(document));
    expect(found).toContain('#/components/schemas/CallRecord');
    for (const reference of found) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ?? reference;
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
    const text = JSON.stringify(document);
    expect(text).not.toContain('$defs');
    expect(text).not.toContain('"$id"');
  });

  it('names each operation once and each parameter of its path', () => {
    const ids = operations().map(([, , operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, path, operation] of operations()) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map((parameter) => parameter.name)).toEqual(wanted);
      expect(declared.every((parameter) => parameter.required)).toBe(true);
    }
  });

  it('describes queries, bodies and answers', () => {
    const cdrs = document.paths['/v1/cdrs']?.['get'];
    expect(cdrs?.parameters.map((parameter) => parameter.name)).toEqual([
      'from',
      'to',
      'queue',
      'campaign',
      'agent',
      'client',
      'provider',
      'result',
      'limit',
      'cursor',
    ]);
    expect(cdrs?.responses['200']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/CdrPage' } },
    });
    expect(cdrs?.responses['default']?.content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    });
    const status = document.paths['/v1/agents/{agentId}/status']?.['post'];
    expect(status?.requestBody?.content).toMatchObject({
      'application/json': {
        schema: { properties: { status: { enum: ['logged-out', 'available', 'on-break'] } } },
      },
    });
    expect(document.paths['/v1/live']?.['get']?.responses['200']?.content).toHaveProperty([
      'text/event-stream',
    ]);
  });

  it('has exactly what is mounted', () => {
    const { stack } = office.api.app.router as unknown as {
      stack: { route?: { path: string; methods: Record<string, boolean> } }[];
    };
    const mounted = stack.flatMap(({ route }) =>
      route && !route.methods['_all']
        ? Object.keys(route.methods).map((method) => `${method} ${route.path}`)
        : [],
    );
    const documented = operations().map(
      ([method, path]) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(mounted.sort()).toEqual(documented.sort());
  });

  it('says of each operation whether it takes a token, and that is so', async () => {
    for (const [method, path, { security }] of operations()) {
      const address = path.replace(/\{\w+\}/g, 'x');
      const { status } = await office.ask(method as 'get', address);
      expect([path, status === 401]).toEqual([path, security.length > 0]);
    }
  });
});

/** What cannot be left out. */
const QUERIES: Readonly<Record<string, string>> = {
  '/v1/reports/{kind}': '?from=1&to=2&client=nordlicht',
  '/v1/ledger/{log}/proof/inclusion': '?leaf=1&size=3',
  '/v1/ledger/{log}/proof/consistency': '?from=1&to=3',
  '/v1/ledger/{log}/range': '?from=1&to=2&size=3',
};

describe('answers', () => {
  const plain = allRoutes(false).filter(
    (route) => route.method === 'get' && route.success.schema && route.path !== '/openapi.json',
  );

  it.each(plain.map((route) => [route.path, route] as const))(
    'of %s are as described, with nothing beside',
    async (path, route) => {
      const address = path
        .replace('{callId}', 'call-1')
        .replace('{campaignId}', 'spring')
        .replace('{agentId}', 'a201')
        .replace('{recordingId}', 'recording-1')
        .replace('{number}', '+49305550123')
        .replace('{queueId}', 'nordlicht-booking')
        .replace('{log}', 'nordlicht')
        .replace('{kind}', 'queues');
      const asked = `${address}${QUERIES[path] ?? ''}`;
      const { body } = await office.get(asked, 'operator').expect(200);
      const schema = route.success.schema as z.ZodType;
      expect(schema.parse(body)).toEqual(body);
    },
  );
});
