import type { World } from '../../src/core/world';

/** What is kept of each campaign's crew is what a walk over all agents finds. */
export function brokenCrews(world: World): string[] {
  return (world.centre.campaigns ?? []).flatMap(({ campaignId }) => {
    const there = world.directory
      .crewOf(campaignId)
      .flatMap((agentId) => world.agents.get(agentId) ?? [])
      .filter(({ status, config }) => status === 'available' && config.phone.line !== undefined);
    const counted = {
      size: there.length,
      busy: there.filter(({ assignment }) => assignment).map(({ agentId }) => agentId),
      free: there
        .filter(({ assignment, reservedFor }) => !assignment && reservedFor === undefined)
        .map(({ agentId }) => agentId),
    };
    const kept = {
      size: world.crews.sizeOf(campaignId),
      busy: [...world.crews.busyOf(campaignId)].map(({ agentId }) => agentId),
      free: [...world.crews.freeOf(campaignId)].map(({ agentId }) => agentId),
    };
    const [slow, quick] = [counted, kept].map((one) =>
      JSON.stringify({ ...one, busy: one.busy.sort(), free: one.free.sort() }),
    );
    return slow === quick ? [] : [`the crew of ${campaignId} is ${slow}, kept as ${quick}`];
  });
}

/** The lines that may still want an agent are those that a walk over all attempts finds. */
export function brokenOpenLines(world: World): string[] {
  return [...world.campaigns.keys()].flatMap((campaignId) => {
    const open = [...world.attempts.values()].filter(
      (one) =>
        one.campaignId === campaignId && ['dialing', 'listening', 'waiting'].includes(one.phase),
    );
    const slow = open.map(({ attemptId }) => attemptId).join();
    const quick = [...world.openLines.of(campaignId)].map(({ attemptId }) => attemptId).join();
    return slow === quick ? [] : [`open lines of ${campaignId} are ${slow}, kept as ${quick}`];
  });
}
