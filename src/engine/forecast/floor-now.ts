import { crewOf } from '../../core/dialer/crew';
import { attemptsOf, limitsOf, snapshotOf } from '../../core/dialer/dial';
import type { World } from '../../core/world';
import type { FloorNow } from '../facade/pacing-forecast-view';

/**
 * A campaign as it is now, copied: the world goes on while a forecast runs. Lines that are kept for
 * an agent ring for that agent alone, who counts as idle here: the run may give them to anyone.
 */
export function floorNow(world: World, campaignId: string, at: number): FloorNow | null {
  const campaign = world.campaigns.get(campaignId);
  const config = world.directory.campaigns.get(campaignId);
  if (!campaign || !config) return null;
  const work = { campaign, config };
  const crew = crewOf(world, config);
  const { agents, busy = [], ringing, nextListId } = snapshotOf(world, campaign, crew);
  const { connectLimitMs, ringTimeoutMs, budgets } = limitsOf(world, work);
  const kept = [...attemptsOf(world, campaign)].filter(
    ({ phase, reservedAgentId }) => phase === 'dialing' && reservedAgentId !== undefined,
  );
  const { lines: _, agents: __, ...learnt } = campaign.memory;
  return structuredClone({
    campaignId,
    at,
    settings: campaign.pacing,
    bounds: config.bounds,
    agents,
    idle: Math.max(0, agents - busy.length),
    busy,
    ringing: [...ringing, ...kept.map(({ launchedAt }) => ({ ageMs: at - launchedAt }))],
    listId: nextListId ?? busiestList(campaign.memory.answer.levels),
    limits: { connectLimitMs, ringTimeoutMs, budgets, linesMax: config.linesMax },
    memory: { ...learnt, lines: {}, agents: {} },
  });
}

/** The list of which the most was seen of late. */
function busiestList(levels: Readonly<Record<string, { readonly seen: readonly number[] }>>) {
  const seen = (listId: string) => Math.max(...(levels[listId]?.seen ?? [0]));
  return Object.keys(levels).sort((a, b) => seen(b) - seen(a))[0] ?? '';
}
