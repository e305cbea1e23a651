import type { Centre } from '../../src/core/centre';
import type { Flow } from '../../src/core/ivr/flow';
import type { RecordingPolicy } from '../../src/core/recording/recording-policy';

const asked = { timeoutMs: 4_000, attemptsMax: 2, invalidMedia: [] };
const usual = { lengthMaxMs: 180_000, pauseOnHold: true } as const;

/** Each way of it: all who agree, some of them, whoever it is asked for. */
const POLICIES: Readonly<Record<string, RecordingPolicy>> = {
  billing: { mode: 'all', consent: 'ask', ...usual },
  outage: { mode: 'share', sharePercent: 60, consent: 'announce', ...usual, pauseOnHold: false },
  booking: { mode: 'on-demand', consent: 'ask', ...usual },
};

const after: Flow = {
  flowId: 'after',
  clientId: 'acme',
  start: 'rating',
  nodes: {
    rating: { type: 'survey', question: 'rating', media: ['sound:rate'], next: 'ok', ...asked },
    ok: { type: 'survey', question: 'solved', media: ['sound:solved'], next: 'words', ...asked },
    words: { type: 'comment', media: ['sound:beep'], lengthMaxMs: 15_000, next: 'end' },
    end: { type: 'hangup', cause: 'normal' },
  },
};

/** Keys for the prompts: yes, no, nothing; marks, and what is none. */
export const QUESTION_KEYS = {
  'sound:de/may-we': ['1', '1', '1', '2', ''],
  'sound:de/rate': ['1', '5', '4', '9', ''],
  'sound:de/solved': ['1', '2', ''],
};

/** The centre with questions before its menu, recordings, and a survey after the call. */
export const withRecordings = (centre: Centre): Centre => ({
  ...centre,
  agents: centre.agents.map((agent, n) =>
    n % 11 === 6 ? { ...agent, mayBeRecorded: false } : agent,
  ),
  queues: centre.queues.map((queue) => ({
    ...queue,
    ...(POLICIES[queue.queueId] && { recording: POLICIES[queue.queueId] }),
    ...(queue.clientId === 'acme' && { survey: { flowId: 'after', sharePercent: 80 } }),
  })),
  flows: [...centre.flows.map(withQuestion), after],
});

function withQuestion(flow: Flow): Flow {
  const greeting = flow.nodes['greeting'];
  if (greeting?.type !== 'play') return flow;
  const { next } = greeting;
  const media = ['sound:may-we'];
  const exits = { next, onRefused: next };
  const question = { type: 'consent', mode: 'ask', media, ...exits, ...asked } as const;
  const nodes = { ...flow.nodes, greeting: { ...greeting, next: 'may-we' }, 'may-we': question };
  return { ...flow, nodes };
}
