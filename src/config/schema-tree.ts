import type { z } from 'zod';

/** A schema as a tree to walk: which keys it knows, and what stands behind each. */
export type SchemaNode =
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, z.ZodType>> }
  | { readonly kind: 'list'; readonly element: z.ZodType }
  | { readonly kind: 'record'; readonly element: z.ZodType }
  | {
      readonly kind: 'variants';
      readonly discriminator: string;
      readonly options: readonly z.ZodType[];
    }
  | { readonly kind: 'leaf'; readonly type: string };

/** The parts of zod's definitions that are walked here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly format?: string;
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** Takes off `optional`, `default`, `prefault`, transforms: what a person has to write. */
export function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = definitionOf(schema);
  if (innerType) return bare(innerType);
  return input ? bare(input) : schema;
}

export function nodeOf(schema: z.ZodType): SchemaNode {
  const definition = definitionOf(bare(schema));
  if (definition.shape) return { kind: 'object', fields: definition.shape };
  if (definition.type === 'array' && definition.element) {
    return { kind: 'list', element: definition.element };
  }
  if (definition.type === 'record' && definition.valueType) {
    return { kind: 'record', element: definition.valueType };
  }
  if (definition.options && definition.discriminator) {
    const { discriminator, options } = definition;
    return { kind: 'variants', discriminator, options };
  }
  return { kind: 'leaf', type: leafType(definition) };
}

function leafType(definition: Definition): string {
  if (definition.entries) return Object.values(definition.entries).join(' | ');
  if (definition.values) return definition.values.join(' | ');
  if (definition.options) {
    return definition.options.map((option) => leafType(definitionOf(bare(option)))).join(' | ');
  }
  return definition.format === 'safeint' ? 'integer' : definition.type;
}

/** The outermost default, before it is filled in; undefined when there is none. */
export function defaultOf(schema: z.ZodType): unknown {
  const { defaultValue, innerType } = definitionOf(schema);
  if (defaultValue !== undefined) return defaultValue;
  return innerType ? defaultOf(innerType) : undefined;
}

/** The variant that this value chooses by its discriminator. */
export function variantOf(
  node: Extract<SchemaNode, { kind: 'variants' }>,
  value: unknown,
): z.ZodType | undefined {
  const chosen = (value as Record<string, unknown> | null | undefined)?.[node.discriminator];
  return node.options.find((option) => {
    const inner = nodeOf(option);
    const field = inner.kind === 'object' ? inner.fields[node.discriminator] : undefined;
    return field !== undefined && definitionOf(bare(field)).values?.includes(chosen);
  });
}

/** The keys that may stand in the map at this path of the value; empty when it is no map. */
export function keysAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): readonly string[] {
  const node = nodeOf(schema);
  if (node.kind === 'variants') {
    const variant = variantOf(node, value);
    return variant ? keysAt(variant, path, value) : [];
  }
  const [part, ...rest] = path;
  if (part === undefined) return node.kind === 'object' ? Object.keys(node.fields) : [];
  const child = childOf(node, part);
  const below = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return child ? keysAt(child, rest, below) : [];
}

function childOf(node: SchemaNode, part: PropertyKey): z.ZodType | undefined {
  if (node.kind === 'object') return node.fields[String(part)];
  return node.kind === 'list' || node.kind === 'record' ? node.element : undefined;
}
