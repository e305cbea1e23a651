import { cellWidth, padTo, safeText } from './cell-text';
import { type Column, renderColumns } from './columns';
import type { Session } from './context';

/** One JSON document, for `--json`. */
export function printJson(session: Session, value: unknown): void {
  session.context.out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** One line of NDJSON, for streams. */
export function printJsonLine(session: Session, value: unknown): void {
  session.context.out.write(`${JSON.stringify(value)}\n`);
}

export function printLine(session: Session, line = ''): void {
  session.context.out.write(`${line}\n`);
}

/** What a person should know beside the result: on stderr, and not with `--json`. */
export function printNote(session: Session, line: string): void {
  if (!session.json) session.context.err.write(`${session.paint.faint(line)}\n`);
}

/** The rows as JSON or as a table; `emptyText` tells a person why the table is not there. */
export function printTable<Row>(
  session: Session,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  emptyText: string,
): void {
  if (rows.length === 0) {
    printNote(session, emptyText);
    return;
  }
  for (const line of renderColumns(columns, rows, session.width, session.paint)) {
    printLine(session, line);
  }
}

/** `key   value` lines, keys aligned; pairs without a value are left out. */
export function printPairs(
  session: Session,
  pairs: readonly (readonly [string, string | undefined])[],
): void {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([key]) => cellWidth(key)));
  for (const [key, value] of shown) {
    printLine(session, `${session.paint.faint(padTo(key, width))}  ${safeText(value ?? '')}`);
  }
}
