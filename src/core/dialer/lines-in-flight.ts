import type { World } from '../world';
import type { Attempt } from './attempt';
import type { RingingLine } from './pacing';

/** The lines of a campaign of which it is open whether they take an agent, as pacing sees them. */
export interface LinesInFlight {
  /** People who wait, for how long (ms). */
  readonly waiting: readonly number[];
  readonly ringing: readonly RingingLine[];
}

export function linesInFlight(world: World, campaignId: string): LinesInFlight {
  const { at } = world;
  const waiting: number[] = [];
  const ringing: RingingLine[] = [];
  for (const attempt of world.openLines.of(campaignId)) {
    const { phase, launchedAt, answeredAt, lead } = attempt;
    if (isKept(world, attempt)) continue;
    if (phase === 'dialing') ringing.push({ ageMs: at - launchedAt, listId: lead.listId });
    else waiting.push(at - (answeredAt ?? at));
  }
  return { waiting, ringing };
}

/** Whether an agent is still there who takes nobody else: no risk to other lines, and no help. */
function isKept(world: World, { reservedAgentId, attemptId }: Attempt): boolean {
  const agent = world.agents.get(reservedAgentId ?? '');
  return agent?.reservedFor === attemptId && agent.status === 'available';
}
