import { agentDayAt } from '../../src/core/agent/agent-day';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { WorkLog } from './work-log';

/** The figures of an agent's day, counted a second time from the facts alone. */
export class DayLaws {
  readonly broken: string[] = [];
  private readonly work = new WorkLog();

  take(world: World, input: Input, { facts }: Stepped): void {
    this.work.take(world, facts, input.at);
    for (const { body } of facts) {
      if (body.type === 'agent.changed') this.compare(world, body.agentId);
    }
  }

  private compare(world: World, agentId: string): void {
    const agent = world.agents.get(agentId);
    if (!agent) return;
    const { work } = this;
    const since = work.idleSince(agentId);
    if (agent.state === 'idle' && agent.status === 'available' && agent.idleSince !== since) {
      this.broken.push(`${agentId} is idle since ${agent.idleSince}, the facts say ${since}`);
    }
    const shown = agentDayAt(agent, world.at);
    const counted = {
      calls: work.calls(agentId),
      talkMs: work.spentMs(agentId, 'talking', 'consulting'),
      holdMs: work.spentMs(agentId, 'holding'),
      wrapUpMs: work.spentMs(agentId, 'wrap-up'),
      ringMs: work.spentMs(agentId, 'offered'),
      idleMs: work.spentMs(agentId, 'available'),
      breakMs: work.spentMs(agentId, 'on-break', 'supervising'),
    };
    for (const [name, figure] of Object.entries(counted)) {
      const ours = shown[name as keyof typeof counted];
      if (ours === figure) continue;
      this.broken.push(`${agentId}: ${name} is ${ours}, the facts say ${figure}`);
    }
  }
}
