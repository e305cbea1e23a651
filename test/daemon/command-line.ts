import { spawn } from 'node:child_process';
import { join } from 'node:path';

const LAUNCHER = join(__dirname, '../../bin/leitstand');

/** How a command line ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `leitstand …` as its users do, to its end; an environment of nothing but PATH and HOME. */
export function leitstand(...args: readonly string[]): Promise<Ran> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [LAUNCHER, ...args], { env: { PATH, HOME } });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => {
    out += String(text);
  });
  child.stderr.on('data', (text) => {
    err += String(text);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
