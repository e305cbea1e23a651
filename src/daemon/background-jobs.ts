import type { HealthProbe } from '../api/parts';
import type { DaemonConfig } from '../config/schema';
import type { DueCallbacksOptions } from '../jobs/due-callbacks';
import type { JobsBackend } from '../jobs/job-line';
import type { Routine, RoutineSetting } from '../jobs/routine';
import type { Clock } from '../port/clock';
import type { Notify } from '../store/notice';
import type { DiskOutbox } from '../store/outbox';
import type { Database } from './database';
import type { ListUpkeep } from './list-upkeep';

export interface BackgroundParts {
  readonly config: DaemonConfig;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly database: Database;
  readonly outbox: DiskOutbox;
  readonly callbacks: Pick<DueCallbacksOptions, 'promisedBetween' | 'wake'>;
  readonly upkeep: Pick<ListUpkeep, 'run'>;
}

/**
 * The daemon's routines, from when the database is there. Nothing in the path of a call waits for
 * them: without their backend calls and campaigns go on, and /readyz says degraded.
 */
export class BackgroundJobs {
  private routines: readonly Routine[] = [];
  private isStopped = false;

  constructor(private readonly parts: BackgroundParts) {}

  readonly probe: HealthProbe = {
    name: 'jobs',
    check: () => {
      // None yet: the database is not there, of which its own probe tells.
      if (this.routines.every((routine) => routine.isUp())) return { ok: true };
      return { ok: false, detail: 'their backend cannot be reached; nightly work waits for it' };
    },
  };

  start(): void {
    this.parts.database.onReady(() => {
      if (this.isStopped) return;
      this.routines = makeRoutines(this.parts);
      for (const routine of this.routines) routine.start();
    });
  }

  async close(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.routines.map((routine) => routine.close()));
  }
}

/** BullMQ and its clients are loaded here and no sooner, off the way of a start. */
function makeRoutines(parts: BackgroundParts): readonly Routine[] {
  const { makeRetention } = require('./retention') as typeof import('./retention');
  const { DueCallbacks } =
    require('../jobs/due-callbacks') as typeof import('../jobs/due-callbacks');
  const { makeAnchoring } = require('./anchoring') as typeof import('./anchoring');
  const { ListUpkeepJob } = require('../jobs/list-upkeep') as typeof import('../jobs/list-upkeep');
  const { config, clock, notify, callbacks, upkeep } = parts;
  const { anchors } = config.ledger;
  const setting: RoutineSetting = {
    ...{ backend: backendOf(parts), engineId: config.engineId, clock, notify },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return [
    makeRetention(setting, parts),
    new DueCallbacks({ ...setting, ...callbacks }),
    new ListUpkeepJob({ ...setting, run: () => upkeep.run('engine') }),
    ...(anchors.length > 0 ? [makeAnchoring(setting, parts.database, anchors)] : []),
  ];
}

/** Redis where one is named, else PostgreSQL. */
function backendOf({ config, database }: BackgroundParts): JobsBackend {
  const { url } = config.redis;
  return url === undefined
    ? { kind: 'postgres', address: database.jobsAddress() }
    : { kind: 'redis', url };
}
