import { CodedError } from '../../port/coded-error';

/** Which column says what; column names as in the file's first line, or keys of NDJSON. */
export interface ImportMapping {
  /** In the order in which they are called. */
  readonly numbers: readonly { readonly role: string; readonly column: string }[];
  /** By target: `key`, `priority`, `zone`, `consent.kind`, `callback.at`, … */
  readonly targets: ReadonlyMap<Target, string>;
  /** The client's own columns; absent: all keys of a row that nothing else was made of. */
  readonly fields?: readonly { readonly name: string; readonly column: string }[];
}

const TARGETS = [
  'key',
  'priority',
  'zone',
  'audience',
  'consent.kind',
  'consent.givenAt',
  'consent.expiresAt',
  'consent.evidence',
  'consent.retainUntil',
  'callback.at',
  'callback.agent',
] as const;
export type Target = (typeof TARGETS)[number];

const MAIN_ROLE = 'main';
const NUMBERS_MAX = 10;

/**
 * Reads `number=Telefon,number:mobile=Mobil,key=Kundennr,field:name=Name`. A target that is not
 * named is taken from the column of its own name. Throws MAPPING_INVALID.
 */
export function parseMapping(text: string): readonly (readonly [string, string])[] {
  if (text.trim() === '') return [];
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    const target = part.slice(0, at).trim();
    const column = part.slice(at + 1).trim();
    if (at < 0 || column === '' || !isTarget(target)) {
      throw new CodedError(
        'MAPPING_INVALID',
        `"${part}" is no target=column`,
        `targets: number, number:ROLE, field:NAME, ${TARGETS.join(', ')}`,
      );
    }
    return [target, column] as const;
  });
}

const isTarget = (target: string): boolean =>
  /^number(:[a-z0-9-]{1,20})?$/.test(target) ||
  /^field:[\w .-]{1,64}$/.test(target) ||
  (TARGETS as readonly string[]).includes(target);

/**
 * The mapping for a file with these columns; null: they are not known before each row (NDJSON).
 * Throws COLUMN_MISSING, COLUMN_TWICE or NUMBER_COLUMN_MISSING.
 */
export function mappingFor(
  given: readonly (readonly [string, string])[],
  columns: readonly string[] | null,
): ImportMapping {
  if (columns) checkColumns(given, columns);
  const named = new Set(given.map(([target]) => target));
  const own = (columns ?? ['number', ...TARGETS])
    .filter((column) => !column.startsWith('field:') && isTarget(column) && !named.has(column))
    .map((column) => [column, column] as const);
  const all = [...given, ...own];
  const numbers = all.flatMap(([target, column]) => {
    const role = /^number(?::(.+))?$/.exec(target);
    return role ? [{ role: role[1] ?? MAIN_ROLE, column }] : [];
  });
  if (numbers.length === 0 || numbers.length > NUMBERS_MAX) throw noNumber(columns);
  const targets = new Map(
    all.filter(([target]) => (TARGETS as readonly string[]).includes(target)),
  ) as ReadonlyMap<Target, string>;
  const fields = given.flatMap(([target, column]) =>
    target.startsWith('field:') ? [{ name: target.slice('field:'.length), column }] : [],
  );
  if (fields.length > 0) return { numbers, targets, fields };
  if (!columns) return { numbers, targets };
  const used = new Set([...numbers.map(({ column }) => column), ...targets.values()]);
  const rest = columns.filter((column) => column !== '' && !used.has(column));
  return { numbers, targets, fields: rest.map((column) => ({ name: column, column })) };
}

function checkColumns(
  given: readonly (readonly [string, string])[],
  columns: readonly string[],
): void {
  const missing = given.find(([, column]) => !columns.includes(column));
  if (missing) {
    throw new CodedError(
      'COLUMN_MISSING',
      `the file has no column "${missing[1]}" for ${missing[0]}`,
      `its columns: ${columns.slice(0, 50).join(', ')}`,
    );
  }
  const second = columns.findIndex((column, index) => columns.indexOf(column) !== index);
  const name = columns[second];
  if (name === undefined) return;
  // A file without a first line of names has somebody's data there, and messages are kept.
  throw new CodedError(
    'COLUMN_TWICE',
    `columns ${columns.indexOf(name) + 1} and ${second + 1} have the same name`,
    `rename one of them: "${name}"; or is the line with the names missing?`,
  );
}

const noNumber = (columns: readonly string[] | null): CodedError =>
  new CodedError(
    'NUMBER_COLUMN_MISSING',
    `the mapping names 1 to ${NUMBERS_MAX} columns with numbers, and the file has none of its own`,
    `say which: --map number=COLUMN; columns: ${(columns ?? []).slice(0, 50).join(', ')}`,
  );
