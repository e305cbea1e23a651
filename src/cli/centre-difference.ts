import type { Centre } from '../core/centre';

/** One thing that applying a centre would add, remove or change. */
export interface CentreChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `agent`, `queue`, …: the section in the singular. */
  readonly what: string;
  readonly id: string;
  /** Of a changed thing: what is different, by path. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  /** `skills.german`, `nodes.menu.timeoutMs`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const SECTIONS: readonly (readonly [keyof Centre, string, string])[] = [
  ['clients', 'client', 'clientId'],
  ['providers', 'provider', 'providerId'],
  ['agents', 'agent', 'agentId'],
  ['queues', 'queue', 'queueId'],
  ['calendars', 'calendar', 'calendarId'],
  ['flows', 'flow', 'flowId'],
  ['numbers', 'number', 'number'],
];

/** What turns `before` into `after`, in the order of a centre file; empty when nothing does. */
export function centreDifference(before: Centre, after: Centre): CentreChange[] {
  const sections = SECTIONS.flatMap(([section, what, key]) =>
    sectionDifference(what, byId(before[section], key), byId(after[section], key)),
  );
  const skills = sectionDifference(
    'skill',
    new Map(before.skills.map((skill) => [skill, skill])),
    new Map(after.skills.map((skill) => [skill, skill])),
  );
  return [...skills, ...sections];
}

const byId = (items: readonly unknown[], key: string): Map<string, unknown> =>
  new Map(items.map((item) => [String((item as Record<string, unknown>)[key]), item]));

function sectionDifference(
  what: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): CentreChange[] {
  const changes: CentreChange[] = [];
  for (const [id, item] of after) {
    if (!before.has(id)) {
      changes.push({ kind: 'added', what, id, fields: [] });
      continue;
    }
    const fields = fieldChanges(before.get(id), item, '');
    if (fields.length > 0) changes.push({ kind: 'changed', what, id, fields });
  }
  for (const id of before.keys()) {
    if (!after.has(id)) changes.push({ kind: 'removed', what, id, fields: [] });
  }
  return changes;
}

/** Maps are compared key by key, lists as a whole: an index says nothing to a reader. */
function fieldChanges(before: unknown, after: unknown, path: string): FieldChange[] {
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      fieldChanges(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (canonical(before) === canonical(after)) return [];
  return [
    {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Equal for equal values, whatever the order of their keys. */
const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, inner: unknown) =>
    isMap(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
