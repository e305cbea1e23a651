import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { type FieldProblem, Problem } from './problem';
import type { Route } from './route';
import { REASON_MISSING } from './view-schema';

type Part = 'path' | 'query' | 'body';

const NO_QUERY = z.strictObject({});

/** The value as the schema makes it. Throws 400 with every field that is wrong. */
export function checked(schema: z.ZodType | undefined, value: unknown, part: Part): unknown {
  if (!schema) return value;
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const errors = outcome.error.issues.flatMap((issue) => fieldProblems(issue, part));
  const [first] = errors;
  const detail = first ? `${first.field}: ${first.message}` : `the ${part} is not as described`;
  if (errors.some(({ message }) => message === REASON_MISSING)) {
    const remedy = 'a word or a sentence in `reason`: it is kept with the change';
    throw new Problem(400, 'REASON_MISSING', detail, { remedy, errors });
  }
  throw new Problem(400, `${part.toUpperCase()}_INVALID`, detail, {
    remedy: '/openapi.json describes each request',
    errors,
  });
}

/** A parameter that no schema knows is refused, or a typing error would widen what is asked. */
export const checkedQuery = (schema: z.ZodType | undefined, query: Request['query']): unknown =>
  checked(schema ?? NO_QUERY, { ...query }, 'query');

function fieldProblems(issue: z.core.$ZodIssue, part: Part): FieldProblem[] {
  const field = [part, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ field, code: 'FIELD_INVALID', message: issue.message }];
  }
  return issue.keys.map((key) => ({
    field: `${field}.${key.slice(0, 80)}`,
    code: 'FIELD_UNKNOWN',
    message: 'nothing of this name is taken here',
  }));
}

const MEDIA_TYPES = {
  json: ['application/json'],
  yaml: ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain'],
  'lead-list': ['text/csv', 'application/x-ndjson'],
} as const;

/** Reads bodies of the one type that a route takes, up to a size, and never compressed ones. */
export class BodyReader {
  private readonly parsers: Readonly<Record<'json' | 'yaml', RequestHandler>>;

  constructor(bodyBytesMax: number) {
    const bound = { limit: bodyBytesMax, inflate: false, type: () => true };
    this.parsers = { json: express.json(bound), yaml: express.text(bound) };
  }

  /** undefined where the route takes no body. Throws 400, 413, 415. */
  async read(route: Route, request: Request, response: Response): Promise<unknown> {
    const { bodyType } = route;
    if (bodyType === undefined) return undefined;
    const types = MEDIA_TYPES[bodyType];
    const given = request.is([...types]);
    if (given === null || request.get('Content-Length') === '0') {
      throw new Problem(400, 'BODY_MISSING', 'this takes a body');
    }
    if (given === false) {
      throw new Problem(415, 'TYPE_UNSUPPORTED', `the body has to be ${types[0]}`, {
        headers: { 'Accept-Post': types.join(', ') },
      });
    }
    if (bodyType === 'lead-list') return undefined;
    const parse = this.parsers[bodyType];
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
    return request.body;
  }
}
