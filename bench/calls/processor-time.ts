import { readFileSync } from 'node:fs';

/**
 * Of a process, ms. Linux counts it, user and system, in hundredths of a second
 * (proc_pid_stat(5)).
 */
export function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
