import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { type CsvError, parse } from 'csv-parse';
import { CodedError } from '../../port/coded-error';
import type { ProblemCode } from './import-problem';
import type { Cells } from './lead-row';

export type ImportFormat = 'csv' | 'ndjson';
export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le'] as const;
export type ImportEncoding = (typeof ENCODINGS)[number];

/** A row as it stands in the file: what it says, or why it cannot be read. Lines count from 1. */
export type SourceRow =
  | { readonly line: number; readonly cells: Cells }
  | { readonly line: number; readonly problem: ProblemCode };

export interface ImportSource {
  /** null where each row has its own (NDJSON). */
  readonly columns: readonly string[] | null;
  /** Ends with ENCODING_WRONG, ROW_TOO_LONG or ROWS_UNREADABLE; whoever reads has to wait. */
  readonly rows: AsyncIterable<SourceRow>;
}

/** Of a line, in characters: no lead is longer. */
const ROW_MAX = 65_536;
const COLUMNS_MAX = 500;

/** Opens a file by its bytes as they come; no more than a few rows are held. */
export async function openSource(
  bytes: AsyncIterable<Uint8Array>,
  format: ImportFormat,
  encoding: ImportEncoding,
): Promise<ImportSource> {
  const text = decoded(whole(bytes), encoding);
  return format === 'csv' ? openCsv(text) : { columns: null, rows: ndjsonRows(text) };
}

/** A sender that goes away is no database that does. */
async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new CodedError(
      'UPLOAD_BROKEN',
      `the file broke off: ${(error as Error).message}`,
      'send it again; nothing of it was imported',
    );
  }
}

/** The text of the bytes, without a byte order mark; UTF-16 is told by its own. */
async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: ImportEncoding,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  const decode = (chunk?: Uint8Array): string => {
    decoder ??= new TextDecoder(isUtf16(chunk) ? 'utf-16le' : encoding, { fatal: true });
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw wrongEncoding(encoding, line);
    }
  };
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    // PostgreSQL's text holds no NUL.
    const text = decode(chunk).replaceAll('\0', '\ufffd');
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1;
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

const isUtf16 = (chunk: Uint8Array | undefined): boolean =>
  chunk?.[0] === 0xff && chunk[1] === 0xfe;

const wrongEncoding = (encoding: string, line: number): CodedError =>
  new CodedError(
    'ENCODING_WRONG',
    `what stands in line ${line} or soon after is not ${encoding}`,
    `say which encoding it is (--encoding): ${ENCODINGS.join(', ')}`,
  );

const tooLong = (line: number): CodedError =>
  new CodedError(
    'ROW_TOO_LONG',
    `the row at line ${line} has more than ${ROW_MAX} characters`,
    'look for a quote that is never closed; nothing was imported',
  );

/** Of the first line: whichever stands in it most often outside of quotes. */
function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((mark) => [bare.split(mark).length, mark] as const);
  return counted.reduce((best, one) => (one[0] > best[0] ? one : best))[1];
}

async function openCsv(text: AsyncGenerator<string>): Promise<ImportSource> {
  let head = '';
  while (!/\n./.test(head) && head.length <= ROW_MAX) {
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  const first = /^[^\n]*/.exec(head)?.[0] ?? '';
  if (first.length > ROW_MAX) throw tooLong(1);
  const parser = parse({
    ...{ delimiter: separatorOf(first), info: true, trim: true, skip_empty_lines: true },
    ...{ relax_column_count: true, relax_quotes: true, max_record_size: ROW_MAX },
  });
  const fromHead = (async function* () {
    if (head !== '') yield head;
    yield* text;
  })();
  const records = recordsOf(fromHead, parser);
  const header = await records.next();
  if (header.done) {
    throw new CodedError('FILE_EMPTY', 'there is nothing in the file', 'send its first line, too');
  }
  const columns = header.value.record.map((name) => name.trim());
  if (columns.length > COLUMNS_MAX) throw tooLong(1);
  return { columns, rows: csvRows(records, columns) };
}

interface CsvRecord {
  readonly line: number;
  readonly record: readonly string[];
}

type Parser = ReturnType<typeof parse>;

/** Errors of either side end both. */
async function* recordsOf(text: AsyncIterable<string>, parser: Parser): AsyncGenerator<CsvRecord> {
  const source = Readable.from(text, { objectMode: true });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser) yield { record, line: info.lines };
  } catch (error) {
    throw readable(error as Error);
  } finally {
    source.destroy();
  }
}

function readable(error: Error): Error {
  const { code, lines } = error as CsvError & { lines?: number };
  if (code === 'CSV_MAX_RECORD_SIZE') return tooLong(lines ?? 0);
  if (!code?.startsWith('CSV_')) return error;
  return new CodedError(
    'ROWS_UNREADABLE',
    `the file is no CSV from line ${lines ?? 0} on (${code})`,
    'look for a quote that is never closed; nothing was imported',
  );
}

/** A record, looked up by its columns: no map is made for each row. */
class CsvCells implements Cells {
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    private readonly record: readonly string[],
  ) {}

  get(column: string): string | undefined {
    const place = this.places.get(column);
    return place === undefined ? undefined : this.record[place];
  }

  *entries(): Iterable<readonly [string, string]> {
    for (const [column, place] of this.places) yield [column, this.record[place] ?? ''];
  }
}

async function* csvRows(
  records: AsyncGenerator<CsvRecord>,
  columns: readonly string[],
): AsyncGenerator<SourceRow> {
  const places = new Map(columns.map((column, index) => [column, index]));
  for await (const { record, line } of records) {
    if (record.length > columns.length) yield { line, problem: 'CELLS_TOO_MANY' };
    else yield { line, cells: new CsvCells(places, record) };
  }
}

async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
  let line = 0;
  for await (const { content, isCut } of linesOf(text)) {
    line += 1;
    if (isCut) yield { line, problem: 'ROW_TOO_LONG' };
    else if (content.trim() !== '') yield jsonRow(line, content);
  }
  if (line === 0) throw new CodedError('FILE_EMPTY', 'there is nothing in the file', 'send rows');
}

interface TextLine {
  readonly content: string;
  readonly isCut: boolean;
}

/** Of a line that is too long only the beginning is held. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let rest = '';
  let isCut = false;
  for await (const piece of text) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    for (const content of parts) {
      yield { content, isCut: isCut || content.length > ROW_MAX };
      isCut = false;
    }
    isCut ||= rest.length > ROW_MAX;
    if (isCut) rest = '';
  }
  if (rest !== '' || isCut) yield { content: rest, isCut };
}

function jsonRow(line: number, content: string): SourceRow {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const cells = Object.entries(value).flatMap(([key, one]) => cellOf(key, one));
      return { line, cells: new Map(cells) };
    }
  } catch {
    // Falls through to the one refusal.
  }
  return { line, problem: 'ROW_INVALID' };
}

/** One level deep is a name with a dot: { consent: { kind } } is the column consent.kind. */
function cellOf(key: string, value: unknown): [string, string][] {
  if (value === null) return [];
  if (typeof value !== 'object') return [[key, textOf(value)]];
  if (Array.isArray(value)) return [[key, textOf(JSON.stringify(value))]];
  return Object.entries(value).flatMap(([inner, one]): [string, string][] => {
    if (one === null) return [];
    return [[`${key}.${inner}`, textOf(typeof one === 'object' ? JSON.stringify(one) : one)]];
  });
}

/** An escape of JSON may stand for what PostgreSQL's text cannot hold: NUL, half a surrogate. */
const textOf = (value: unknown): string =>
  String(value)
    .trim()
    .replaceAll('\0', '\ufffd')
    .replace(/\p{Cs}/gu, '\ufffd');
