import { Counter, Histogram, type Registry } from 'prom-client';
import type { Fact } from '../core/fact';
import type { Engine, WaitErrorSums } from '../engine/facade';
import type { Clock } from '../port/clock';
import { registerCampaigns } from './campaign-metrics';
import { gauge } from './gauge';
import type { ApiParts } from './parts';

const SECOND_MS = 1000;
const NANOSECONDS = 1e9;
const STEP_BUCKETS_SECONDS = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1];
const WAIT_BUCKETS_SECONDS = [1, 5, 10, 20, 30, 60, 120, 300, 600];

/** Figures of the engine in the registry; the returned function ends their upkeep. */
export function registerMetrics(parts: ApiParts, liveReaders: () => number): () => void {
  const { engine, registry } = parts;
  const help = 'live feeds that are open';
  gauge(registry, { name: 'live_readers', help, read: (set) => set(liveReaders()) });
  registerQueues(engine, registry);
  registerWaitEstimates(engine, registry);
  registerAgents(engine, registry);
  registerCampaigns(engine, registry);
  registerEngine(engine, registry);
  if (parts.backlog) registerBacklog(parts.backlog, parts.clock, registry);
  return countFacts(engine, registry);
}

function registerQueues(engine: Engine, registry: Registry): void {
  const labels = ['client', 'queue'];
  gauge(registry, {
    name: 'queue_waiting',
    help: 'contacts that wait now',
    labels,
    read: (set) => {
      for (const q of engine.queues()) set(q.waiting, { client: q.clientId, queue: q.queueId });
    },
  });
  gauge(registry, {
    name: 'queue_longest_wait_seconds',
    help: 'how long the first one waits',
    labels,
    read: (set) => {
      for (const q of engine.queues()) {
        set(q.longestWaitMs / SECOND_MS, { client: q.clientId, queue: q.queueId });
      }
    },
  });
  gauge(registry, {
    name: 'queue_agents',
    help: 'agents who could serve the queue, by what they do',
    labels: [...labels, 'state'],
    read: (set) => {
      for (const { clientId, queueId, agents } of engine.queues()) {
        for (const [state, count] of Object.entries(agents)) {
          set(count, { client: clientId, queue: queueId, state });
        }
      }
    },
  });
}

/** Ends of the interval and the median, and what the last estimates were worth. */
function registerWaitEstimates(engine: Engine, registry: Registry): void {
  const labels = ['client', 'queue'];
  gauge(registry, {
    name: 'queue_wait_estimate_seconds',
    help: 'predicted wait of who joins now: median, and the ends of the 80 % interval',
    labels: [...labels, 'quantile'],
    read: (set) => {
      for (const { clientId, queueId, waitEstimate } of engine.queues()) {
        const { now } = waitEstimate;
        if (!now) continue;
        const of = { client: clientId, queue: queueId };
        set(now.lowMs / SECOND_MS, { ...of, quantile: '0.1' });
        set(now.medianMs / SECOND_MS, { ...of, quantile: '0.5' });
        set(now.highMs / SECOND_MS, { ...of, quantile: '0.9' });
      }
    },
  });
  const figures: readonly (readonly [string, string, (sums: WaitErrorSums) => number])[] = [
    ['checked', 'estimates among the last that were checked against the wait', (s) => s.checked],
    ['inside', 'of them: waits that lay in the 80 % interval', (s) => s.inside],
    [
      'bias_seconds',
      'mean of predicted median - wait, over the last estimates',
      (s) => s.errorMsSum / s.measured / SECOND_MS,
    ],
    [
      'mae_seconds',
      'mean absolute error of the median, over the last estimates',
      (s) => s.absErrorMsSum / s.measured / SECOND_MS,
    ],
  ];
  for (const [name, help, figure] of figures) {
    gauge(registry, {
      name: `queue_wait_estimate_${name}`,
      help,
      labels,
      read: (set) => {
        for (const { clientId, queueId, waitEstimate } of engine.queues()) {
          if (waitEstimate.recent.measured === 0) continue;
          set(figure(waitEstimate.recent), { client: clientId, queue: queueId });
        }
      },
    });
  }
}

/** Counts by label, so that each gauge is set once a combination. */
function tally<T>(items: readonly T[], labelsOf: (item: T) => Record<string, string>) {
  const counts = new Map<string, { labels: Record<string, string>; count: number }>();
  for (const item of items) {
    const labels = labelsOf(item);
    const key = JSON.stringify(labels);
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { labels, count: 1 });
  }
  return counts.values();
}

function registerAgents(engine: Engine, registry: Registry): void {
  gauge(registry, {
    name: 'agents',
    help: 'agents by status and state',
    labels: ['status', 'state'],
    read: (set) => {
      const counts = tally(engine.agents(), ({ status, state }) => ({ status, state }));
      for (const { labels, count } of counts) set(count, labels);
    },
  });
  gauge(registry, {
    name: 'calls',
    help: 'calls that are going on, by phase',
    labels: ['phase'],
    read: (set) => {
      for (const { labels, count } of tally(engine.calls(), ({ phase }) => ({ phase }))) {
        set(count, labels);
      }
    },
  });
  gauge(registry, {
    name: 'switch_up',
    help: '1 while the link to the switch is up',
    labels: ['switch'],
    read: (set) => {
      for (const { switchId, up } of engine.switches()) set(up ? 1 : 0, { switch: switchId });
    },
  });
}

function registerEngine(engine: Engine, registry: Registry): void {
  const figures: readonly (readonly [string, string, () => number])[] = [
    ['inbox_inputs', 'inputs that wait for their step', () => engine.health().inbox],
    ['open_commands', 'commands without an outcome', () => engine.health().openCommands],
    ['journal_seq', 'newest input in the journal', () => engine.health().seq],
    ['journal_up', '1 while the journal writes', () => (engine.health().journal.ok ? 1 : 0)],
    ['epoch', 'of this engine; rises with each start', () => engine.health().epoch],
    [
      'started_timestamp_seconds',
      'start of the engine',
      () => engine.health().startedAt / SECOND_MS,
    ],
  ];
  for (const [name, help, figure] of figures) {
    gauge(registry, { name, help, read: (set) => set(figure()) });
  }
}

function registerBacklog(
  backlog: NonNullable<ApiParts['backlog']>,
  clock: Clock,
  registry: Registry,
): void {
  gauge(registry, {
    name: 'outbox_entries',
    help: 'records on disk that wait for SQL',
    read: (set) => set(backlog().entries),
  });
  gauge(registry, {
    name: 'outbox_oldest_seconds',
    help: 'how long the oldest of them waits',
    read: (set) => {
      const { oldestAt } = backlog();
      set(oldestAt === undefined ? 0 : (clock.now() - oldestAt) / SECOND_MS);
    },
  });
}

function countFacts(engine: Engine, registry: Registry): () => void {
  const registers = [registry];
  const facts = new Counter({
    name: 'leitstand_facts_total',
    help: 'facts by type',
    labelNames: ['type'],
    registers,
  });
  const records = new Counter({
    name: 'leitstand_call_records_total',
    help: 'ended calls by client and result',
    labelNames: ['client', 'result'],
    registers,
  });
  const wait = new Histogram({
    name: 'leitstand_queue_wait_seconds',
    help: 'wait of those who were connected',
    labelNames: ['queue'],
    buckets: WAIT_BUCKETS_SECONDS,
    registers,
  });
  const count = ({ body }: Fact): void => {
    facts.inc({ type: body.type });
    if (body.type === 'record.completed') {
      records.inc({ client: body.record.clientId, result: body.record.result });
    } else if (body.type === 'call.connected') {
      wait.observe({ queue: body.queueId }, body.waitedMs / SECOND_MS);
    }
  };
  return engine.onFacts((batch) => batch.forEach(count));
}

/**
 * The core's step with a stopwatch around it, in replays too. A step takes microseconds, which the
 * clock of the engine does not resolve.
 */
export function timedStep<A extends unknown[], R>(
  step: (...input: A) => R,
  registry: Registry,
): (...input: A) => R {
  const histogram = new Histogram({
    name: 'leitstand_step_seconds',
    help: 'how long one input takes in the core',
    buckets: STEP_BUCKETS_SECONDS,
    registers: [registry],
  });
  return (...input) => {
    const startedAt = process.hrtime.bigint();
    try {
      return step(...input);
    } finally {
      histogram.observe(Number(process.hrtime.bigint() - startedAt) / NANOSECONDS);
    }
  };
}
