import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { formatDuration } from '../../config/duration';
import { type CentreReading, readCentre } from '../../config/centre-file';
import { CodedError } from '../../port/coded-error';
import { cutTo, fit, safeText } from '../cell-text';
import { type CentreChange, centreDifference, type FieldChange } from '../centre-difference';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { printProblems, printRefused } from '../file-problems';
import { printJson, printLine, printNote } from '../print';
import { example, type Register } from '../registration';

interface Options {
  readonly dryRun?: boolean;
}

export const registerApply: Register = (program: Command, run) => {
  const apply = program
    .command('apply')
    .description('load clients, agents, queues, flows… from a file; the difference comes first')
    .argument('<file>', 'centre.yaml; - reads standard input')
    .option('--dry-run', 'print the difference only; exit 5 when there is one');
  example(apply, 'leitstand apply centre.yaml --dry-run', 'leitstand apply centre.yaml');
  apply.action(run(applyCentre));
};

async function applyCentre(session: Session, file: string, options: Options): Promise<ExitCode> {
  const { centre, problems } = await readChecked(session, file);
  if (centre === undefined) {
    printRefused(session, problems);
    return EXIT.failed;
  }
  const daemon = session.daemon();
  const changes = centreDifference(await daemon.centre(), centre);
  if (!session.json) {
    printProblems(session, problems);
    printChanges(session, changes);
  }
  const dryRun = options.dryRun === true;
  if (!dryRun && changes.length > 0) await daemon.applyCentre(centre);
  if (session.json) printJson(session, { accepted: true, dryRun, changes, problems });
  else printNote(session, summary(changes, dryRun));
  return dryRun && changes.length > 0 ? EXIT.differs : EXIT.ok;
}

/**
 * A broken file is told without a daemon. With one, phones are checked against its switches, so
 * that a slip there is found with its line, too.
 */
async function readChecked(session: Session, file: string): Promise<CentreReading> {
  const text = readText(file);
  const shown = file === '-' ? '(standard input)' : file;
  const reading = readCentre(text, { file: shown });
  if (reading.centre === undefined) return reading;
  const switches = await session.daemon().switches();
  const switchIds = switches.map((one) => one.switchId);
  return readCentre(text, { file: shown, switchIds });
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError('FILE_UNREADABLE', `${file} cannot be read (${code})`, 'name a file');
  }
}

const MARK = { added: '+', removed: '-', changed: '~' } as const;
const WHAT_CELLS = 9;

function printChanges(session: Session, changes: readonly CentreChange[]): void {
  const { paint } = session;
  const painters = { added: paint.good, removed: paint.bad, changed: paint.warn };
  for (const { kind, what, id, fields } of changes) {
    const line = `${MARK[kind]} ${fit(what, WHAT_CELLS)} ${safeText(id)}`;
    printLine(session, painters[kind](line));
    for (const field of fields) printLine(session, `    ${fieldText(field, session.width - 4)}`);
  }
}

const fieldText = ({ path, before, after }: FieldChange, width: number): string =>
  cutTo(safeText(`${path}: ${valueText(path, before)} -> ${valueText(path, after)}`), width);

function valueText(path: string, value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'number' && path.endsWith('Ms')) return formatDuration(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function summary(changes: readonly CentreChange[], dryRun: boolean): string {
  if (changes.length === 0) return 'Nothing changes.';
  const count = (kind: CentreChange['kind']): number =>
    changes.filter((change) => change.kind === kind).length;
  const counted = `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`;
  return dryRun ? `${counted}; nothing was applied.` : `Applied: ${counted}.`;
}
