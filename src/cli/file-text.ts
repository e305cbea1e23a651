import { readFileSync } from 'node:fs';
import { CodedError } from '../port/coded-error';
import type { Session } from './context';

/** The text of a file that was named on the command line; `-` is standard input. */
export async function readText(session: Session, file: string): Promise<string> {
  if (isInput(file)) return session.context.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError('FILE_UNREADABLE', `${file} cannot be read (${code})`, 'name a file');
  }
}

/** As the file is called in problems. */
export const shownFile = (file: string): string => (isInput(file) ? '(standard input)' : file);

export const isInput = (file: string): boolean => file === '-';
