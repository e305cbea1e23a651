import { parentPort, workerData } from 'node:worker_threads';
import type { ForecastJob } from '../facade/pacing-forecast-view';
import { answerOf } from '../worker-run';
import { forecastPacing } from './pacing-forecast';

parentPort?.postMessage(answerOf(() => forecastPacing(workerData as ForecastJob)));
