import { createReadStream, statSync } from 'node:fs';
import type { Command } from 'commander';
import { CodedError } from '../../port/coded-error';
import type { ImportReport } from '../../store/import/import-report';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { uploadList } from '../list-client';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Run } from '../registration';

interface Options {
  readonly list: string;
  readonly country?: string;
  readonly zone?: string;
  readonly encoding?: string;
  readonly map?: string;
  readonly format?: string;
}

export function registerImport(campaign: Command, run: Run): void {
  const command = campaign
    .command('import')
    .description('import leads from CSV or NDJSON into a list: all rows that are right, or none')
    .argument('<campaignId>', 'as in the centre file')
    .argument('<file>', '.csv or .ndjson')
    .requiredOption('--list <listId>', 'made by its first import')
    .option('--country <code>', 'of numbers without a country code: DE')
    .option('--zone <name>', 'of leads whose country has several zones: America/New_York')
    .option('--map <targets>', 'target=column,…: number=Telefon,number:mobile=Mobil,key=Nr')
    .option('--encoding <name>', 'utf-8, windows-1252 or utf-16le', 'utf-8')
    .option('--format <name>', 'csv or ndjson; else by the name of the file');
  example(
    command,
    'leitstand campaign import spring leads.csv --list march --country DE',
    'leitstand campaign import spring l.csv --list us --map number=Phone,zone=TZ,field:name=Name',
  );
  command.action(run(importList));
}

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

async function importList(
  session: Session,
  campaignId: string,
  file: string,
  options: Options,
): Promise<ExitCode> {
  const { list: listId, country, zone, encoding, map } = options;
  const query = Object.fromEntries(
    Object.entries({ country, zone, encoding, map }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const type = TYPES[formatOf(file, options.format)];
  const bytes = watched(session, file, sizeOf(file));
  const upload = { campaignId, listId, query, type, bytes };
  const report = await uploadList(session.daemon(), upload).finally(() => {
    if (isWatched(session)) session.context.err.write('\r\u001b[K');
  });
  if (session.json) printJson(session, report);
  else printReport(session, report);
  return report.leads === 0 && report.refused > 0 ? EXIT.failed : EXIT.ok;
}

function formatOf(file: string, said: string | undefined): keyof typeof TYPES {
  const format = said ?? (/\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv');
  if (format === 'csv' || format === 'ndjson') return format;
  throw new CodedError('USAGE', `"${format}" is no format`, 'csv or ndjson');
}

const STEP_MS = 200;

const isWatched = ({ context, json }: Session): boolean => context.err.isTTY === true && !json;

/** The file, with how much of it the daemon has taken on a line of the terminal. */
async function* watched(session: Session, file: string, size: number): AsyncGenerator<Uint8Array> {
  const { err, clock } = session.context;
  const isShown = isWatched(session);
  const startedAt = clock.now();
  let sent = 0;
  let shownAt = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 65_536 })) {
    yield piece as Uint8Array;
    sent += (piece as Uint8Array).length;
    if (!isShown || clock.now() - shownAt < STEP_MS) continue;
    shownAt = clock.now();
    err.write(`\r\u001b[K${progressText({ sent, size, elapsedMs: shownAt - startedAt })}`);
  }
  if (isShown) err.write('\r\u001b[Ksent, and being imported');
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError('FILE_UNREADABLE', `${file} cannot be read (${code})`, 'name a file');
  }
}

interface Sent {
  readonly sent: number;
  readonly size: number;
  readonly elapsedMs: number;
}

/** `37 %, 42 s to go`: of the sending, after which the daemon imports the file. */
function progressText({ sent, size, elapsedMs }: Sent): string {
  const share = size === 0 ? 1 : Math.min(1, sent / size);
  const restS = Math.round((elapsedMs / share - elapsedMs) / 1000);
  return `${Math.floor(share * 100)} %${elapsedMs > 2_000 ? `, ${restS} s to go` : ''}`;
}

function printReport(session: Session, report: ImportReport): void {
  const { rows, leads, refused, duplicates, problems, firstProblems } = report;
  const of = (count: number) => (count === 0 ? undefined : String(count));
  printPairs(session, [
    ['rows', String(rows)],
    ['leads', session.paint.strong(String(leads))],
    ['in the file before', of(duplicates.inFile)],
    ['in the campaign before', of(duplicates.inCampaign)],
    ['refused', refused === 0 ? undefined : session.paint.bad(String(refused))],
    ...Object.entries(problems).map(([code, count]) => [`  ${code}`, String(count)] as const),
  ]);
  if (firstProblems.length === 0) return;
  printLine(session);
  const shown = firstProblems.slice(0, SHOWN_MAX);
  printTable(
    session,
    [
      { title: 'LINE', align: 'right', value: (row) => String(row.line) },
      { title: 'PROBLEM', value: (row) => row.code },
      { title: 'COLUMN', value: (row) => row.column ?? '', widthMin: 6, dropOrder: 1 },
      { title: 'WHAT TO DO', value: (row) => row.remedy, widthMin: 20 },
    ],
    shown,
    '',
  );
  if (firstProblems.length > SHOWN_MAX) printNote(session, 'more of them: --json');
}

const SHOWN_MAX = 20;
