import type { Fact } from '../../../src/core/fact';

/**
 * Facts of which each switch has its own: which phones and trunks it knows and when it first
 * tells of them.
 */
const LEFT_OUT: ReadonlySet<string> = new Set(['endpoint.changed']);

/** Values that are the switch's own words: the raw cause beside the normalised one, its version. */
const OWN_WORDS: ReadonlySet<string> = new Set(['raw', 'version']);

/** The switch says in its own words why it could not do a command; the code is everybody's. */
const WORDED_BY_SWITCH: ReadonlySet<string> = new Set(['command.failed']);

/** Names of instants and durations. */
const TIME = /(^at|At|Ms)$/;

/** Names of ids that are minted anew in each run, by us or by the switch. */
const MINTED = /^(call|contact|leg|command)Id$/;

type Values = Readonly<Record<string, unknown>>;

/**
 * Facts as text that is the same for every switch on which the same happened: ids are numbered in
 * the order in which they appear, times and the switch's own words are left out. One block a
 * fact: its type, the input that caused it, whose it is; then its values, sorted by name.
 */
export function canonicalText(facts: readonly Fact[]): string {
  const ids = new Map<string, string>();
  return facts
    .filter(({ body }) => !LEFT_OUT.has(body.type))
    .map((fact) => block(fact, ids))
    .join('\n');
}

function block({ body, cause, clientId }: Fact, ids: Map<string, string>): string {
  const { type, ...all } = body;
  const values: Values = WORDED_BY_SWITCH.has(type) ? { ...all, detail: undefined } : all;
  const head = [type, 'by', cause.reason, ...(clientId === undefined ? [] : ['of', clientId])];
  return [head.join(' '), ...lines(cleaned(values, ids)), ''].join('\n');
}

/** What a value holds is indented under its name; a list has one line for each of its entries. */
const lines = (values: Values): string[] =>
  Object.entries(values).flatMap(([name, value]) => told(name, value).map((line) => `  ${line}`));

function told(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map((one) => `${name}: ${JSON.stringify(one)}`);
  const isGroup = typeof value === 'object' && value !== null;
  return isGroup ? [name, ...lines(value as Values)] : [`${name} ${JSON.stringify(value)}`];
}

function cleaned(values: object, ids: Map<string, string>): Values {
  const kept = Object.entries(values)
    .filter(([name, value]) => value !== undefined && !OWN_WORDS.has(name) && !TIME.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept.map(([name, value]) => [name, cleanedOne(name, value, ids)]));
}

function cleanedOne(name: string, value: unknown, ids: Map<string, string>): unknown {
  if (MINTED.test(name) && typeof value === 'string') return numbered(name, value, ids);
  if (Array.isArray(value)) return value.map((entry) => cleanedOne(name, entry, ids));
  return typeof value === 'object' && value !== null ? cleaned(value, ids) : value;
}

/** `leg-2` is the second leg that the facts name. */
function numbered(name: string, id: string, ids: Map<string, string>): string {
  const kind = name.slice(0, -'Id'.length);
  const count = [...ids.values()].filter((known) => known.startsWith(`${kind}-`)).length;
  const number = ids.get(id) ?? `${kind}-${count + 1}`;
  ids.set(id, number);
  return number;
}
