import type { z } from 'zod';
import { type FileProblem, pathText } from './file-problem';
import { suggestion } from './nearest';
import { keysAt } from './schema-tree';
import type { YamlSource } from './yaml-source';

/** Where in the file the value stands that a schema is applied to. */
export interface Spot {
  readonly source: YamlSource;
  readonly path: readonly PropertyKey[];
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Applies the schema; every breach becomes a problem with its place in the file. */
export function parseAt<T>(schema: z.ZodType<T>, value: unknown, spot: Spot): Parsed<T> {
  const outcome = schema.safeParse(value, { reportInput: true });
  if (outcome.success) return { ok: true, value: outcome.data };
  const problems = outcome.error.issues.flatMap((issue) =>
    problemsOf(issue, { schema, value, spot }),
  );
  return { ok: false, problems };
}

/** A problem of its own making: at a value (or at its key) under the spot. */
export function problemAt(
  spot: Spot,
  path: readonly PropertyKey[],
  fault: Pick<FileProblem, 'code' | 'reason'> &
    Partial<FileProblem> & { onKey?: boolean; offset?: number },
): FileProblem {
  const { onKey = false, offset, ...rest } = fault;
  const whole = [...spot.path, ...path];
  const { file } = spot.source;
  const place = onKey ? spot.source.keyPlaceOf(whole) : spot.source.placeOf(whole, offset);
  return { file, ...place, severity: 'error', path: pathText(whole), ...rest };
}

/** What a check inside a schema may say beside its message: its own code and remedy. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly remedy?: string;
  /** Characters into the text that was judged, where the mistake is. */
  readonly offset?: number;
}

/** A schema's check that yields coded problems; null, or none, is all well. */
export const refine =
  <T>(judge: (value: T) => Refusal | readonly Refusal[] | null) =>
  (value: T, context: z.core.$RefinementCtx<T>): void => {
    for (const refusal of [judge(value) ?? []].flat()) {
      const { reason: message, ...params } = refusal as Refusal;
      context.addIssue({ code: 'custom', message, params, input: value });
    }
  };

interface Applied {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly spot: Spot;
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, applied: Applied): FileProblem[] {
  const { spot } = applied;
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, issue.path, applied);
    case 'invalid_key':
      return issue.issues.map((inner) => problemAt(spot, issue.path, keyFault(inner)));
    case 'invalid_union':
      return [problemAt(spot, issue.path, unionFault(issue, applied.value))];
    case 'invalid_type':
      return [wrongType(issue, applied)];
    case 'custom':
      return [problemAt(spot, issue.path, customFault(issue))];
    default:
      return [problemAt(spot, issue.path, { code: 'VALUE_INVALID', reason: lower(issue.message) })];
  }
}

type Fault = Pick<FileProblem, 'code' | 'reason'> & {
  remedy?: string;
  onKey?: boolean;
  offset?: number;
};

function customFault(issue: z.core.$ZodIssueCustom): Fault {
  const { code = 'VALUE_INVALID', ...rest } = (issue.params ?? {}) as Partial<Refusal>;
  return { ...rest, code, reason: issue.message };
}

const keyFault = (inner: Issue): Fault => ({
  ...(inner.code === 'custom'
    ? customFault(inner)
    : { code: 'ID_INVALID', reason: lower(inner.message) }),
  onKey: true,
});

function unknownKeys(
  keys: readonly string[],
  path: readonly PropertyKey[],
  { schema, value, spot }: Applied,
): FileProblem[] {
  const known = keysAt(schema, path, value);
  return keys.map((key) =>
    problemAt(spot, [...path, key], {
      code: 'KEY_UNKNOWN',
      reason: `there is no key "${key}" here`,
      remedy: suggestion(key, known, `known here: ${known.join(', ')}`),
      onKey: true,
    }),
  );
}

function unionFault(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Fault {
  const given = valueAt(value, issue.path);
  const { options = [] } = issue as { options?: readonly unknown[] };
  if (options.length === 0) {
    return { code: 'VALUE_INVALID', reason: `${quoted(given)} cannot stand here` };
  }
  const known = options.map(String);
  const remedy = suggestion(String(given), known, `one of ${known.join(', ')}`);
  return given === undefined
    ? { code: 'KEY_MISSING', reason: `"${pathText(issue.path.slice(-1))}" is missing`, remedy }
    : { code: 'VALUE_INVALID', reason: `${quoted(given)} is none of the words known`, remedy };
}

function wrongType(issue: z.core.$ZodIssueInvalidType, { spot, value }: Applied): FileProblem {
  const given = valueAt(value, issue.path);
  if (given === undefined) {
    const name = pathText(issue.path.slice(-1)) || 'the document';
    const code = issue.path.length === 0 ? 'FILE_EMPTY' : 'KEY_MISSING';
    const reason = `"${name}" is missing`;
    return problemAt(spot, issue.path, { code, reason, onKey: true });
  }
  const isScalar = typeof given === 'number' || typeof given === 'boolean';
  const remedy = issue.expected === 'string' && isScalar ? { remedy: 'put it in quotes' } : {};
  const wanted = TYPE_WORDS[issue.expected] ?? issue.expected;
  const shown = SECRET_KEYS.includes(String(issue.path.at(-1))) ? 'what is given' : quoted(given);
  const reason = `${shown} is not ${wanted}`;
  return problemAt(spot, issue.path, { code: 'VALUE_INVALID', reason, ...remedy });
}

/** What stands there is repeated nowhere. */
const SECRET_KEYS = ['password', 'url'];

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, part) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[part],
    value,
  );

function quoted(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return JSON.stringify(String(value).slice(0, 80));
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
