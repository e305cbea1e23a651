import { canonicalJson } from '../ledger/canonical-json';
import type { Report, ReportRow } from './report';

/** The same bytes for the same report, on every machine (RFC 8785). */
export const reportJson = (report: Report): string => `${canonicalJson(report)}\n`;

/**
 * One line a row, and in each of them whose view it is and the checkpoint that it was computed at:
 * a line that is cut out and sent on still says what it stands on. RFC 4180, UTF-8.
 */
export function reportCsv(report: Report): string {
  const { basis } = report;
  const view = report.view === 'all' ? 'all' : Object.entries(report.view).flat().join(' ');
  const [first] = report.rows;
  const heading = [
    ...['from', 'to', report.groupedBy],
    ...Object.keys(first?.sums ?? {}),
    ...(first?.figures ?? []).flatMap(({ formula }) => [
      formula,
      `${formula} numerator`,
      `${formula} denominator`,
    ]),
    ...['view', 'log', 'checkpoint', 'root'],
  ];
  const lines = report.rows.map((row) => [...cells(row), view, basis.log, basis.size, basis.root]);
  return [heading, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

const cells = (row: ReportRow): readonly (string | number | null)[] => [
  ...[row.from, row.to, row.group],
  ...Object.values(row.sums),
  ...row.figures.flatMap(({ value, numerator, denominator }) => [value, numerator, denominator]),
];

/** A sheet takes a text that begins like this for a formula, and would run it. */
const LIKE_A_FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = LIKE_A_FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
