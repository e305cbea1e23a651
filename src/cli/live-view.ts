import type { AgentView, CallView, QueueView, SwitchView } from '../engine/facade';
import { type ListedCampaign, listCampaigns } from './campaign-client';
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
  /** Absent where nothing is dialed. */
  readonly campaigns?: readonly ListedCampaign[];
  /** When the engine started; absent where that is not told. */
  readonly startedAt?: number;
  /** What is not well, one line each. */
  readonly alarms: readonly string[];
}

/** The moment as far as the token may see it: what is forbidden to its role is left empty. */
export async function liveViewOf(daemon: DaemonClient, at: number): Promise<LiveView> {
  const [queues, agents, calls, switches, readiness, campaigns] = await Promise.all([
    orNothing(daemon.queues()),
    orNothing(daemon.agents()),
    daemon.calls(),
    orNothing(daemon.switches()),
    daemon.readiness(),
    orNothing(listCampaigns(daemon)),
  ]);
  const alarms = readiness.reasons.map(({ part, detail }) => `${part}: ${detail}`);
  return { url: daemon.url, at, queues, agents, calls, switches, campaigns, alarms };
}

async function orNothing<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    // 404: a daemon of an earlier release.
    if (error instanceof DaemonRefusal && [403, 404].includes(error.status)) return [];
    throw error;
  }
}
