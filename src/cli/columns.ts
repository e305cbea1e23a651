import { cellWidth, padTo, safeText } from './cell-text';
import type { Paint } from './paint';

/** A column of a plain table. Cells are cut, never wrapped: one row stays one line. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** May become this narrow when the table is wider than the terminal. Default: never cut. */
  readonly widthMin?: number;
  /** Left out, 1 first, where the table is still too wide. Default: never left out. */
  readonly dropOrder?: number;
  readonly paint?: (text: string, row: Row) => string;
}

const GAP = '  ';

/** Lines of a table with a heading, at most `widthMax` cells wide where columns may shrink. */
export function renderColumns<Row>(
  given: readonly Column<Row>[],
  rows: readonly Row[],
  widthMax: number,
  paint: Paint,
): string[] {
  const columns = fitting(given, rows, widthMax);
  const cells = rows.map((row) => columns.map((column) => safeText(column.value(row))));
  const widths = shrink(columns, naturalWidths(columns, cells), widthMax);
  const heading = columns
    .map((column, i) => padTo(column.title, widths[i] ?? 0, column.align))
    .join(GAP)
    .trimEnd();
  const body = rows.map((row, r) =>
    columns
      .map((column, i) => {
        const last = i === columns.length - 1 && column.align !== 'right';
        const text = padTo(cells[r]?.[i] ?? '', widths[i] ?? 0, column.align);
        const shown = last ? text.trimEnd() : text;
        return column.paint === undefined ? shown : column.paint(shown, row);
      })
      .join(GAP)
      .trimEnd(),
  );
  return [paint.faint(heading), ...body];
}

/** The columns that find room when each is as narrow as it may be. */
function fitting<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  widthMax: number,
): readonly Column<Row>[] {
  const cells = rows.map((row) => columns.map((column) => safeText(column.value(row))));
  const narrowest = naturalWidths(columns, cells).map((width, i) =>
    Math.min(width, columns[i]?.widthMin ?? width),
  );
  if (totalOf(narrowest) <= widthMax) return columns;
  const dropped = columns
    .filter((column) => column.dropOrder !== undefined)
    .sort((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0))[0];
  if (dropped === undefined) return columns;
  return fitting(
    columns.filter((column) => column !== dropped),
    rows,
    widthMax,
  );
}

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);

const naturalWidths = <Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
): number[] =>
  columns.map((column, i) =>
    Math.max(cellWidth(column.title), ...cells.map((row) => cellWidth(row[i] ?? ''))),
  );

/** Takes the surplus from the widest column that may still give. */
function shrink<Row>(
  columns: readonly Column<Row>[],
  widths: number[],
  widthMax: number,
): number[] {
  while (totalOf(widths) > widthMax) {
    let widest = -1;
    columns.forEach((column, i) => {
      const width = widths[i] ?? 0;
      if (column.widthMin === undefined || width <= column.widthMin) return;
      if (widest < 0 || width > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}
