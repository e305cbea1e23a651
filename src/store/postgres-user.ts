import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { CodedError } from '../port/coded-error';

/** The operating system's user that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** Another one than ours: files have to be given to it. */
  readonly isOther: boolean;
}

const run = promisify(execFile);

/** A server that was made for this purpose first, then the one that owns nothing. */
const CANDIDATES = ['postgres', 'leitstand', 'nobody'];

/** PostgreSQL refuses to run as root; anybody else runs it as themselves. */
export async function serverUser(ownerUid?: number): Promise<ServerUser> {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? uid, isOther: false };
  const users = passwdEntries(await readFile('/etc/passwd', 'utf8'));
  const owner = ownerUid ? users.find((user) => user.uid === ownerUid) : undefined;
  const named = CANDIDATES.flatMap((name) => users.find((user) => user.name === name) ?? []);
  const chosen = owner ?? named[0];
  if (chosen) return { uid: chosen.uid, gid: chosen.gid, isOther: true };
  throw new CodedError(
    'POSTGRES_NO_USER',
    `PostgreSQL refuses to run as root, and /etc/passwd has none of ${CANDIDATES.join(', ')}.`,
    'Run leitstand as an ordinary user, add one of them, or set DATABASE_URL to a server of yours.',
  );
}

function passwdEntries(text: string): { name: string; uid: number; gid: number }[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Our own name, by which the server lets us in through its socket. */
export function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    throw new CodedError(
      'POSTGRES_NO_USER',
      `The user id ${process.getuid?.()} has no name in /etc/passwd, and PostgreSQL wants one.`,
      'Run leitstand as a user that has a name, or set DATABASE_URL to a server of yours.',
    );
  }
}

/** Runs a program as that user, without our environment; its output is in English. */
export async function runAs(user: ServerUser, file: string, args: readonly string[]) {
  return run(file, [...args], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 16 * 1024 * 1024,
    ...(user.isOther ? { uid: user.uid, gid: user.gid } : {}),
  });
}

/**
 * Whether that user gets there: asked of the system itself, because modes, ACLs and mounts all
 * have a say. `test` is one of `-x`, `-r`, `-w`, `-d`.
 */
export async function canReach(user: ServerUser, test: string, path: string): Promise<boolean> {
  try {
    await runAs(user, '/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path]);
    return true;
  } catch {
    return false;
  }
}
