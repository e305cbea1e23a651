import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, digest, socketFolder } from '../../src/store/postgres-cluster';

let base: string;
let planted: string;
let cluster: Cluster;

/** A data folder that is too deep for a socket's path: the socket goes to /tmp. */
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'leitstand-deep-'));
  const folder = join(base, 'x'.repeat(120));
  mkdirSync(folder);
  const uid = process.getuid?.() ?? 0;
  cluster = { folder, user: { uid, gid: process.getgid?.() ?? 0, isOther: false } } as Cluster;
  planted = `/tmp/leitstand-${digest(folder)}`;
});
afterEach(() => {
  rmSync(planted, { recursive: true, force: true });
  rmSync(base, { recursive: true });
});

test('a link that somebody planted is refused, and its target stays as it is', async () => {
  const target = join(base, 'target');
  mkdirSync(target, { mode: 0o700 });
  symlinkSync(target, planted);
  const { uid } = statSync(target);
  // As root it would be given to PostgreSQL's user.
  const user = { uid: uid === 0 ? 65_534 : uid, gid: uid === 0 ? 65_534 : 0, isOther: uid === 0 };
  const opening = socketFolder({ ...cluster, user });
  await expect(opening).rejects.toMatchObject({ code: 'POSTGRES_DID_NOT_START' });
  expect(statSync(target).uid).toBe(uid);
});

test('a folder of our own is made there, for nobody else', async () => {
  expect(await socketFolder(cluster)).toBe(planted);
  expect(statSync(planted).mode & 0o777).toBe(0o700);
});
