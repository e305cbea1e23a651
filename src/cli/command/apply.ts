import type { Command } from 'commander';
import { readCentre } from '../../config/centre-file';
import { type CentreChange, changeLines } from '../../config/diff';
import { type FileProblem, hasErrors } from '../../config/file-problem';
import { cutTo, safeText } from '../cell-text';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { printProblems } from '../file-problems';
import { readText, shownFile } from '../file-text';
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
  const text = await readText(session, file);
  const shown = shownFile(file);
  // A broken file is told without a daemon, too.
  const local = readCentre(text, { file: shown });
  if (local.centre === undefined) return refuse(session, local.problems);
  const dryRun = options.dryRun === true;
  const planned = await session.daemon().applyCentre(text, true);
  const problems = planned.problems.map((problem) => ({ ...problem, file: shown }));
  if (hasErrors(problems)) return refuse(session, problems);
  if (!session.json) {
    printProblems(session, problems);
    printChanges(session, planned.changes);
  }
  const outcome =
    dryRun || planned.changes.length === 0
      ? planned
      : await session.daemon().applyCentre(text, false);
  if (session.json) printJson(session, { ...outcome, problems, dryRun });
  else printNote(session, summary(planned.changes, dryRun));
  return dryRun && planned.changes.length > 0 ? EXIT.differs : EXIT.ok;
}

function refuse(session: Session, problems: readonly FileProblem[]): ExitCode {
  if (session.json) printJson(session, { applied: false, changes: [], problems });
  else printProblems(session, problems);
  return EXIT.failed;
}

function printChanges(session: Session, changes: readonly CentreChange[]): void {
  const { paint } = session;
  const painters = { added: paint.good, removed: paint.bad, changed: paint.warn };
  for (const change of changes) {
    const [heading = '', ...fields] = changeLines(change);
    printLine(session, painters[change.kind](safeText(heading)));
    for (const field of fields) printLine(session, cutTo(safeText(field), session.width));
  }
}

function summary(changes: readonly CentreChange[], dryRun: boolean): string {
  if (changes.length === 0) return 'Nothing changes.';
  const counted = (['added', 'changed', 'removed'] as const)
    .map((kind) => `${changes.filter((change) => change.kind === kind).length} ${kind}`)
    .join(', ');
  return dryRun ? `${counted}; nothing was applied.` : `Applied: ${counted}.`;
}
