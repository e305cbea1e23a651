import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CalendarComputed } from '../core/input';
import { CodedError } from '../port/coded-error';
import { computeCalendars } from './calendar';
import { type CentreFileOptions, type CentreReading, readCentre } from './centre-file';

/** What is to be read, and for which time its opening hours are wanted. */
export interface CentreJob extends CentreFileOptions {
  readonly text: string;
  /** ms since the epoch (UTC). */
  readonly now: number;
  readonly days: number;
}

export interface CentreRead extends CentreReading {
  /** Of each calendar; empty when the file was refused. */
  readonly hours: readonly CalendarComputed[];
}

export interface CentreReader {
  /** Rejects with CENTRE_UNREADABLE when reading took more memory than it may. */
  read(job: CentreJob): Promise<CentreRead>;
}

export function readCentreJob(job: CentreJob): CentreRead {
  const reading = readCentre(job.text, job);
  const { centre } = reading;
  return { ...reading, hours: centre ? computeCalendars(centre, job.now, job.days) : [] };
}

const MEMORY_MAX_MB = 512;

/**
 * Reads in a thread of its own: ten thousand agents take seconds, in which the daemon has calls to
 * serve.
 */
export class WorkerCentreReader implements CentreReader {
  constructor(private readonly script = join(__dirname, 'centre-worker.js')) {}

  read(job: CentreJob): Promise<CentreRead> {
    // Run from its sources (by tests) there is no compiled worker.
    if (!existsSync(this.script)) return Promise.resolve(readCentreJob(job));
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.script, {
        workerData: job,
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
      });
      worker.once('message', resolve);
      worker.once('error', (error) => reject(unreadable(error.message)));
      worker.once('exit', (code) => reject(unreadable(`its reader ended with ${code}`)));
    });
  }
}

const unreadable = (detail: string): CodedError =>
  new CodedError(
    'CENTRE_UNREADABLE',
    `the centre file cannot be read: ${detail}`,
    'is it really a centre file? Cut it down until it can be read',
  );
