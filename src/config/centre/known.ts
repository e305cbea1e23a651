import { suggestion } from '../nearest';
import type { Refusal } from '../shape-problem';

/** What the file defines, by kind: every reference is looked up here. */
export const KINDS = [
  'client',
  'provider',
  'skill',
  'agent',
  'queue',
  'flow',
  'calendar',
  'switch',
] as const;

export type Kind = (typeof KINDS)[number];

/** Ids by kind. A kind without an entry is not judged: the switches of a file read far away. */
export type Known = ReadonlyMap<Kind, ReadonlySet<string>>;

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Also ids of entries that are wrong in themselves count as known: one mistake, one problem. */
export function gatherKnown(document: unknown, switchIds?: readonly string[]): Known {
  const root = isPlain(document) ? document : {};
  const keysOf = (section: string): Set<string> => {
    const entries = root[section];
    return new Set(isPlain(entries) ? Object.keys(entries) : []);
  };
  const skills = Array.isArray(root['skills']) ? root['skills'] : [];
  const known = new Map<Kind, ReadonlySet<string>>([
    ['client', keysOf('clients')],
    ['provider', keysOf('providers')],
    ['skill', new Set(skills.filter((skill) => typeof skill === 'string'))],
    ['agent', keysOf('agents')],
    ['queue', keysOf('queues')],
    ['flow', keysOf('flows')],
    ['calendar', keysOf('calendars')],
  ]);
  if (switchIds !== undefined) known.set('switch', new Set(switchIds));
  return known;
}

/** null, or SKILL_UNKNOWN, QUEUE_UNKNOWN, … with the nearest one that there is. */
export function unknownReference(known: Known, kind: Kind, id: string): Refusal | null {
  const ids = known.get(kind);
  if (ids === undefined || ids.has(id)) return null;
  const otherwise = ids.size === 0 ? `no ${kind} is defined` : `known: ${listed(ids)}`;
  return {
    code: `${kind.toUpperCase()}_UNKNOWN`,
    reason: `there is no ${kind} "${id}"`,
    remedy: suggestion(id, ids, otherwise),
  };
}

const LISTED_MAX = 8;

function listed(ids: ReadonlySet<string>): string {
  const some = [...ids].slice(0, LISTED_MAX);
  return ids.size > some.length ? `${some.join(', ')}, …` : some.join(', ');
}
