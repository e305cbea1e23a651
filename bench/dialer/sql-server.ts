import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { SystemClock } from '../../src/engine/system-clock';
import { openDatabase } from '../../src/store/database';
import { EmbeddedPostgres } from '../../src/store/embedded-postgres';
import { migrate } from '../../src/store/migrate';
import { DAEMON, MIGRATOR, provision } from '../../src/store/roles';

/** A PostgreSQL of the bench's own, set up as the daemon sets up the one that comes with it. */
export class SqlServer {
  private constructor(
    private readonly folder: string,
    private readonly server: EmbeddedPostgres,
    /** Owns the tables. */
    readonly owner: Knex,
    /** As the daemon sees them. */
    readonly daemon: Knex,
  ) {}

  static async start(): Promise<SqlServer> {
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-bench-'));
    // The server runs as another user where the bench is root.
    chmodSync(folder, 0o755);
    const own = join(folder, 'postgres');
    mkdirSync(own);
    const clock = new SystemClock();
    const server = new EmbeddedPostgres({ folder: own, clock, notify: () => undefined });
    await server.start();
    const open = (user: string, database?: string) =>
      openDatabase({ address: server.address(user, database), applicationName: 'bench' });
    const superuser = open('postgres', 'postgres');
    await provision(superuser, 'leitstand').finally(() => superuser.destroy());
    const owner = open(MIGRATOR);
    await migrate(owner);
    return new SqlServer(folder, server, owner, open(DAEMON));
  }

  async stop(): Promise<void> {
    await Promise.all([this.owner.destroy(), this.daemon.destroy()]);
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
