import type { Command } from 'commander';
import type { Session } from './context';
import type { ExitCode } from './exit-code';

/** What a command does; an exit code where it is not simply `ok`. */
// biome-ignore lint/suspicious/noExplicitAny: commander hands over arguments and options untyped.
export type Action = (session: Session, ...args: any[]) => Promise<ExitCode> | Promise<void>;
export type Run = (action: Action) => (...args: unknown[]) => Promise<void>;
export type Register = (program: Command, run: Run) => void;

/** Adds the examples that `--help` ends with; every command has one. */
export function example(command: Command, ...lines: readonly string[]): void {
  const title = lines.length === 1 ? 'Example:' : 'Examples:';
  command.addHelpText('after', `\n${title}\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}
