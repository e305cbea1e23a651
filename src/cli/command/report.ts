import { type Command, Option } from 'commander';
import { CodedError } from '../../port/coded-error';
import { type Figure, FORMULAS, type FormulaId } from '../../report/formula';
import { REPORT_INTERVALS } from '../../report/interval';
import { REPORT_KIND_NAMES, type ReportKind } from '../../report/kind';
import type { Report, ReportRow } from '../../report/report';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatDuration } from '../duration';
import { parseInstant } from '../local-time';
import { printLine, printNote, printTable } from '../print';
import { example, type Register } from '../registration';

interface ReportOptions {
  readonly client?: string;
  readonly from: string;
  readonly to?: string;
  readonly interval: string;
  readonly zone?: string;
  readonly within?: string;
  readonly checkpoint?: string;
  readonly csv?: boolean;
  readonly html?: boolean;
}

const SUMMARIES: Readonly<Record<ReportKind, string>> = {
  queues: 'offered, service levels, waits and handling of each queue',
  providers: 'what each provider did; a provider sees itself and the average of the others',
  agents: 'what each agent handled, by the last agent of a call',
  campaigns: 'attempts, answers, drops and talks of each campaign',
  lists: 'the same of each list of leads',
  abandon: "dropped people by each law's own formula, side by side",
  'connect-time': 'people who were connected later than two seconds after their answer',
};

export const registerReport: Register = (program: Command, run) => {
  const report = program
    .command('report')
    .description('figures computed from the log at a checkpoint, which anybody can compute again');
  example(
    report,
    'leitstand report queues --client acme --from today --interval 1h',
    'leitstand report abandon --client acme --from 2026-11-01 --to 2026-12-01 --csv',
  );
  for (const kind of REPORT_KIND_NAMES) {
    const command = report
      .command(kind)
      .description(SUMMARIES[kind])
      .option('--client <clientId>', 'of whose log; a client token has its own')
      .requiredOption('--from <time>', 'calls offered at or after: 2026-11-01, today, 7d')
      .option('--to <time>', 'calls offered before; else now')
      .addOption(
        new Option('--interval <length>', 'of a row').choices(REPORT_INTERVALS).default('all'),
      )
      .option('--zone <name>', 'whose days and hours: Europe/Berlin; else the CLI’s own')
      .option('--within <duration>', 'answered in time means so soon; else 20s')
      .option('--checkpoint <size>', 'as the log was then; else its newest checkpoint')
      .option('--csv', 'for a sheet, in place of a table')
      .option('--html', 'a page with bars that prints, in place of a table');
    example(command, `leitstand report ${kind} --client acme --from today`);
    command.action(
      run((session: Session, options: ReportOptions) => printReport(session, kind, options)),
    );
  }
};

async function printReport(
  session: Session,
  kind: ReportKind,
  options: ReportOptions,
): Promise<void> {
  const text = await session.daemon().text(addressOf(session, kind, options));
  if (session.json || options.csv === true || options.html === true) {
    // To the byte: whoever compares two of them compares hashes.
    session.context.out.write(text);
    return;
  }
  const report = JSON.parse(text) as Report;
  printTable(session, columnsOf(report), report.rows, 'No call of the log matches.');
  const { log, size, root } = report.basis;
  printNote(session, `Log ${log} at its checkpoint of ${size} leaves, root ${root}`);
  for (const id of Object.keys(report.formulas) as FormulaId[]) {
    const { numerator, denominator, source } = FORMULAS[id];
    printNote(session, `${id}: ${numerator} / ${denominator} (${source})`);
  }
  printLine(session);
}

function addressOf(session: Session, kind: ReportKind, options: ReportOptions): string {
  const now = session.context.clock.now();
  const zone = options.zone ?? session.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const query = new URLSearchParams({
    from: String(instant('--from', options.from, { now, zone })),
    to: String(options.to === undefined ? now : instant('--to', options.to, { now, zone })),
    interval: options.interval,
    zone,
    ...(options.client !== undefined && { client: options.client }),
    ...(options.within !== undefined && { within: options.within }),
    ...(options.checkpoint !== undefined && { checkpoint: options.checkpoint }),
    ...(options.csv === true && { format: 'csv' }),
    ...(options.html === true && { format: 'html' }),
  });
  return `/v1/reports/${kind}?${query}`;
}

/** In the report's own zone: a day that is asked for is a day of it. */
function instant(
  flag: string,
  text: string,
  { now, zone }: { readonly now: number; readonly zone: string },
): number {
  const at = parseInstant(text, now, zone);
  if (at !== null) return at;
  const remedy = 'write 2026-03-01, 2026-03-01T14:00, today, yesterday, or how far back: 2h, 7d';
  throw new CodedError('USAGE', `${flag} "${text}" is no time`, remedy);
}

/** When, whose, and each figure with the fraction that it was made of. */
function columnsOf({ rows, groupedBy }: Report): Column<ReportRow>[] {
  const [first] = rows;
  return [
    { title: 'FROM', value: (row) => row.from.slice(0, 16).replace('T', ' ') },
    { title: groupedBy.toUpperCase(), value: (row) => row.group ?? '-', widthMin: 8 },
    ...(first?.figures ?? []).map(
      ({ formula }, index): Column<ReportRow> => ({
        title: formula.replace(/\.v\d+$/, '').toUpperCase(),
        align: 'right',
        value: (row) => figureText(row.figures[index]),
      }),
    ),
  ];
}

function figureText(figure: Figure | undefined): string {
  if (figure?.value === undefined || figure.value === null) return '-';
  const { formula, value, numerator, denominator } = figure;
  switch (FORMULAS[formula].unit) {
    case 'percent':
      return `${value.toFixed(2)} % (${short(numerator)}/${short(denominator)})`;
    case 'ms':
      return `${formatDuration(value)} (${denominator})`;
    case 'count':
      return String(value);
  }
}

const short = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(2);
