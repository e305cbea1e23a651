import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../../port/coded-error';

/** The control socket's path may have 107 characters: a deep run folder has it elsewhere. */
export function socketFolder(runDir: string): string {
  const folder = join(runDir, 'run');
  if (join(folder, 'asterisk.ctl').length < 104) return folder;
  return join(
    tmpdir(),
    `leitstand-${createHash('sha256').update(runDir).digest('hex').slice(0, 16)}`,
  );
}

/**
 * Makes it, for this user alone: who reaches the socket commands Asterisk. Its name can be guessed
 * and anyone may make a folder in /tmp, so one that is there already must be ours: else throws
 * SOCKET_FOLDER_UNSAFE.
 */
export function makeSocketFolder(runDir: string): void {
  const folder = socketFolder(runDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entry = lstatSync(folder);
  const isOurs = entry.isDirectory() && entry.uid === process.getuid?.();
  if (!isOurs || (entry.mode & 0o022) !== 0) {
    throw new CodedError(
      'SOCKET_FOLDER_UNSAFE',
      `${folder}, the folder of Asterisk's control socket, is not ours alone`,
      'see who made it, and remove it; or choose a shorter data folder',
    );
  }
  chmodSync(folder, 0o700);
}
