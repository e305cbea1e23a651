import type { CallSums, ReportGroup, SumRow } from './call-sums';
import { type Figure, FORMULAS, type Formula, type FormulaId } from './formula';
import { instantText, type ReportSpan } from './interval';
import { figuresOf, REPORT_KINDS, type ReportKind } from './kind';

/** Which state of which log a report was computed from. */
export interface ReportBasis {
  readonly log: string;
  /** Of the checkpoint: as many leaves were in the log. */
  readonly size: number;
  /** Base64 root hash of that checkpoint. */
  readonly root: string;
}

export interface ReportOrder extends ReportSpan {
  readonly kind: ReportKind;
  /** What counts as answered in time, ms. */
  readonly thresholdMs: number;
  readonly view: ReportView;
}

/** Whose eyes it is for: all calls of the log, or those of one provider or agent. */
export type ReportView = 'all' | { readonly provider: string } | { readonly agent: string };

export interface ReportRow {
  readonly from: string;
  readonly to: string;
  /** The queue, provider, …; null: calls that have none. */
  readonly group: string | null;
  readonly sums: Partial<CallSums>;
  readonly figures: readonly Figure[];
}

/** Plain data: its canonical JSON is the same for the same checkpoint and order, for ever. */
export interface Report {
  readonly format: 'leitstand-report/1';
  readonly kind: ReportKind;
  readonly basis: ReportBasis;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly interval: string;
  readonly groupedBy: ReportGroup;
  /** Figures of a view are no figures of the log: they are made of a part of its calls. */
  readonly view: ReportView;
  readonly thresholdMs: number;
  readonly formulas: Readonly<Partial<Record<FormulaId, Formula>>>;
  readonly rows: readonly ReportRow[];
}

/** Rows by time, and within it by name. */
export function makeReport(
  order: ReportOrder,
  basis: ReportBasis,
  bounds: readonly number[],
  rows: readonly SumRow[],
): Report {
  const { kind, zone, interval, thresholdMs, from, to, view } = order;
  const { group, sums, figures } = REPORT_KINDS[kind];
  const sorted = [...rows].sort(
    (a, b) => a.intervalIndex - b.intervalIndex || byName(a.group, b.group),
  );
  return {
    format: 'leitstand-report/1',
    ...{ kind, basis, zone, interval, thresholdMs, view, groupedBy: group },
    from: instantText(from, zone),
    to: instantText(to, zone),
    formulas: Object.fromEntries(figures.map((id) => [id, FORMULAS[id]])),
    rows: sorted.map((row) => ({
      from: instantText(bounds[row.intervalIndex] ?? from, zone),
      to: instantText(bounds[row.intervalIndex + 1] ?? to, zone),
      group: row.group,
      sums: Object.fromEntries(sums.map((name) => [name, row.sums[name]])),
      figures: figuresOf(figures, row.sums),
    })),
  };
}

/** By code units, as canonical JSON orders: no machine's language changes it. */
function byName(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
