import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalLock } from '../../src/engine/journal-lock';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(directory, 'journal.lock');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A pid that was a process and is none any more. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('two who want one journal: the second is told the pid of the first', () => {
  const lock = JournalLock.take(directory);
  expect(() => JournalLock.take(directory)).toThrow(`process ${process.pid}`);
  lock.release();
  JournalLock.take(directory).release();
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that died is taken over', () => {
  writeFileSync(path, JSON.stringify({ pid: deadPid(), started: 'x' }));
  JournalLock.take(directory);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a lock that names a pid in use again by another process is stale', () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'an earlier boot:1' }));
  JournalLock.take(directory);
});

test('the lock of a living process holds', () => {
  writeFileSync(path, JSON.stringify({ pid: process.ppid, started: '' }));
  expect(() => JournalLock.take(directory)).toThrow(
    expect.objectContaining({ code: 'JOURNAL_LOCKED' }),
  );
});

test('a lock appears with its content or not at all', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  const full = new Error('ENOSPC: no space left on device');
  const { writeFileSync: write } = fs;
  const spy = jest.spyOn(fs, 'writeFileSync').mockImplementation((file) => {
    write(file, '');
    throw full;
  });
  try {
    expect(() => JournalLock.take(directory)).toThrow(full);
  } finally {
    spy.mockRestore();
  }
  expect(readdirSync(directory)).toEqual([]);
});

test('a lock that lost its content is stale', () => {
  writeFileSync(path, '{"pid":');
  JournalLock.take(directory);
});
