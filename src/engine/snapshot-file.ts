import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { NODE_DISK } from './disk';

/** Grows when the shape of the frozen world changes so that older ones cannot be thawed. */
export const WORLD_SCHEMA = 1;
const NAME = /^snapshot-(\d{16})\.json$/;

/** First line of the file; the world follows as one JSON line. */
export interface SnapshotHead {
  readonly engineId: string;
  readonly build: string;
  readonly worldSchema: number;
  /** Of the last input in it. */
  readonly seq: number;
  readonly epoch: number;
  readonly crc: number;
}

export interface SnapshotName {
  readonly path: string;
  readonly seq: number;
}

export interface LoadedSnapshot extends SnapshotName {
  readonly head: SnapshotHead;
  readonly frozen: unknown;
}

/** Newest first. */
export function listSnapshots(directory: string): SnapshotName[] {
  const found: SnapshotName[] = [];
  for (const name of readdirSync(directory).sort().reverse()) {
    const match = NAME.exec(name);
    if (match) found.push({ path: join(directory, name), seq: Number(match[1]) });
  }
  return found;
}

/** Appears whole or not at all. */
export function writeSnapshot(
  directory: string,
  head: Omit<SnapshotHead, 'crc' | 'worldSchema'>,
  frozen: unknown,
): SnapshotName {
  const body = Buffer.from(JSON.stringify(frozen));
  const whole: SnapshotHead = { ...head, worldSchema: WORLD_SCHEMA, crc: crc32(body) };
  const path = join(directory, `snapshot-${String(head.seq).padStart(16, '0')}.json`);
  const fd = openSync(`${path}.new`, 'w', 0o640);
  try {
    writeSync(fd, `${JSON.stringify(whole)}\n`);
    for (let at = 0; at < body.length; ) at += writeSync(fd, body, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
  NODE_DISK.syncDirectory(directory);
  return { path, seq: head.seq };
}

/** null for a file that is damaged: an older one will do. */
export function loadSnapshot(name: SnapshotName): LoadedSnapshot | null {
  try {
    const bytes = readFileSync(name.path);
    const lineEnd = bytes.indexOf(10);
    const head = JSON.parse(bytes.subarray(0, lineEnd).toString()) as SnapshotHead;
    const body = bytes.subarray(lineEnd + 1);
    if (head.seq !== name.seq || crc32(body) !== head.crc) return null;
    return { ...name, head, frozen: JSON.parse(body.toString()) };
  } catch {
    return null;
  }
}

/** Keeps the newest ones; a damaged newest one has others behind it. */
export function pruneSnapshots(directory: string, keep: number): void {
  for (const { path } of listSnapshots(directory).slice(keep)) rmSync(path, { force: true });
}
