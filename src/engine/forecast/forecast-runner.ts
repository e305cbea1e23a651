import { join } from 'node:path';
import { CodedError } from '../../port/coded-error';
import type { ForecastJob, PacingForecast } from '../facade/pacing-forecast-view';
import { OneAtATime, runInWorker } from '../worker-run';

const WAITING_MAX = 4;
/** Seconds on a quiet machine; a busy one may take its time, since calls go first. */
const RUN_MAX_MS = 30_000;

export interface ForecastRunnerOptions {
  /** The compiled forecast-worker.js. */
  readonly script?: string;
  readonly runMaxMs?: number;
}

/**
 * Forecasts in a worker thread, one at a time and beside the live loop: the call path never waits
 * for it. Rejects as `forecastPacing` does, with FORECAST_BUSY, or with FORECAST_TOO_LONG.
 */
export class WorkerForecastRunner {
  private readonly script: string;
  private readonly runMaxMs: number;
  private readonly line = new OneAtATime(
    WAITING_MAX,
    (waiting) =>
      new CodedError('FORECAST_BUSY', `${waiting} forecasts are being made`, 'ask again later'),
  );

  constructor({ script, runMaxMs }: ForecastRunnerOptions = {}) {
    this.script = script ?? join(__dirname, 'forecast-worker.js');
    this.runMaxMs = runMaxMs ?? RUN_MAX_MS;
  }

  run(job: ForecastJob): Promise<PacingForecast> {
    const { runMaxMs } = this;
    const tooLong = (): CodedError =>
      new CodedError(
        'FORECAST_TOO_LONG',
        `the forecast takes longer than ${runMaxMs} ms`,
        'ask again when the machine has less to do',
      );
    return this.line.run(() => runInWorker(this.script, job, { runMaxMs, tooLong }));
  }
}
