import type { z } from 'zod';
import { configSchema, type DaemonConfig } from './schema';
import { defaultOf, nodeOf } from './schema-tree';
import { noteOf } from './setting';

/** One key of the configuration, as `leitstand config describe` shows it. */
export interface ConfigKey {
  /** `http.port`, `switches[].ari.url`. */
  readonly key: string;
  readonly type: string;
  /** Absent: the key has to be given, or stands for nothing when left out (`optional`). */
  readonly default?: unknown;
  readonly optional: boolean;
  readonly unit?: string;
  readonly description: string;
  /** Environment variable that overrides the file; keys in lists have one for secrets alone. */
  readonly env?: string;
  readonly secret: boolean;
  /** Which kind of switch knows the key. */
  readonly kind?: string;
}

/** Every key, in the order of the schema. */
export const describeConfig = (): readonly ConfigKey[] => keysOf(configSchema, { key: '' });

interface Trail {
  readonly key: string;
  readonly kind?: string;
}

function keysOf(schema: z.ZodType, trail: Trail): ConfigKey[] {
  const node = nodeOf(schema);
  switch (node.kind) {
    case 'object':
      return Object.entries(node.fields).flatMap(([name, field]) =>
        keysOf(field, { ...trail, key: trail.key === '' ? name : `${trail.key}.${name}` }),
      );
    case 'list':
      return keysOf(node.element, { ...trail, key: `${trail.key}[]` });
    case 'variants':
      return node.options.flatMap((option) => keysOf(option, { ...trail, ...kindOf(option) }));
    case 'record':
      return [];
    case 'leaf':
      return [leaf(schema, node.type, trail)];
  }
}

function kindOf(option: z.ZodType): { kind?: string } {
  const node = nodeOf(option);
  const kind = node.kind === 'object' ? node.fields['kind'] : undefined;
  const inner = kind ? nodeOf(kind) : undefined;
  return inner?.kind === 'leaf' ? { kind: inner.type } : {};
}

function leaf(schema: z.ZodType, type: string, trail: Trail): ConfigKey {
  const note = noteOf(schema);
  const fallback = defaultOf(schema);
  const env = note?.env ?? (trail.key.includes('[') ? undefined : environmentName(trail.key));
  return {
    ...trail,
    type,
    ...(fallback === undefined ? {} : { default: fallback }),
    optional: schema.safeParse(undefined).success,
    ...(note?.unit ? { unit: note.unit } : {}),
    description: note?.description ?? '',
    ...(env ? { env } : {}),
    secret: note?.secret === true,
  };
}

/** `http.bodyBytesMax` -> `LEITSTAND_HTTP_BODY_BYTES_MAX`. */
const environmentName = (key: string): string =>
  `LEITSTAND_${key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`;

/** One value of a configuration, flat; `switches[0].ari.user`. Secrets are ***. */
export interface ConfigValue {
  readonly key: string;
  readonly value: unknown;
}

export function configValues(config: DaemonConfig): readonly ConfigValue[] {
  const secrets = new Set(
    describeConfig()
      .filter((key) => key.secret)
      .map((key) => key.key),
  );
  return flatten('', config).map(({ key, value }) => ({
    key,
    value: secrets.has(key.replace(/\[\d+\]/g, '[]')) ? '***' : value,
  }));
}

function flatten(key: string, value: unknown): ConfigValue[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item, index) => flatten(`${key}[${index}]`, item));
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .flatMap(([name, inner]) => flatten(key === '' ? name : `${key}.${name}`, inner));
  }
  return [{ key, value }];
}
