import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { SECURITY_HEADERS } from './mount';
import { Problem, problemDocument } from './problem';

const STARTING = new Problem(503, 'STARTING', 'the daemon is starting', {
  headers: { 'Retry-After': '1' },
});

/** Answers everyone while there is nothing to serve yet. */
export const answerStarting: RequestListener = (_request, response) => {
  const requestId = randomUUID();
  response.writeHead(STARTING.status, {
    ...SECURITY_HEADERS,
    ...STARTING.more.headers,
    'Content-Type': 'application/problem+json',
    'X-Request-Id': requestId,
  });
  response.end(JSON.stringify(problemDocument(STARTING, requestId)));
};
