import { randomUUID } from 'node:crypto';
import type { EslEvent } from './esl-frame';

/**
 * Jobs that run in the background of FreeSWITCH. Their answers are events, and an event of a job
 * can be lost with the link: then nobody hears, and what became of it shows in a snapshot.
 */
export class JobDesk {
  private readonly waiting = new Map<string, (reply: string) => void>();

  /** A new job id; `done` is called with the job's reply, once or never. */
  open(done: (reply: string) => void): string {
    const jobId = randomUUID();
    this.waiting.set(jobId, done);
    return jobId;
  }

  forget(jobId: string): void {
    this.waiting.delete(jobId);
  }

  read(event: EslEvent): void {
    const jobId = event['Job-UUID'] ?? '';
    const done = this.waiting.get(jobId);
    this.waiting.delete(jobId);
    done?.(event._body ?? '');
  }

  /** The link is lost, and the answers with it. */
  clear(): void {
    this.waiting.clear();
  }
}
