import { type FileProblem, problemLine } from '../config/file-problem';
import { safeText } from './cell-text';
import type { Session } from './context';
import { printJson } from './print';

/** Every problem on a line of its own, on stderr. */
export function printProblems(session: Session, problems: readonly FileProblem[]): void {
  for (const problem of problems) {
    session.context.err.write(`${safeText(problemLine(problem))}\n`);
  }
}

/** The file is refused as a whole: `--json` gives the problems as data, a person the lines. */
export function printRefused(session: Session, problems: readonly FileProblem[]): void {
  if (session.json) printJson(session, { accepted: false, problems });
  else printProblems(session, problems);
}
