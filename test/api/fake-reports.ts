import { type CallSums, SUM_NAMES } from '../../src/report/call-sums';
import { makeReport, type Report } from '../../src/report/report';
import type { ReportRequest } from '../../src/store/report/report-store';

/** One row of the number of leaves that was asked for, and what it was asked. */
export class FakeReports {
  readonly asked: ReportRequest[] = [];

  make(request: ReportRequest): Promise<Report> {
    this.asked.push(request);
    const { size = 42, from, to, clientId } = request;
    const sums = Object.fromEntries(SUM_NAMES.map((name) => [name, size])) as CallSums;
    const basis = { log: clientId, size, root: 'cm9vdA==' };
    return Promise.resolve(
      makeReport(request, basis, [from, to], [{ intervalIndex: 0, group: 'sales', sums }]),
    );
  }
}
