import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { providePart } from '../../src/driver/asterisk/embedded/part';

/** What the callers of one run came to; the exit code is sipp's own. */
export interface CallersEnd {
  readonly exitCode: number | null;
  /** The first thing that went wrong, in sipp's words. */
  readonly complaint: string;
}

const COMMON = [
  ['-i', '127.0.0.1', '-nostdin', '-timer_resol', '1', '-default_behaviors', 'all,-bye'],
  // A machine that stands still for a moment is no reason to stop.
  ['-watchdog_minor_maxtriggers', '1000000', '-watchdog_major_maxtriggers', '1000000'],
].flat();

async function start(words: readonly string[], folder: string): Promise<ChildProcess> {
  const program = join(await providePart('sipp'), 'bin', 'sipp');
  // The kernel ends it with this process, however that one ends.
  const tied = ['--pdeathsig', 'KILL', program, ...COMMON, ...words];
  return spawn('setpriv', tied, { cwd: folder, stdio: 'ignore' });
}

/** Agents' phones at this port: each answers at once and stays until the far end hangs up. */
export const startPhones = (port: number, folder: string): Promise<ChildProcess> =>
  start(['-sn', 'uas', '-p', String(port)], folder);

export interface Callers {
  readonly number: string;
  readonly sipPort: number;
  readonly port: number;
  /** How many calls there are in all, and at most at once. */
  readonly calls: number;
  readonly window: number;
}

/** Callers, a new one for each that has gone. Resolves when all have been. */
export async function runCallers(callers: Callers, folder: string): Promise<CallersEnd> {
  const { number, sipPort, port, calls, window } = callers;
  const errorFile = join(folder, 'callers.txt');
  rmSync(errorFile, { force: true });
  const child = await start(
    [
      ['-trace_err', '-error_file', errorFile],
      ['-sf', join(__dirname, 'caller.xml'), '-s', number, '-p', String(port)],
      ['-m', String(calls), '-l', String(window), '-r', '2000', '-recv_timeout', '15000'],
      [`127.0.0.1:${sipPort}`],
    ].flat(),
    folder,
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve({ exitCode, complaint: headOf(errorFile) }));
  });
}

/** Without the headers of the message that came in the wrong place. */
const headOf = (file: string): string =>
  existsSync(file) ? (readFileSync(file, 'utf8').split('\r\n', 1)[0] ?? '') : '';
