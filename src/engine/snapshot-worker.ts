import { parentPort, workerData } from 'node:worker_threads';
import { liveCore } from './live-core';
import { makeSnapshot, type SnapshotJob } from './snapshot-maker';

parentPort?.postMessage(makeSnapshot(liveCore, workerData as SnapshotJob));
