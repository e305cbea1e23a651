import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Core, WorldState } from './core';
import { makeSnapshot, type SnapshotJob, type SnapshotOutcome } from './snapshot-maker';

/** Where snapshots are made: beside the live loop, or (in tests) within it. */
export interface SnapshotRunner {
  run(job: SnapshotJob): Promise<SnapshotOutcome>;
}

/** A worker thread for each job, so that an idle engine keeps no second world in memory. */
export class WorkerSnapshotRunner implements SnapshotRunner {
  /** `script`: the compiled snapshot-worker.js; it runs the live core. */
  constructor(private readonly script = join(__dirname, 'snapshot-worker.js')) {}

  run(job: SnapshotJob): Promise<SnapshotOutcome> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.script, { workerData: job });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the snapshot worker ended with ${code}`)));
      worker.unref();
    });
  }
}

/** Holds up the loop while it works: for tests and tools only. */
export class InThreadSnapshotRunner<W extends WorldState> implements SnapshotRunner {
  constructor(private readonly core: Core<W>) {}

  async run(job: SnapshotJob): Promise<SnapshotOutcome> {
    return makeSnapshot(this.core, job);
  }
}
