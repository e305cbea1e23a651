import { parentPort, workerData } from 'node:worker_threads';
import { answerWhy } from './what-if';
import type { WhyJob } from './why-report';
import { answerOf } from './worker-run';

parentPort?.postMessage(answerOf(() => answerWhy(workerData as WhyJob)));
