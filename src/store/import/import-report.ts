import { PROBLEMS, type ProblemCode, RowProblem } from './import-problem';
import type { ImportedLead } from './lead-row';

/** A row that was refused, or from which a number was left out. */
export interface ReportedRow {
  readonly line: number;
  readonly code: ProblemCode;
  readonly column?: string;
  readonly remedy: string;
}

export interface ImportReport {
  readonly importId: string;
  /** Rows that were read, the first line of a CSV not counted. */
  readonly rows: number;
  /** Leads that came in; the rest of the rows is refused or stood in the campaign already. */
  readonly leads: number;
  readonly refused: number;
  /** Rows with no number that was new: it stands in the file before, or in the campaign. */
  readonly duplicates: { readonly inFile: number; readonly inCampaign: number };
  /** How often each problem was met. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /** The first of them, at most 1,000. */
  readonly firstProblems: readonly ReportedRow[];
}

const REPORTED_MAX = 1_000;

/** Counts an import as it goes. */
export class ImportTally {
  rows = 0;
  leads = 0;
  refused = 0;
  duplicatesInFile = 0;
  duplicatesInCampaign = 0;
  private readonly problems: Partial<Record<ProblemCode, number>> = {};
  private readonly first: ReportedRow[] = [];

  refuse(line: number, error: unknown): void {
    // Whatever else is thrown is no fault of the row.
    if (!(error instanceof RowProblem)) throw error;
    this.refused += 1;
    this.note(line, error.code, error.column);
  }

  leaveOut({ line, leftOut }: ImportedLead): void {
    for (const column of leftOut) this.note(line, 'NUMBER_LEFT_OUT', column);
  }

  report(importId: string): ImportReport {
    const { rows, leads, refused, problems, first: firstProblems } = this;
    const duplicates = { inFile: this.duplicatesInFile, inCampaign: this.duplicatesInCampaign };
    return { importId, rows, leads, refused, duplicates, problems, firstProblems };
  }

  private note(line: number, code: ProblemCode, column: string | undefined): void {
    this.problems[code] = (this.problems[code] ?? 0) + 1;
    if (this.first.length >= REPORTED_MAX) return;
    const row = { line, code, remedy: PROBLEMS[code] };
    this.first.push(column === undefined ? row : { ...row, column });
  }
}
