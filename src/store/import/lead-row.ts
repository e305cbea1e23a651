import { zoneNamed, zoneOfCountry } from './country-zone';
import type { ImportMapping, Target } from './import-mapping';
import { type ProblemCode, RowProblem } from './import-problem';
import { phoneNumber } from './phone-number';

/** A row of the file: what stands in each column, without blanks around it. */
export interface Cells {
  get(column: string): string | undefined;
  /** Columns with their values. */
  entries(): Iterable<readonly [string, string]>;
}

/** What the list says of rows that do not say it themselves. */
export interface ListDefaults {
  /** ISO 3166-1 alpha-2: of numbers without a country code. */
  readonly country?: string;
  /** IANA name: of leads whose country has several zones. */
  readonly zone?: string;
}

export interface LeadConsentRow {
  readonly kind: string;
  readonly givenAt: number;
  readonly expiresAt?: number;
  readonly evidence: string;
}

/** A lead as it goes into SQL. */
export interface ImportedLead {
  readonly line: number;
  readonly numbers: readonly { number: string; role: string; zone: string }[];
  readonly priority: number;
  readonly key?: string;
  readonly audience?: 'consumer' | 'business';
  readonly consent?: LeadConsentRow;
  readonly retainUntil?: number;
  readonly callback?: { readonly at: number; readonly agentId?: string };
  readonly fields?: Readonly<Record<string, string>>;
  /** Numbers of the row that are none, by column. */
  readonly leftOut: readonly string[];
}

const PRIORITY_MAX = 100;
const TEXT_MAX = 200;
const FIELDS_CHARACTERS_MAX = 4_000;

/** Turns rows into leads by one mapping. `lead` throws a RowProblem. */
export class LeadReader {
  private readonly used: ReadonlySet<string>;

  constructor(
    private readonly mapping: ImportMapping,
    private readonly defaults: ListDefaults,
  ) {
    const columns = mapping.numbers.map(({ column }) => column);
    this.used = new Set([...columns, ...mapping.targets.values()]);
  }

  lead(line: number, cells: Cells): ImportedLead {
    const { numbers, leftOut } = this.numbers(cells);
    const retainUntil = this.time(cells, 'consent.retainUntil');
    const key = this.text(cells, 'key', 'KEY_TOO_LONG');
    const audience = this.audience(cells);
    const consent = this.consent(cells);
    const callback = this.callback(cells);
    const fields = this.fields(cells);
    return {
      ...{ line, numbers, leftOut, priority: this.priority(cells) },
      ...(key !== undefined && { key }),
      ...(audience && { audience }),
      ...(consent && { consent }),
      ...(retainUntil !== undefined && { retainUntil }),
      ...(callback && { callback }),
      ...(fields && { fields }),
    };
  }

  private numbers(cells: Cells): Pick<ImportedLead, 'numbers' | 'leftOut'> {
    const numbers: { number: string; role: string; zone: string }[] = [];
    const leftOut: string[] = [];
    const { country } = this.defaults;
    for (const { role, column } of this.mapping.numbers) {
      const text = cells.get(column) ?? '';
      if (text === '') continue;
      const found = phoneNumber(text, country);
      if (!found) leftOut.push(column);
      else if (!numbers.some(({ number }) => number === found.number)) {
        numbers.push({ number: found.number, role, zone: this.zone(cells, found.country) });
      }
    }
    if (numbers.length > 0) return { numbers, leftOut };
    const [column] = leftOut;
    if (column !== undefined) throw new RowProblem('NUMBER_INVALID', column);
    throw new RowProblem('NUMBER_MISSING', this.mapping.numbers[0]?.column);
  }

  /** The row's own, else its country's only one, else the list's; never a guess. */
  private zone(cells: Cells, country: string | undefined): string {
    const column = this.mapping.targets.get('zone');
    const text = column === undefined ? '' : (cells.get(column) ?? '');
    if (text !== '') {
      const zone = zoneNamed(text);
      if (zone === null) throw new RowProblem('ZONE_UNKNOWN', column);
      return zone;
    }
    const zone = (country === undefined ? null : zoneOfCountry(country)) ?? this.defaults.zone;
    if (zone === undefined) throw new RowProblem('ZONE_NEEDED', column);
    return zone;
  }

  private priority(cells: Cells): number {
    const text = this.cell(cells, 'priority');
    if (text === undefined) return 0;
    const value = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
    if (Math.abs(value) <= PRIORITY_MAX) return value;
    throw new RowProblem('PRIORITY_INVALID', this.mapping.targets.get('priority'));
  }

  private audience(cells: Cells): ImportedLead['audience'] {
    const text = this.cell(cells, 'audience')?.toLowerCase();
    if (text === undefined || text === 'consumer' || text === 'business') return text;
    throw new RowProblem('AUDIENCE_INVALID', this.mapping.targets.get('audience'));
  }

  private consent(cells: Cells): LeadConsentRow | undefined {
    const kind = this.text(cells, 'consent.kind', 'CONSENT_INCOMPLETE');
    const givenAt = this.time(cells, 'consent.givenAt');
    const evidence = this.text(cells, 'consent.evidence', 'CONSENT_INCOMPLETE');
    const expiresAt = this.time(cells, 'consent.expiresAt');
    if (kind === undefined && givenAt === undefined && evidence === undefined) return undefined;
    if (kind === undefined || givenAt === undefined || evidence === undefined) {
      throw new RowProblem('CONSENT_INCOMPLETE', this.mapping.targets.get('consent.kind'));
    }
    return { kind, givenAt, evidence, ...(expiresAt !== undefined && { expiresAt }) };
  }

  private callback(cells: Cells): ImportedLead['callback'] {
    const at = this.time(cells, 'callback.at');
    const agentId = this.text(cells, 'callback.agent', 'KEY_TOO_LONG');
    if (at === undefined) return undefined;
    return agentId === undefined ? { at } : { at, agentId };
  }

  private fields(cells: Cells): ImportedLead['fields'] {
    const { fields } = this.mapping;
    const found = fields
      ? fields.map(({ name, column }) => [name, cells.get(column) ?? ''] as const)
      : [...cells.entries()].filter(([column]) => !this.used.has(column));
    const filled = found.filter(([, value]) => value !== '');
    if (filled.length === 0) return undefined;
    const size = filled.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (size > FIELDS_CHARACTERS_MAX) throw new RowProblem('FIELDS_TOO_LONG');
    return Object.fromEntries(filled);
  }

  private time(cells: Cells, target: Target): number | undefined {
    const text = this.cell(cells, target);
    if (text === undefined) return undefined;
    const at = timeOf(text);
    if (at === null) throw new RowProblem('TIME_INVALID', this.mapping.targets.get(target));
    return at;
  }

  private text(cells: Cells, target: Target, tooLong: ProblemCode): string | undefined {
    const text = this.cell(cells, target);
    if (text === undefined || text.length <= TEXT_MAX) return text;
    throw new RowProblem(tooLong, this.mapping.targets.get(target));
  }

  private cell(cells: Cells, target: Target): string | undefined {
    const column = this.mapping.targets.get(target);
    const text = column === undefined ? undefined : cells.get(column);
    return text === '' ? undefined : text;
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** ms since the epoch (UTC): ISO 8601 with an offset, a day (UTC), or that number; else null. */
function timeOf(text: string): number | null {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
