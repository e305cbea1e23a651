import { readFileSync } from 'node:fs';
import { CodedError } from '../port/coded-error';

/** The text of a file that was named on the command line; `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError('FILE_UNREADABLE', `${file} cannot be read (${code})`, 'name a file');
  }
}
