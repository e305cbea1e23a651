import { parentPort, workerData } from 'node:worker_threads';
import { type CentreJob, readCentreJob } from './centre-reader';

parentPort?.postMessage(readCentreJob(workerData as CentreJob));
