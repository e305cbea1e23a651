import type { Centre } from '../../src/core/centre';
import type { Flow } from '../../src/core/ivr/flow';

const asked = { timeoutMs: 5_000, attemptsMax: 2, invalidMedia: [] };

/** After the call: a mark, solved or not, a few words. */
const after: Flow = {
  flowId: 'after',
  clientId: 'acme',
  start: 'rating',
  nodes: {
    rating: {
      type: 'survey',
      question: 'rating',
      media: ['sound:rating'],
      next: 'solved',
      ...asked,
    },
    solved: { type: 'survey', question: 'solved', media: ['sound:ok'], next: 'comment', ...asked },
    comment: { type: 'comment', media: ['sound:comment'], lengthMaxMs: 20_000, next: 'end' },
    end: { type: 'hangup', cause: 'normal' },
  },
};

/** Every conversation is recorded, silent on hold, and callers are asked how it was. */
export const recorded = (centre: Centre): Centre => ({
  ...centre,
  queues: centre.queues.map((queue) => ({
    ...queue,
    recording: { mode: 'all', consent: 'none', lengthMaxMs: 120_000, pauseOnHold: true },
    survey: { flowId: 'after', sharePercent: 70 },
  })),
  flows: [...centre.flows, after],
});
