import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../port/coded-error';

const NAME = 'journal.lock';

interface Owner {
  readonly pid: number;
  /** When the process started, in the kernel's own count; tells a reused pid apart. */
  readonly started: string;
}

/**
 * One process writes a journal. The lock names it by pid and start; a lock whose process is gone
 * is taken over. A second engine on another machine is not its business: the switch fences that.
 */
export class JournalLock {
  private constructor(private readonly path: string) {}

  /** Refuses with JOURNAL_LOCKED while the owner lives. */
  static take(directory: string): JournalLock {
    const path = join(directory, NAME);
    const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (createLock(path, mine)) return new JournalLock(path);
      const found = readLock(path);
      if (found === undefined) continue;
      if (isAlive(found)) throw locked(directory, ownerOf(found)?.pid);
      removeStale(path, found);
    }
    throw locked(directory, ownerOf(readLock(path) ?? '')?.pid);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

/** It appears whole: one who finds a lock that is still empty would take it for a stale one. */
function createLock(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    writeFileSync(draft, content, { flag: 'wx', mode: 0o640 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Two who find the same stale lock: the rename gives it to one, and only that one removes it. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readLock(aside) === stale) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function ownerOf(content: string): Owner | undefined {
  try {
    return JSON.parse(content) as Owner;
  } catch {
    return undefined;
  }
}

/** A lock that cannot be read lost its content when the machine died: stale. */
function isAlive(content: string): boolean {
  const owner = ownerOf(content);
  if (owner === undefined || !Number.isInteger(owner.pid)) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(owner.pid);
  return started === '' || owner.started === '' || started === owner.started;
}

/** Field 22 of /proc/<pid>/stat, with the boot's own id; '' where there is no /proc. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const behindName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot}:${behindName[19] ?? ''}`;
  } catch {
    return '';
  }
}

function locked(directory: string, pid: number | undefined): CodedError {
  return new CodedError(
    'JOURNAL_LOCKED',
    `the journal in ${directory} is written by process ${pid ?? 'unknown'}`,
    'stop that process first, or give this one a data directory of its own',
  );
}
