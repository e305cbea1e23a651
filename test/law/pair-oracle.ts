import type { Agent } from '../../src/core/agent/agent';
import type { AgentConfig } from '../../src/core/centre';
import type { Contact } from '../../src/core/contact/contact';
import type { RelaxStep } from '../../src/core/queue/relaxation';
import type { Requirement, SkillRequirement } from '../../src/core/queue/requirement';
import type { World } from '../../src/core/world';

/** Every way to meet a requirement, each a list of bounds: the alternatives multiplied out. */
function waysToMeet(requirement: Requirement): readonly (readonly SkillRequirement[])[] {
  return requirement.reduce<readonly (readonly SkillRequirement[])[]>(
    (ways, term) => {
      const more = 'skill' in term ? [[term]] : term.anyOf.flatMap(waysToMeet);
      return ways.flatMap((way) => more.map((rest) => [...way, ...rest]));
    },
    [[]],
  );
}

type Levels = Readonly<Record<string, number>>;

/**
 * Whether these skills meet a requirement, told in another way than the core does. `eased`: the
 * steps of relaxation that were taken since it was asked.
 */
export function mayDo(
  skills: Levels,
  requirement: Requirement,
  eased: readonly RelaxStep[] = [],
): boolean {
  const isDropped = ({ skill }: SkillRequirement) => eased.some((s) => s.drop?.includes(skill));
  const least = ({ skill, levelMin = 0 }: SkillRequirement) =>
    Math.min(levelMin, ...eased.map(({ lower }) => lower?.[skill] ?? levelMin));
  const isTooLow = (b: SkillRequirement) => least(b) > 0 && !(Number(skills[b.skill]) >= least(b));
  const isTooHigh = (b: SkillRequirement) =>
    b.levelMax !== undefined && (b.skill in skills ? Number(skills[b.skill]) : 0) > b.levelMax;
  return waysToMeet(requirement).some(
    (way) => !way.some((b) => !isDropped(b) && (isTooLow(b) || isTooHigh(b))),
  );
}

/** The steps that are behind a contact: all that are due, up to the one that its timer is for. */
function stepsTaken(world: World, { contactId, queueId, queuedAt, relax }: Contact): RelaxStep[] {
  const queue = world.centre.queues.find((q) => q.queueId === queueId);
  const until = world.timers.get(`relax:${contactId}`)?.at ?? Number.POSITIVE_INFINITY;
  return (relax ?? queue?.relax ?? []).filter(
    ({ afterMs }) => queuedAt + afterMs <= world.at && queuedAt + afterMs < until,
  );
}

/** Whether these skills are enough for what a contact asks by now, each of its parts by itself. */
function isSkilled(world: World, skills: Levels, contact: Contact): boolean {
  const asksOf = (queueId: string) =>
    world.centre.queues.find((q) => q.queueId === queueId)?.requirement ?? [];
  const taken = stepsTaken(world, contact);
  const isAskedStill = !taken.some((step) => step.dropAsked);
  if (isAskedStill && !mayDo(skills, contact.asked, taken)) return false;
  const last = taken.findLastIndex((step) => step.requirement !== undefined);
  const own = taken[last]?.requirement ?? asksOf(contact.queueId);
  if (mayDo(skills, own, taken.slice(Math.max(0, last)))) return true;
  return taken.some(
    ({ alsoQueueId }, index) =>
      alsoQueueId !== undefined &&
      index >= last &&
      mayDo(skills, asksOf(alsoQueueId), taken.slice(index + 1)),
  );
}

/** The skills of an agent that have not expired, or of which nobody has been told so yet. */
export function skillsNow(world: World, { agentId, skills, skillsUntil }: AgentConfig): Levels {
  const told = world.timers.get(`skills:${agentId}`)?.at ?? Number.POSITIVE_INFINITY;
  const isOver = (until = Number.POSITIVE_INFINITY) => until <= world.at && until < told;
  return Object.fromEntries(
    Object.entries(skills).filter(([skill]) => !isOver(skillsUntil?.[skill])),
  );
}

function isServedBy(world: World, providerId: string, contact: Contact): boolean {
  const queue = world.centre.queues.find((q) => q.queueId === contact.queueId);
  const added = stepsTaken(world, contact).flatMap((step) => step.addProviderIds ?? []);
  const { campaignId } = world.attempts.get(contact.attemptId ?? '') ?? {};
  const named = world.centre.campaigns?.find((one) => one.campaignId === campaignId)?.providerIds;
  if (named && !named.includes(providerId)) return false;
  return !queue?.providerIds || [...queue.providerIds, ...added].includes(providerId);
}

/**
 * Whether this agent may work for this contact and can be reached for it, told a second time from
 * the centre and plain fields: a mistake in `whyNot`, its index or its look-ups is not in here.
 * Says nothing of whether the agent is free.
 */
export function mayServe(world: World, agentId: string, contact: Contact): boolean {
  const { device, line } = world.agents.get(agentId)?.config.phone ?? {};
  return (
    isInReach(world, agentId, contact) &&
    hasItsLine(world, agentId, line === 'nailed-up', device ?? '')
  );
}

/** The same, whether or not a line that should stand does. */
function isInReach(world: World, agentId: string, contact: Contact): boolean {
  const { centre } = world;
  const agent = centre.agents.find((a) => a.agentId === agentId);
  const queue = centre.queues.find((q) => q.queueId === contact.queueId);
  const call = world.calls.get(contact.callId);
  if (!agent || !queue || !call) return false;
  const provider = centre.providers.find((p) => p.providerId === agent.providerId);
  if (!provider?.clientIds.includes(call.clientId)) return false;
  if (Object.entries(agent.queues ?? {}).some(([id, at]) => id === queue.queueId && at < 1)) {
    return false;
  }
  if (!isServedBy(world, agent.providerId, contact)) return false;
  if (!isSkilled(world, skillsNow(world, agent), contact)) return false;
  const { switchId, device, trunk = device, line: kind } = agent.phone;
  const place = world.switches.get(switchId);
  if (place?.state !== 'up' || place.unreachable.has(trunk)) return false;
  if (kind && call.switchId !== switchId) return false;
  if (agent.phone.trunk !== undefined && call.switchId !== switchId) return false;
  if (call.switchId === switchId) return true;
  const near = world.switches.get(call.switchId);
  const line = centre.tieLines?.find(
    ({ fromSwitchId, toSwitchId }) => fromSwitchId === call.switchId && toSwitchId === switchId,
  );
  return near?.state === 'up' && line !== undefined && !near.unreachable.has(line.trunk);
}

/** An answered leg of its own that is wanted, for who has a line; none at all for who has not. */
export function hasItsLine(
  world: World,
  agentId: string,
  isNailedUp: boolean,
  device: string,
): boolean {
  const own = world.agents.get(agentId)?.line;
  const legs = [...world.legs.values()].filter(
    ({ owner }) => owner.kind === 'line' && owner.agentId === agentId,
  );
  if (!isNailedUp) return legs.length === 0;
  const [leg] = legs;
  return legs.length === 1 && leg?.phase === 'answered' && !leg.hangup && own?.device === device;
}

/** Nothing to do, wanting work, and not spared for a moment after a failure of the switch. */
export const isFree = (world: World, agent: Agent): boolean =>
  agent.status === 'available' &&
  agent.state === 'idle' &&
  !agent.assignment &&
  !world.timers.has(`held-back:${agent.agentId}`);

/**
 * Whether the contact is left to another agent for now: the timer runs, and that agent wants work
 * and could do it.
 */
export function isKept(world: World, agentId: string, contact: Contact): boolean {
  if (isKeptForLine(world, agentId, contact)) return true;
  const wanted = contact.preferred?.agentId ?? agentId;
  if (wanted === agentId || !world.timers.has(`sticky:${contact.contactId}`)) return false;
  return world.agents.get(wanted)?.status === 'available' && isInReach(world, wanted, contact);
}

/** Whether another line rings for the agent alone, or the agent looks at somebody else's lead. */
function isKeptForLine(world: World, agentId: string, { attemptId }: Contact): boolean {
  const lines = [...world.attempts.values()].filter(
    (one) => one.reservedAgentId === agentId && /^(dialing|listening|waiting)$/.test(one.phase),
  );
  const leads = [...world.campaigns.values()].flatMap(({ previews = [] }) =>
    previews.filter((one) => one.agentId === agentId),
  );
  return [...lines, ...leads].some((one) => one.attemptId !== attemptId);
}
