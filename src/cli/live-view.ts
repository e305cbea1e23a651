import type { AgentView, CallView, EngineHealth, QueueView, SwitchView } from '../engine/facade';

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
  readonly health?: EngineHealth;
  /** What is not well, one line each. */
  readonly alarms: readonly string[];
}
