import type { AgentView, CallView, QueueView, SwitchView } from '../engine/facade';
import type { DaemonClient } from './daemon-client';
import { DaemonRefusal } from './http-call';

/** One moment of the centre, as `top` and the demo draw it. */
export interface LiveView {
  /** Where it comes from: the daemon's URL. */
  readonly url: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly queues: readonly QueueView[];
  readonly agents: readonly AgentView[];
  readonly calls: readonly CallView[];
  readonly switches: readonly SwitchView[];
  /** When the engine started; absent where that is not told. */
  readonly startedAt?: number;
  /** What is not well, one line each. */
  readonly alarms: readonly string[];
}

/** The moment as far as the token may see it: what is forbidden to its role is left empty. */
export async function liveViewOf(daemon: DaemonClient, at: number): Promise<LiveView> {
  const [queues, agents, calls, switches, readiness] = await Promise.all([
    orNothing(daemon.queues()),
    orNothing(daemon.agents()),
    daemon.calls(),
    orNothing(daemon.switches()),
    daemon.readiness(),
  ]);
  const alarms = readiness.reasons.map(({ part, detail }) => `${part}: ${detail}`);
  return { url: daemon.url, at, queues, agents, calls, switches, alarms };
}

async function orNothing<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DaemonRefusal && error.status === 403) return [];
    throw error;
  }
}
