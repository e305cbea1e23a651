import type { World } from '../world';
import type { Agent } from './agent';

/** The one setter of the attempt that an agent is kept for; undefined: free for others. */
export function keepFor(world: World, agent: Agent, attemptId: string | undefined): void {
  agent.reservedFor = attemptId;
  world.crews.refreshAgent(agent);
}
