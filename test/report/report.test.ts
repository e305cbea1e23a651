import { type CallSums, SUM_NAMES, type SumRow } from '../../src/report/call-sums';
import { FORMULAS } from '../../src/report/formula';
import { figuresOf, REPORT_KIND_NAMES, REPORT_KINDS } from '../../src/report/kind';
import { OTHERS, ownAndOthers } from '../../src/report/others';
import { makeReport, type ReportOrder } from '../../src/report/report';
import { reportPage } from '../../src/report/report-page';
import { reportCsv, reportJson } from '../../src/report/report-text';

const NONE = Object.fromEntries(SUM_NAMES.map((name) => [name, 0])) as CallSums;
const HOUR_MS = 3_600_000;

const order: ReportOrder = {
  ...{ kind: 'queues', from: 0, to: 2 * HOUR_MS, interval: '1h', zone: 'UTC' },
  ...{ thresholdMs: 20_000, view: 'all' },
};
const basis = { log: 'acme', size: 42, root: 'cm9vdA==' };
const row = (intervalIndex: number, group: string | null, sums: Partial<CallSums>): SumRow => ({
  ...{ intervalIndex, group },
  sums: { ...NONE, ...sums },
});

const report = (rows: readonly SumRow[]) =>
  makeReport(order, basis, [0, HOUR_MS, 2 * HOUR_MS], rows);

describe('the figures of a report', () => {
  const value = (kind: keyof typeof REPORT_KINDS, sums: Partial<CallSums>) =>
    Object.fromEntries(
      figuresOf(REPORT_KINDS[kind].figures, { ...NONE, ...sums }).map((one) => [
        one.formula,
        one.value,
      ]),
    );

  it('count the worked example of the UK to 64.44 %', () => {
    const sums = { dropped: 29, humansToAgents: 9, machinesToAgents: 7, liveInTime: 9 };
    expect(value('abandon', sums)['abandon.uk-no-amd.v1']).toBe(64.4444);
  });

  it('stand side by side for one campaign, each with its own denominator', () => {
    const sums = {
      ...{ attempts: 1000, liveInTime: 290, liveLate: 2, dropped: 8, humansToAgents: 292 },
      machinesToAgents: 0,
    };
    expect(value('abandon', sums)).toEqual({
      'abandon.us.v1': 3.3333,
      'abandon.uk-amd.v1': 2.6846,
      'abandon.uk-no-amd.v1': 2.6667,
      'abandon.attempts.v1': 0.8,
    });
  });

  it('name three service levels, as three people mean three things by one word', () => {
    const sums = {
      ...{ offered: 100, answered: 80, abandoned: 15 },
      ...{ answeredInTime: 60, abandonedInTime: 5 },
    };
    expect(value('queues', sums)).toMatchObject({
      'service-level.copc.v1': 60,
      'service-level.answered.v1': 75,
      'service-level.finished.v1': 68.4211,
    });
  });

  it('say nothing where there was nothing', () => {
    const figures = REPORT_KIND_NAMES.flatMap((kind) => Object.values(value(kind, {})));
    expect(figures.every((one) => one === null || one === 0)).toBe(true);
    expect(value('queues', {})['service-level.copc.v1']).toBeNull();
  });

  it('are explained, each by a formula with a source', () => {
    for (const { figures } of Object.values(REPORT_KINDS)) {
      expect(figures.every((id) => FORMULAS[id].source.length > 0)).toBe(true);
    }
  });
});

describe('a report', () => {
  const rows = [
    row(1, 'sales', { offered: 2, answered: 1 }),
    row(0, null, { offered: 1 }),
    row(0, 'Zoo, "big"', { offered: 3 }),
    row(0, 'all', { offered: 4 }),
  ];

  it('is the same bytes, in whatever order SQL gives the rows', () => {
    const text = reportJson(report(rows));
    expect(reportJson(report([...rows].reverse()))).toBe(text);
    expect(JSON.parse(text).rows.map((one: { group: string }) => one.group)).toEqual([
      ...['Zoo, "big"', 'all', null, 'sales'],
    ]);
  });

  it('names the checkpoint that it was computed at, in CSV on each line', () => {
    expect(JSON.parse(reportJson(report(rows))).basis).toEqual(basis);
    const [heading = '', first = ''] = reportCsv(report(rows)).split('\r\n');
    expect(heading.split(',').slice(0, 4)).toEqual(['from', 'to', 'queue', 'offered']);
    expect(first).toContain('"Zoo, ""big"""');
    expect(first.endsWith(',acme,42,cm9vdA==')).toBe(true);
  });

  it('is no sheet that runs what somebody named a queue', () => {
    const csv = reportCsv(report([row(0, '=cmd()', {})]));
    expect(csv).toContain(",'=cmd(),");
  });
});

describe('a part of the calls', () => {
  it('says in each form that it is not the whole', () => {
    const part = makeReport(
      { ...order, view: { provider: 'nord' } },
      basis,
      [0, HOUR_MS, 2 * HOUR_MS],
      [row(0, 'sales', { offered: 1 })],
    );
    expect(JSON.parse(reportJson(part)).view).toEqual({ provider: 'nord' });
    expect(reportCsv(part)).toContain(',provider nord,acme,42,');
    expect(reportPage(part)).toContain('Only what the provider nord sees.');
  });
});

describe('the page of a report', () => {
  const rows = [
    row(0, '<script>alert(1)</script>', { offered: 3, answered: 2, answeredInTime: 1 }),
    row(1, 'sales', { offered: 1 }),
  ];

  it('says figures with their fractions, formulas, and the checkpoint', () => {
    const page = reportPage(report(rows));
    expect(page).toContain('33.33 %');
    expect(page).toContain('<small>1 / 3</small>');
    expect(page).toContain('service-level.copc.v1');
    expect(page).toContain('at its checkpoint of\n<b>42</b> leaves, root cm9vdA==');
    expect(reportPage(report([...rows].reverse()))).toBe(page);
  });

  it('runs nothing that somebody named a queue', () => {
    expect(reportPage(report(rows))).not.toContain('<script');
  });

  it('is there for no calls, too', () => {
    expect(reportPage(report([]))).toContain('No call of the log matches.');
  });
});

describe('a provider', () => {
  const rows = [
    row(0, 'mine', { calls: 10 }),
    row(0, 'one', { calls: 20 }),
    row(0, 'two', { calls: 40 }),
    row(0, 'three', { calls: 30 }),
    row(1, 'mine', { calls: 1 }),
    row(1, 'one', { calls: 2 }),
    row(1, 'two', { calls: 2 }),
    row(2, 'one', { calls: 3 }),
    row(2, 'two', { calls: 3 }),
  ];

  it('sees the average of the others, and never that of one or two of them', () => {
    const seen = ownAndOthers(rows, 'mine').map(({ intervalIndex, group, sums }) => [
      ...[intervalIndex, group, sums.calls],
    ]);
    expect(seen).toEqual([
      [0, 'mine', 10],
      [1, 'mine', 1],
      [0, OTHERS, 30],
    ]);
  });

  it('sees nothing of a client for whom it did nothing', () => {
    expect(ownAndOthers(rows, 'stranger')).toEqual([]);
  });
});
