import type { SwitchView } from '../engine/facade';
import type { DaemonClient, EngineName, Readiness } from './daemon-client';

/** How a daemon is, in one document. */
export interface Overview {
  readonly url: string;
  readonly engine: EngineName;
  readonly readiness: Readiness;
  readonly switches: readonly SwitchView[];
  readonly calls: number;
  readonly waiting: number;
  readonly agents: { readonly available: number; readonly onBreak: number; readonly all: number };
}

export async function overviewOf(daemon: DaemonClient): Promise<Overview> {
  const [engine, readiness, switches, calls, queues, agents] = await Promise.all([
    daemon.engine(),
    daemon.readiness(),
    daemon.switches(),
    daemon.calls(),
    daemon.queues(),
    daemon.agents(),
  ]);
  const withStatus = (status: string): number =>
    agents.filter((agent) => agent.status === status).length;
  return {
    url: daemon.url,
    engine,
    readiness,
    switches,
    calls: calls.length,
    waiting: queues.reduce((sum, queue) => sum + queue.waiting, 0),
    agents: {
      available: withStatus('available'),
      onBreak: withStatus('on-break'),
      all: agents.length,
    },
  };
}
