import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import type { Centre } from '../core/centre';
import type { Requirement } from '../core/queue/requirement';
import { requirementText } from '../core/queue/requirement-text';

/** One entry that applying a centre would add, change or remove. */
export interface CentreChange {
  readonly kind: 'added' | 'changed' | 'removed';
  /** `client`, `provider`, `skill`, `agent`, `queue`, `flow`, `number`, `campaign`, … */
  readonly what: string;
  readonly id: string;
  /** Of a changed entry: what is different. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  /** `skills.german`, `nodes.menu.timeoutMs`; lists are compared as a whole. */
  readonly path: string;
  /** Absent: there was nothing. */
  readonly before?: unknown;
  readonly after?: unknown;
}

interface Section {
  readonly what: string;
  readonly entries: (centre: Centre) => readonly (readonly [string, unknown])[];
}

const SECTIONS: readonly Section[] = [
  { what: 'client', entries: (c) => c.clients.map((e) => [e.clientId, e]) },
  { what: 'provider', entries: (c) => c.providers.map((e) => [e.providerId, e]) },
  { what: 'skill', entries: (c) => c.skills.map((skill) => [skill, skill]) },
  { what: 'agent', entries: (c) => c.agents.map((e) => [e.agentId, e]) },
  { what: 'queue', entries: (c) => c.queues.map((e) => [e.queueId, e]) },
  { what: 'flow', entries: (c) => c.flows.map((e) => [e.flowId, e]) },
  { what: 'number', entries: (c) => c.numbers.map((e) => [e.number, e]) },
  { what: 'calendar', entries: (c) => c.calendars.map((e) => [e.calendarId, e]) },
  {
    what: 'transfer target',
    entries: (c) => (c.transferTargets ?? []).map((e) => [e.targetId, e]),
  },
  { what: 'campaign', entries: (c) => (c.campaigns ?? []).map((e) => [e.campaignId, e]) },
  { what: 'tie line', entries: (c) => (c.tieLines ?? []).map((e) => [e.tieLineId, e]) },
];

/** By section, then id, then field; empty when both are the same. Their order does not count. */
export const diffCentres = (before: Centre, after: Centre): readonly CentreChange[] =>
  SECTIONS.flatMap(({ what, entries }) => {
    const old = new Map(entries(before));
    const now = new Map(entries(after));
    const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
    return ids.flatMap((id): CentreChange[] => {
      if (!old.has(id)) return [{ kind: 'added', what, id, fields: [] }];
      if (!now.has(id)) return [{ kind: 'removed', what, id, fields: [] }];
      const fields = fieldChanges('', old.get(id), now.get(id));
      return fields.length > 0 ? [{ kind: 'changed', what, id, fields }] : [];
    });
  });

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function fieldChanges(path: string, before: unknown, after: unknown): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isPlain(before) || !isPlain(after)) {
    const shown = (value: unknown): unknown => (path.endsWith('pinHash') ? '***' : value);
    const was = before === undefined ? {} : { before: shown(before) };
    return [{ path, ...was, ...(after === undefined ? {} : { after: shown(after) }) }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    fieldChanges(path === '' ? name : `${path}.${name}`, before[name], after[name]),
  );
}

const SIGN = { added: '+', changed: '~', removed: '-' } as const;

/** `~ agent anna`, and below it a line a field: `    skills.german: 5 -> 7`. */
export const changeLines = (change: CentreChange): readonly string[] => [
  `${SIGN[change.kind]} ${change.what} ${change.id}`,
  ...change.fields.map((field) => {
    const text = textFor(field);
    return `    ${field.path}: ${text(field.before)} -> ${text(field.after)}`;
  }),
];

function textFor(field: FieldChange): (value: unknown) => string {
  if (isAsked(field)) return askedText;
  return field.path.startsWith('skillsUntil.') ? instantText : valueText;
}

const instantText = (at: unknown): string =>
  typeof at === 'number' ? (DateTime.fromMillis(at, { zone: 'utc' }).toISO() ?? '') : valueText(at);

/** A queue's requirement, and what a node of a flow asks beside it, stand as lists. */
const isAsked = ({ path, before, after }: FieldChange): boolean =>
  /(^requirement|^nodes\..*\.skills)$/.test(path) && Array.isArray(before) && Array.isArray(after);

const askedText = (asked: unknown): string => requirementText(asked as Requirement) || 'nothing';

const VALUE_LENGTH_MAX = 60;

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX - 1)}…` : text;
}
