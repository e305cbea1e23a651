import { z } from 'zod';
import type { Route } from './route';
import { components, problemView } from './view-schema';

type Json = Record<string, unknown>;

const REFERENCE = '#/components/schemas/';

/** The API as OpenAPI 3.1, made from the same schemas that check requests. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Leitstand',
      version: '1',
      description: 'Queues, agents, calls and call records of a contact centre.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
  };
}

function operation(route: Route): Json {
  const { operationId, summary, roles, success } = route;
  return {
    operationId,
    summary,
    description: roles === 'open' ? 'Without a token.' : `For the roles ${roles.join(', ')}.`,
    security: roles === 'open' ? [] : [{ token: [] }],
    parameters: [
      ...parameters(route.pathSchema, 'path'),
      ...parameters(route.querySchema, 'query'),
    ],
    ...requestBody(route),
    responses: {
      [success.status]: {
        description: success.description,
        ...content(success.contentType ?? 'application/json', success.schema),
      },
      default: {
        description: 'a problem (RFC 9457)',
        ...content('application/problem+json', problemView),
      },
    },
  };
}

function content(type: string, schema: z.ZodType | undefined): Json {
  if (!schema && type === 'application/json') return {};
  return { content: { [type]: schema ? { schema: jsonSchema(schema, 'output') } : {} } };
}

function requestBody({ bodyType, bodySchema }: Route): Json {
  if (bodyType === undefined) return {};
  return { requestBody: { required: true, content: media(bodyType, bodySchema) } };
}

function media(bodyType: NonNullable<Route['bodyType']>, schema: z.ZodType | undefined): Json {
  const text = { schema: { type: 'string' } };
  switch (bodyType) {
    case 'yaml':
      return { 'application/yaml': text };
    case 'lead-list':
      return { 'text/csv': text, 'application/x-ndjson': text };
    case 'json':
      return { 'application/json': { schema: schema ? jsonSchema(schema, 'input') : {} } };
  }
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

/** Named schemas become references to the components. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const name = components.get(schema)?.id;
  if (name !== undefined) return { $ref: REFERENCE + name };
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    metadata: components,
    io,
    unrepresentable: 'any',
  }) as Json & { $defs?: Json };
  const text = JSON.stringify(rest);
  return JSON.parse(Object.keys($defs).length > 0 ? text.replaceAll('#/$defs/', REFERENCE) : text);
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(components, {
    uri: (id) => REFERENCE + id,
    unrepresentable: 'any',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}
