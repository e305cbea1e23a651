import type { Agent } from '../agent/agent';
import { isReady } from '../agent/reach';
import type { World } from '../world';

/** How many agents of a campaign do what. */
type Crew = Record<keyof typeof NOBODY, number>;

const NOBODY = {
  loggedIn: 0,
  idle: 0,
  reserved: 0,
  talking: 0,
  wrapUp: 0,
  elsewhere: 0,
  onBreak: 0,
  noLine: 0,
};

/** The agents who could serve a campaign by what they do now, in all and by company. */
export function crewCounts(world: World, campaignId: string) {
  const agents: Crew = { ...NOBODY };
  const byProvider = new Map<string, Crew>();
  for (const agentId of world.directory.crewOf(campaignId)) {
    const agent = world.agents.get(agentId);
    if (!agent || (agent.status === 'logged-out' && !agent.assignment)) continue;
    const { providerId } = agent.config;
    const own = byProvider.get(providerId) ?? { ...NOBODY };
    byProvider.set(providerId, own);
    const does = whatDoes(world, agent, campaignId);
    for (const crew of [agents, own]) {
      crew.loggedIn += 1;
      crew[does] += 1;
    }
  }
  const crews = [...byProvider]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([providerId, crew]) => ({ providerId, ...crew }));
  return { agents, crews };
}

function whatDoes(world: World, agent: Agent, campaignId: string): Exclude<keyof Crew, 'loggedIn'> {
  const { assignment, state, status } = agent;
  if (assignment) {
    const call = world.calls.get(assignment.callId);
    // A call that is over has left; its wrap-up belongs to the campaign's queue.
    const isOwn = call
      ? call.attempt?.campaignId === campaignId
      : assignment.queueId === world.directory.campaigns.get(campaignId)?.queueId;
    if (!isOwn) return 'elsewhere';
    if (state === 'wrap-up') return 'wrapUp';
    return state === 'offered' ? 'reserved' : 'talking';
  }
  if (status !== 'available') return 'onBreak';
  if (agent.config.phone.line === undefined || !isReady(world, agent)) return 'noLine';
  return agent.reservedFor === undefined ? 'idle' : 'reserved';
}
