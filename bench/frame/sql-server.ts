import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { SystemClock } from '../../src/engine/system-clock';
import { openDatabase } from '../../src/store/database';
import { EmbeddedPostgres } from '../../src/store/embedded-postgres';
import { migrate } from '../../src/store/migrate';
import { DAEMON, MIGRATOR, provision } from '../../src/store/roles';

interface Sessions {
  readonly owner: Knex;
  readonly daemon: Knex;
  readonly superuser: Knex;
}

/** A PostgreSQL of the bench's own, set up as the daemon sets up the one that comes with it. */
export class SqlServer {
  private constructor(
    private readonly folder: string,
    private readonly server: EmbeddedPostgres,
    private readonly sessions: Sessions,
  ) {}

  /** Owns the tables. */
  get owner(): Knex {
    return this.sessions.owner;
  }

  /** As the daemon sees them. */
  get daemon(): Knex {
    return this.sessions.daemon;
  }

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
    await provision(superuser, 'leitstand');
    const owner = open(MIGRATOR);
    await migrate(owner);
    return new SqlServer(folder, server, { owner, daemon: open(DAEMON), superuser });
  }

  /** Everything that was written is in its place on the disk when this resolves. */
  async settle(): Promise<void> {
    await this.sessions.superuser.raw('checkpoint');
  }

  async stop(): Promise<void> {
    const { owner, daemon, superuser } = this.sessions;
    await Promise.all([owner, daemon, superuser].map((session) => session.destroy()));
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
