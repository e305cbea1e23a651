import { CodedError } from '../port/coded-error';

/** One mistake in a file that a person wrote, with its place and what to do about it. */
export interface FileProblem {
  readonly file: string;
  /** From 1; 0 when the problem has no place in the file (an environment variable). */
  readonly line: number;
  readonly column: number;
  /** An error refuses the file as a whole; a warning is shown and does not. */
  readonly severity: 'error' | 'warning';
  /** Stable, for scripts: `KEY_UNKNOWN`, `SKILL_UNKNOWN`, … */
  readonly code: string;
  /** Where in the document: `agents.anna.skills.german`. */
  readonly path: string;
  readonly reason: string;
  readonly remedy?: string;
}

/** `centre.yaml:12:7: error SKILL_UNKNOWN: there is no skill "germn" (did you mean "german"?)` */
export function problemLine(problem: FileProblem): string {
  const { file, line, column, severity, code, reason, remedy } = problem;
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return `${place}: ${severity} ${code}: ${reason}${remedy ? ` (${remedy})` : ''}`;
}

/** In the order in which a person reads the file. */
export const byPlace = (a: FileProblem, b: FileProblem): number =>
  a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);

export const hasErrors = (problems: readonly FileProblem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');

/** A file was refused; `problems` are all of its mistakes. */
export class FileProblemsError extends CodedError {
  constructor(
    code: string,
    readonly problems: readonly FileProblem[],
  ) {
    super(code, problems.map(problemLine).join('\n'), 'mend the places named and try again');
  }
}

/** `agents.anna.skills[2]`, with a key quoted that is no plain word. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const word = String(part);
    const plain = /^[\w-]+$/.test(word) ? word : JSON.stringify(word);
    return text === '' ? plain : `${text}.${plain}`;
  }, '');
