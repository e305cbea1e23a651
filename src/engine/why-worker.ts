import { parentPort, workerData } from 'node:worker_threads';
import { isCodedError } from '../port/coded-error';
import { answerWhy } from './what-if';
import type { WhyJob } from './why-report';
import type { WhyAnswer } from './why-runner';

parentPort?.postMessage(answer(workerData as WhyJob));

/** An error loses its code on its way out of a thread: it goes as plain data. */
function answer(job: WhyJob): WhyAnswer {
  try {
    return { report: answerWhy(job) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, remedy } = error;
    return { refusal: { code, message, ...(remedy !== undefined && { remedy }) } };
  }
}
