import type {
  AgentConfig,
  Centre,
  NumberConfig,
  QueueConfig,
  TieLine,
  TransferTarget,
} from './centre';
import type { CampaignConfig } from './dialer/campaign-config';
import { type RelaxStep, type Stage, stagesOf } from './queue/relaxation';
import { meets, type Requirement } from './queue/requirement';
import { type Urgency, urgencyOf } from './queue/urgency';

type StagesByAsked = WeakMap<Requirement, WeakMap<readonly RelaxStep[], readonly Stage[]>>;

const NO_STEPS: readonly RelaxStep[] = [];
const NOBODY: readonly string[] = [];

/** Look-ups into the applied centre. Derived, never stored. */
export class Directory {
  readonly queues: ReadonlyMap<string, QueueConfig>;
  readonly numbers: ReadonlyMap<string, NumberConfig>;
  readonly agents: ReadonlyMap<string, AgentConfig>;
  readonly targets: ReadonlyMap<string, TransferTarget>;
  readonly campaigns: ReadonlyMap<string, CampaignConfig>;
  /** Agents by campaign, and the other way round; made when first asked for. */
  private crews: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly campaignsByAgent = new Map<string, string[]>();
  private readonly sharing = new Map<string, readonly string[]>();
  private readonly shares = new Map<string, number>();
  /** By queue, what the flow's node asks, and its steps: the same few come with every caller. */
  private readonly stagesByQueue = new Map<string, StagesByAsked>();
  private readonly restrictedBy = new WeakMap<
    readonly string[],
    WeakMap<readonly Stage[], readonly Stage[]>
  >();
  private readonly urgencies: ReadonlyMap<string, Urgency>;
  private readonly agentByPhone: ReadonlyMap<string, string>;
  private readonly agentBySignIn: ReadonlyMap<string, string>;
  private readonly agentTrunks: ReadonlySet<string>;
  private readonly tieLines: ReadonlyMap<string, TieLine>;
  private readonly entitled: ReadonlyMap<string, ReadonlySet<string>>;
  /** Queues that call customers back, in the order of the centre file. */
  readonly callingBack: readonly QueueConfig[];
  /** Queues that keep agents for themselves, in that order. */
  private readonly reserving: readonly QueueConfig[];
  private readonly reserves = new WeakMap<AgentConfig, readonly QueueConfig[]>();
  private readonly remembered: ReadonlyMap<string, number>;
  /** The agents as the centre file has them, and by id; made when a queue asks for it. */
  private places: ReadonlyMap<string, number> | undefined;
  private rounds: readonly string[] | undefined;

  constructor(private readonly centre: Centre) {
    this.queues = new Map(centre.queues.map((q) => [q.queueId, q]));
    this.urgencies = new Map(centre.queues.map((q) => [q.queueId, urgencyOf(q)]));
    this.numbers = new Map(centre.numbers.map((n) => [n.number, n]));
    this.agents = new Map(centre.agents.map((a) => [a.agentId, a]));
    this.targets = new Map(centre.transferTargets?.map((t) => [t.targetId, t]));
    this.campaigns = new Map(centre.campaigns?.map((c) => [c.campaignId, c]));
    this.agentByPhone = new Map(
      centre.agents.map((a) => [`${a.phone.switchId} ${a.phone.device}`, a.agentId]),
    );
    this.agentBySignIn = new Map(
      centre.agents.flatMap(({ agentId, signIn }) => (signIn ? [[signIn.number, agentId]] : [])),
    );
    this.agentTrunks = new Set(
      centre.agents.map(({ phone }) => `${phone.switchId} ${phone.trunk ?? ''}`),
    );
    this.tieLines = new Map(
      centre.tieLines?.map((line) => [`${line.fromSwitchId} ${line.toSwitchId}`, line]),
    );
    this.callingBack = centre.queues.filter((queue) => queue.callback);
    this.reserving = centre.queues.filter(({ reserve = 0 }) => reserve > 0);
    this.remembered = rememberedIn(centre);
    this.entitled = new Map(centre.providers.map((p) => [p.providerId, new Set(p.clientIds)]));
  }

  /** What a queue and a node of the flow ask together, before any step of relaxation. */
  requirement(queueId: string, asked: Requirement): Requirement {
    return this.stages(queueId, asked)[0]?.requirement ?? asked;
  }

  /**
   * What a queue and a node of the flow ask together, at each stage of a wait. `relax`: the node's
   * own steps. A queue that is gone asks nothing of its own.
   */
  stages(queueId: string, asked: Requirement, relax?: readonly RelaxStep[]): readonly Stage[] {
    const queue = this.queues.get(queueId);
    const steps = relax ?? queue?.relax ?? NO_STEPS;
    const cached = this.stagesByQueue.get(queueId)?.get(asked)?.get(steps);
    if (cached) return cached;
    const requirementOf = (other: string) => this.queues.get(other)?.requirement ?? [];
    const stages = stagesOf({ requirement: [], ...queue, requirementOf }, asked, steps);
    const byAsked: StagesByAsked = this.stagesByQueue.get(queueId) ?? new WeakMap();
    this.stagesByQueue.set(queueId, byAsked);
    const bySteps = byAsked.get(asked) ?? new WeakMap<readonly RelaxStep[], readonly Stage[]>();
    byAsked.set(asked, bySteps.set(steps, stages));
    return stages;
  }

  /** How waits in this queue count. */
  urgency(queueId: string): Urgency {
    return this.urgencies.get(queueId) ?? urgencyOf({ serviceLevelMs: 20_000 });
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

  /** For how long the queues of a client want to know who talked with a caller last, in ms. */
  rememberMs(clientId: string): number {
    return this.remembered.get(clientId) ?? 0;
  }

  /** Queues with a reserve to which an agent belongs. */
  reservesOf(config: AgentConfig): readonly QueueConfig[] {
    const known = this.reserves.get(config);
    if (known) return known;
    const found = this.reserving.filter((queue) => this.belongsTo(config, queue));
    this.reserves.set(config, found);
    return found;
  }

  /** Whether an agent may serve all that a queue itself asks at first. */
  belongsTo({ providerId, queues, skills }: AgentConfig, queue: QueueConfig): boolean {
    return (
      this.mayServe(providerId, queue.clientId) &&
      queues?.[queue.queueId] !== 0 &&
      (queue.providerIds?.includes(providerId) ?? true) &&
      meets(skills, queue.requirement)
    );
  }

  get hasReserves(): boolean {
    return this.reserving.length > 0;
  }

  /** Whether one queue's reserve holds against contacts of another one. */
  isKeptFrom(reservingId: string, queueId: string): boolean {
    if (reservingId === queueId) return false;
    const rank = this.reserving.findIndex((queue) => queue.queueId === queueId);
    return rank < 0 || this.reserving.findIndex((q) => q.queueId === reservingId) < rank;
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

  /** The agent who signs in by phone with this number. */
  signIn(number: string): string | undefined {
    return this.agentBySignIn.get(number);
  }

  /** Whether agents are called by their numbers through this trunk. */
  isAgentTrunk(switchId: string, trunk: string): boolean {
    return this.agentTrunks.has(`${switchId} ${trunk}`);
  }

  /** The agents whom a campaign's queue could be served by, in the order of the centre file. */
  crewOf(campaignId: string): readonly string[] {
    this.crews ??= this.gatherCrews();
    return this.crews.get(campaignId) ?? NOBODY;
  }

  /** The campaigns that an agent works for. */
  campaignsOf(agentId: string): readonly string[] {
    this.crews ??= this.gatherCrews();
    return this.campaignsByAgent.get(agentId) ?? NOBODY;
  }

  /** Other campaigns that have agents in common with this one. */
  sharingAgents(campaignId: string): readonly string[] {
    const known = this.sharing.get(campaignId);
    if (known) return known;
    const others = this.crewOf(campaignId).flatMap((agentId) => this.campaignsOf(agentId));
    const found = [...new Set(others)].filter((other) => other !== campaignId);
    this.sharing.set(campaignId, found);
    return found;
  }

  /** What part of a campaign's agents works for another one, too: 0 to 1. */
  shareOf(campaignId: string, otherId: string): number {
    const crew = this.crewOf(campaignId);
    const key = `${campaignId} ${otherId}`;
    const known = this.shares.get(key);
    if (known !== undefined) return known;
    const both = crew.filter((agentId) => this.campaignsOf(agentId).includes(otherId));
    const share = both.length / Math.max(1, crew.length);
    this.shares.set(key, share);
    return share;
  }

  /** The companies whose agents may talk for a campaign, as the centre has it now. */
  providersOf({ clientId, providerIds }: CampaignConfig): readonly string[] {
    const named = providerIds ?? [...this.entitled.keys()];
    return named.filter((providerId) => this.mayServe(providerId, clientId));
  }

  /** Numbers that a client may show; undefined: none are kept of it. */
  callerIdsOf(clientId: string): readonly string[] | undefined {
    return this.centre.clients.find((client) => client.clientId === clientId)?.callerIds;
  }

  /** Stages of a wait, for agents of these companies alone. The same objects each time. */
  restricted(stages: readonly Stage[], providerIds: readonly string[]): readonly Stage[] {
    const byStages = this.restrictedBy.get(providerIds) ?? new WeakMap();
    this.restrictedBy.set(providerIds, byStages);
    const known = byStages.get(stages);
    if (known) return known;
    const made = stages.map((stage) => ({
      ...stage,
      providerIds: (stage.providerIds ?? providerIds).filter((one) => providerIds.includes(one)),
    }));
    byStages.set(stages, made);
    return made;
  }

  private gatherCrews(): ReadonlyMap<string, readonly string[]> {
    const crews = new Map<string, string[]>();
    for (const { campaignId, queueId, providerIds } of this.campaigns.values()) {
      const queue = this.queues.get(queueId);
      const crew = this.centre.agents.filter(
        (one) =>
          queue && this.belongsTo(one, queue) && (providerIds?.includes(one.providerId) ?? true),
      );
      crews.set(
        campaignId,
        crew.map(({ agentId }) => agentId),
      );
      for (const { agentId } of crew) {
        const campaigns = this.campaignsByAgent.get(agentId) ?? [];
        this.campaignsByAgent.set(agentId, [...campaigns, campaignId]);
      }
    }
    return crews;
  }

  /** The one agent whose phone this is. */
  agentAt(switchId: string, device: string): string | undefined {
    return this.agentByPhone.get(`${switchId} ${device}`);
  }
}

/** The longest memory among each client's sticky queues. */
function rememberedIn({ queues }: Centre): Map<string, number> {
  const longest = new Map<string, number>();
  for (const { clientId, sticky } of queues) {
    const known = longest.get(clientId) ?? 0;
    if (sticky && sticky.rememberMs > known) longest.set(clientId, sticky.rememberMs);
  }
  return longest;
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
