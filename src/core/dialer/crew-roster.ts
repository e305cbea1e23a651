import type { Agent } from '../agent/agent';
import type { Directory } from '../directory';
import { SortedLine } from '../sorted-line';

/** The agents of one campaign who are available on phones that are called once, at log-in. */
class Floor {
  /** With nothing to do, and kept for no line; whether their lines stand is asked when needed. */
  readonly free = new Set<Agent>();
  /** Who will be free again, by id. */
  readonly busy = new SortedLine<Agent>((a, b) => (a.agentId < b.agentId ? -1 : +(a !== b)));
  size = 0;
}

/** Where an agent was counted last. */
interface Counted {
  readonly agent: Agent;
  readonly as: 'free' | 'busy' | 'kept';
  readonly campaignIds: readonly string[];
}

/**
 * Who of each campaign's crew does what, kept by each change of an agent: with thousands of them an
 * input costs no walk over the crew. Derived, never stored.
 */
export class CrewRoster {
  private readonly floors = new Map<string, Floor>();
  private readonly counted = new Map<string, Counted>();

  constructor(private readonly directory: Directory) {}

  /** To be called after each change of an agent's status, assignment, or of whom it is kept for. */
  refreshAgent(agent: Agent): void {
    const before = this.counted.get(agent.agentId);
    const as = placeOf(agent);
    if (before?.as === as && before?.agent === agent) return;
    if (before) this.drop(before);
    if (!as) return;
    const campaignIds = this.directory.campaignsOf(agent.agentId);
    if (campaignIds.length > 0) this.add({ agent, as, campaignIds });
  }

  /** Available, busy or not. */
  sizeOf = (campaignId: string): number => this.floors.get(campaignId)?.size ?? 0;

  busyIn = (campaignId: string): number => this.floors.get(campaignId)?.busy.length ?? 0;

  /** In no order. */
  freeOf = (campaignId: string): Iterable<Agent> => this.floors.get(campaignId)?.free ?? [];

  /** By id. */
  busyOf = (campaignId: string): Iterable<Agent> => this.floors.get(campaignId)?.busy ?? [];

  private add(entry: Counted): void {
    const { agent, as, campaignIds } = entry;
    this.counted.set(agent.agentId, entry);
    for (const campaignId of campaignIds) {
      const floor = this.floors.get(campaignId) ?? new Floor();
      this.floors.set(campaignId, floor);
      if (as === 'free') floor.free.add(agent);
      if (as === 'busy') floor.busy.insert(agent);
      floor.size += 1;
    }
  }

  private drop({ agent, as, campaignIds }: Counted): void {
    this.counted.delete(agent.agentId);
    for (const campaignId of campaignIds) {
      const floor = this.floors.get(campaignId);
      if (!floor) continue;
      if (as === 'free') floor.free.delete(agent);
      if (as === 'busy') floor.busy.remove(agent);
      floor.size -= 1;
    }
  }
}

function placeOf({ status, config, assignment, reservedFor }: Agent): Counted['as'] | null {
  if (status !== 'available' || config.phone.line === undefined) return null;
  if (assignment) return 'busy';
  return reservedFor === undefined ? 'free' : 'kept';
}
