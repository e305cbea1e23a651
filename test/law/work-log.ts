import type { AgentState, Fact } from '../../src/core/fact';
import type { AgentStatus } from '../../src/core/input';
import type { World } from '../../src/core/world';

const DAY_MS = 86_400_000;

interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly what: AgentState | AgentStatus;
}

interface Work {
  status: AgentStatus;
  state: AgentState;
  since: number;
  stretches: Stretch[];
  begun: number[];
  idleSince: number;
}

/** What each agent did, kept whole from `agent.changed` and `call.connected` alone. */
export class WorkLog {
  private readonly byAgent = new Map<string, Work>();
  private at = 0;

  take(world: World, facts: readonly Fact[], at: number): void {
    this.at = at;
    // Who is taken out of the centre takes the day's figures along.
    for (const agentId of this.byAgent.keys()) {
      if (!world.agents.has(agentId)) this.byAgent.delete(agentId);
    }
    for (const { body } of facts) {
      if (body.type !== 'agent.changed' || !world.agents.has(body.agentId)) continue;
      const work = this.byAgent.get(body.agentId) ?? {
        status: 'logged-out',
        state: 'idle',
        since: at,
        stretches: [],
        begun: [],
        idleSince: at,
      };
      this.byAgent.set(body.agentId, work);
      work.stretches.push({ from: work.since, until: at, what: whatOf(work) });
      const isTalk = ['talking', 'holding', 'consulting'].includes(body.state);
      if (work.state === 'offered' && isTalk) work.begun.push(at);
      // An offer that came to nothing keeps the place among the idle, whatever the phone did.
      if (body.state === 'idle' && work.state !== 'offered') work.idleSince = at;
      Object.assign(work, { status: body.status, state: body.state, since: at });
      const midnight = at - (at % DAY_MS);
      work.stretches = work.stretches.filter(({ until }) => until > midnight);
      work.begun = work.begun.filter((one) => one >= midnight);
    }
  }

  calls(agentId: string): number {
    const midnight = this.at - (this.at % DAY_MS);
    return this.byAgent.get(agentId)?.begun.filter((one) => one >= midnight).length ?? 0;
  }

  /** Since when the agent is idle, as long as that is what the agent is. */
  idleSince(agentId: string): number | undefined {
    return this.byAgent.get(agentId)?.idleSince;
  }

  /** Time today in which the agent was one of these. */
  spentMs(agentId: string, ...asked: Stretch['what'][]): number {
    const work = this.byAgent.get(agentId);
    if (!work) return 0;
    const midnight = this.at - (this.at % DAY_MS);
    const open = { from: work.since, until: this.at, what: whatOf(work) };
    return [...work.stretches, open]
      .filter(({ what }) => asked.includes(what))
      .reduce((sum, { from, until }) => sum + Math.max(0, until - Math.max(from, midnight)), 0);
  }

  occupancy(agentId: string): number {
    const busyMs = this.spentMs(agentId, 'talking', 'holding', 'consulting', 'wrap-up');
    const staffedMs = busyMs + this.spentMs(agentId, 'offered', 'available');
    return staffedMs === 0 ? 0 : busyMs / staffedMs;
  }
}

/** Who has nothing to do is what the status says. */
const whatOf = ({ status, state }: Work): Stretch['what'] => (state === 'idle' ? status : state);
