import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { appendFile, chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../src/store/database';
import { type DatabaseAddress, EmbeddedPostgres } from '../../src/store/embedded-postgres';
import type { StoreNotice } from '../../src/store/notice';
import { findBinaries, usableBinaries } from '../../src/store/postgres-binaries';
import { runAs, serverUser } from '../../src/store/postgres-user';
import { systemClock } from './clock';

jest.setTimeout(120_000);

const ROOT = process.getuid?.() === 0;

describe('the embedded PostgreSQL', () => {
  let base: string;
  let folder: string;
  let notices: StoreNotice[];
  let servers: EmbeddedPostgres[];
  let children: ChildProcess[];
  beforeEach(async () => {
    base = await mkdtemp('/tmp/leitstand-pg-');
    await chmod(base, 0o755);
    folder = join(base, 'postgres');
    await mkdir(folder);
    await writeFile(join(folder, 'extra.conf'), 'fsync = off\n');
    [notices, servers, children] = [[], [], []];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const server of servers) await server.stop();
    await rm(base, { recursive: true, force: true });
  });

  const make = (where = folder, over: object = {}): EmbeddedPostgres => {
    const notify = (notice: StoreNotice) => notices.push(notice);
    const given = { folder: where, clock: systemClock, notify };
    const server = new EmbeddedPostgres({ ...given, reachableRoot: join(base, 'var'), ...over });
    servers.push(server);
    return server;
  };
  const query = async (address: DatabaseAddress, sql: string): Promise<Record<string, unknown>> => {
    const db = openDatabase({ address, applicationName: 'test' });
    try {
      return (await db.raw(sql)).rows[0];
    } finally {
      await db.destroy();
    }
  };
  const superuser = (server: EmbeddedPostgres) => server.address('postgres', 'postgres');
  const pidOf = async (): Promise<number> =>
    Number((await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('keeps what was written over a stop and a start, and listens on its socket only', async () => {
    const server = make();
    await server.start();
    await query(superuser(server), 'create table public.t as select 42 as answer');
    const listens = await query(superuser(server), 'show listen_addresses');
    expect(listens).toEqual({ listen_addresses: '' });
    await server.stop();
    await server.stop();
    await server.start();
    expect(await query(superuser(server), 'select answer from public.t')).toEqual({ answer: 42 });
  });

  it('is taken over after its daemon was killed', async () => {
    const loader = ['--require', join(__dirname, 'load-typescript.js')];
    const script = join(__dirname, 'embedded-child.ts');
    const child = spawn(process.execPath, [...loader, script, folder]);
    children.push(child);
    const [address] = await once(child.stdout, 'data');
    await query(JSON.parse(String(address)), 'create table public.t as select 42 as answer');
    const before = await pidOf();
    child.kill('SIGKILL');
    await once(child, 'close');
    const server = make();
    await server.start();
    expect(await pidOf()).toBe(before);
    expect(await query(superuser(server), 'select answer from public.t')).toEqual({ answer: 42 });
  });

  it('comes back by itself when the system killed it', async () => {
    const server = make();
    await server.start();
    await query(superuser(server), 'create table public.t as select 42 as answer');
    process.kill(await pidOf(), 'SIGKILL');
    await until(() => notices.some((notice) => notice.code === 'POSTGRES_RESTARTED'));
    expect(await query(superuser(server), 'select answer from public.t')).toEqual({ answer: 42 });
  });

  it('starts although the number in its pid file belongs to another process now', async () => {
    const server = make();
    await server.start();
    const pidFile = join(folder, 'cluster/postmaster.pid');
    const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
    await server.stop();
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    await writeFile(pidFile, [stranger.pid, ...rest].join('\n'));
    await server.start();
    expect(await pidOf()).not.toBe(stranger.pid);
  });

  it('uses a socket elsewhere when the path of its folder is too long for one', async () => {
    const long = join(base, 'a-folder-with-a-long-name'.repeat(5));
    const server = make(long);
    await server.start();
    expect(server.address('postgres').host).toMatch(/^\/tmp\/leitstand-[0-9a-f]{12}$/);
    expect(await query(superuser(server), 'select 1 as one')).toEqual({ one: 1 });
    await server.stop();
    await rm(server.address('postgres').host, { recursive: true });
  });

  it('starts where its own user may not enter, and says where it lies then', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const server = make(join(closed, 'postgres'));
    await server.start();
    expect(await query(superuser(server), 'select 1 as one')).toEqual({ one: 1 });
    // Root alone has a closed folder that PostgreSQL, which runs as another user, cannot enter.
    const codes = notices.map((notice) => notice.code);
    expect(codes).toEqual(ROOT ? ['POSTGRES_ELSEWHERE'] : []);
    await server.stop();
    await server.start();
    expect(await query(superuser(server), 'select 1 as one')).toEqual({ one: 1 });
  });

  it('obeys the settings that its owner puts beside it', async () => {
    await appendFile(join(folder, 'extra.conf'), 'work_mem = 17MB\n');
    const server = make();
    await server.start();
    expect(await query(superuser(server), 'show work_mem')).toEqual({ work_mem: '17MB' });
  });

  it('says why it did not start, with the end of its log', async () => {
    await appendFile(join(folder, 'extra.conf'), 'no_such_setting = 1\n');
    await expect(make().start()).rejects.toMatchObject({
      code: 'POSTGRES_DID_NOT_START',
      message: expect.stringContaining('no_such_setting'),
    });
  });

  it('leaves a cluster of another version alone', async () => {
    const server = make();
    await server.start();
    await server.stop();
    const older = { ...(await findBinaries()), version: '17.1' };
    await expect(make(folder, { binaries: older }).start()).rejects.toMatchObject({
      code: 'POSTGRES_VERSION_DIFFERS',
    });
  });

  it('begins anew after a first start that was killed half way', async () => {
    await mkdir(join(folder, 'cluster.draft/base'), { recursive: true });
    await appendFile(join(folder, 'cluster.draft/PG_VERSION'), '18\n');
    const server = make();
    await server.start();
    expect(await query(superuser(server), 'select 1 as one')).toEqual({ one: 1 });
  });

  it('makes up for the links between libraries that an install without scripts lacks', async () => {
    const found = await findBinaries();
    const bare = { ...found, folder: join(base, 'native') };
    const isLink = (path: string) => lstatSync(path).isSymbolicLink();
    await cp(found.folder, bare.folder, { recursive: true, filter: (path) => !isLink(path) });
    const user = await serverUser();
    const usable = await usableBinaries(bare, user, join(base, 'var'));
    const { stdout } = await runAs(user, join(usable.folder, 'bin/postgres'), ['--version']);
    expect(stdout).toMatch(/PostgreSQL\) 18/);
    expect(await usableBinaries(bare, user, join(base, 'var'))).toEqual(usable);
  });

  it('writes nothing of a caller into its log when a statement fails', async () => {
    const server = make();
    await server.start();
    await query(superuser(server), 'create table public.t (ani text primary key)');
    await query(superuser(server), "insert into public.t values ('+49301234567')");
    const again = query(superuser(server), "insert into public.t values ('+49301234567')");
    await expect(again).rejects.toMatchObject({ code: '23505' });
    await server.stop();
    const log = await readFile(join(folder, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('+49301234567');
  });
});
