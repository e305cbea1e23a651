import type { Centre, NumberConfig, QueueConfig, TieLine } from './centre';
import { combine, type Requirement } from './queue/requirement';

/** Look-ups into the applied centre. Derived, never stored. */
export class Directory {
  readonly queues: ReadonlyMap<string, QueueConfig>;
  readonly numbers: ReadonlyMap<string, NumberConfig>;
  /** By queue, then by what the flow's node asks: the same few pairs come with every caller. */
  private readonly requirements = new Map<string, WeakMap<Requirement, Requirement>>();
  private readonly agentByPhone: ReadonlyMap<string, string>;
  private readonly tieLines: ReadonlyMap<string, TieLine>;
  private readonly entitled: ReadonlyMap<string, ReadonlySet<string>>;
  /** The agents as the centre file has them, and by id; made when a queue asks for it. */
  private places: ReadonlyMap<string, number> | undefined;
  private rounds: readonly string[] | undefined;

  constructor(private readonly centre: Centre) {
    this.queues = new Map(centre.queues.map((q) => [q.queueId, q]));
    this.numbers = new Map(centre.numbers.map((n) => [n.number, n]));
    this.agentByPhone = new Map(
      centre.agents.map((a) => [`${a.phone.switchId} ${a.phone.device}`, a.agentId]),
    );
    this.tieLines = new Map(
      centre.tieLines?.map((line) => [`${line.fromSwitchId} ${line.toSwitchId}`, line]),
    );
    this.entitled = new Map(centre.providers.map((p) => [p.providerId, new Set(p.clientIds)]));
  }

  /** What a queue and a node of the flow ask together. */
  requirement(queueId: string, asked: Requirement): Requirement {
    const byAsked = this.requirements.get(queueId) ?? new WeakMap<Requirement, Requirement>();
    this.requirements.set(queueId, byAsked);
    const known = byAsked.get(asked);
    if (known) return known;
    const requirement = combine(this.queues.get(queueId)?.requirement ?? [], asked);
    byAsked.set(asked, requirement);
    return requirement;
  }

  /** Whether the agents of a provider may work for a client. */
  mayServe(providerId: string, clientId: string): boolean {
    return this.entitled.get(providerId)?.has(clientId) ?? false;
  }

  /** The trunk by which legs of one switch reach phones of another. */
  tieLine(fromSwitchId: string, toSwitchId: string): TieLine | undefined {
    return this.tieLines.get(`${fromSwitchId} ${toSwitchId}`);
  }

  /** Whether this trunk of a switch leads to another switch. */
  isTieLine(fromSwitchId: string, trunk: string): boolean {
    return [...this.tieLines.values()].some(
      (line) => line.fromSwitchId === fromSwitchId && line.trunk === trunk,
    );
  }

  /** Where an agent stands in the centre file, from 0. */
  placeOf(agentId: string): number {
    this.places ??= new Map(this.centre.agents.map((agent, place) => [agent.agentId, place]));
    return this.places.get(agentId) ?? this.places.size;
  }

  /** How many agents come before this one, by id and round the circle, after the one named. */
  stepsAfter(cursor: string | undefined, agentId: string): number {
    this.rounds ??= this.centre.agents.map((agent) => agent.agentId).sort();
    if (cursor === undefined) return placeIn(this.rounds, agentId);
    const place = placeIn(this.rounds, cursor);
    const next = this.rounds[place] === cursor ? place + 1 : place;
    const size = this.rounds.length;
    return (placeIn(this.rounds, agentId) - next + size) % size;
  }

  /** The one agent whose phone this is. */
  agentAt(switchId: string, device: string): string | undefined {
    return this.agentByPhone.get(`${switchId} ${device}`);
  }
}

/** How many ids of a sorted list are smaller. */
function placeIn(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
