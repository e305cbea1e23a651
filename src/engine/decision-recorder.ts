import type { Agent } from '../core/agent/agent';
import type { Contact } from '../core/contact/contact';
import type { Fact, FactBody } from '../core/fact';
import type { Input } from '../core/input';
import { compareUrgency, contactScoreMs } from '../core/queue/call-order';
import { type CensusBounds, type CensusGroup, takeCensus } from '../core/queue/census';
import { requirementText } from '../core/queue/requirement-text';
import type { RoutingWatch } from '../core/queue/routing-watch';
import { whyNot } from '../core/queue/why-not';
import type { Turn } from '../core/turn';
import type { World } from '../core/world';
import { choiceOf, preferredAgent } from './choice-told';
import type { WhyChosen, WhyMoment, WhyPreferred } from './facade/why-view';
import { type Stir, stirsOf } from './stir';

/** Of agents who became free and could not have served; each costs a look at every agent. */
const PASSING_MAX = 100;
/** Of all moments. */
const MOMENTS_MAX = 1_000;

/** What was seen within the step that is under way. */
interface Sight {
  /** As it waited before anybody was chosen; absent where it did not wait. */
  contact?: Contact;
  groups: CensusGroup[];
  stirs: Stir[];
  verdicts: Map<string, WhyMoment['verdict']>;
  /** By agent: several phones may ring at once. */
  offers: Map<string, { chosen: WhyChosen; groups: CensusGroup[] }>;
  preferred: WhyPreferred[];
}

const nothing = (): Sight => ({
  groups: [],
  stirs: [],
  verdicts: new Map(),
  offers: new Map(),
  preferred: [],
});

/**
 * Looks on while a journal is stepped again and writes down each moment at which routing decided
 * about one call. It asks `whyNot`, as routing does, and changes nothing of the world.
 */
export class DecisionRecorder implements RoutingWatch {
  readonly moments: WhyMoment[] = [];
  omitted = 0;
  offered: (Extract<FactBody, { type: 'call.offered' }> & { at: number; clientId: string }) | null =
    null;
  ended: Extract<FactBody, { type: 'record.completed' }>['record'] | null = null;
  private sight = nothing();
  /** The contact as it last waited: its reasons outlive it. */
  private waited: Contact | undefined;
  private phase: Contact['phase'] = 'new';
  private passing = 0;

  constructor(
    private readonly callId: string,
    private readonly bounds: CensusBounds,
  ) {}

  beforeRouting(turn: Turn): void {
    this.sight = nothing();
    this.offered ??= this.offerAmong(turn.facts);
    const contact = this.contactIn(turn.world);
    if (contact?.phase !== 'waiting') return;
    const isBack = this.phase === 'assigned';
    const stirs = stirsOf(turn).filter((stir) => this.isWorthIt(turn.world, contact, stir));
    const isOwn = isBack || turn.facts.some((fact) => isJoin(fact.body, this.callId));
    this.sight.contact = copyOf(contact);
    if (isBack) stirs.unshift({ kind: 'requeued' });
    this.sight.stirs = stirs;
    if (isOwn || stirs.length > 0) this.sight.groups = takeCensus(turn.world, contact, this.bounds);
  }

  beforeOffer(world: World, contact: Contact, agent: Agent): void {
    const own = this.contactIn(world);
    if (own === contact) {
      const groups = takeCensus(world, contact, this.bounds);
      this.sight.offers.set(agent.agentId, { groups, chosen: choiceOf(world, agent, groups) });
    } else if (own?.phase === 'waiting' && whyNot(world, agent, own) === null)
      this.sight.preferred.push(preference(world, { other: contact, own }, agent));
  }

  /** To be called after each step: what was seen becomes moments. */
  take(world: World, { input, facts }: { input: Input; facts: readonly Fact[] }): void {
    if (!this.offered) return;
    const contact = this.contactIn(world);
    const now = this.sight.contact ?? contact ?? this.waited;
    const before = this.moments.length;
    if (now) {
      for (const { body } of facts) this.ownMoments(this.stampOf(now, input), world, body);
      this.otherMoments(this.stampOf(now, input));
    }
    const phase = contact?.phase ?? 'done';
    const isTold = this.moments.slice(before).some(({ kind }) => kind === 'left');
    if (isQueued(this.phase) && !isQueued(phase) && phase !== 'assigned' && !isTold && now)
      this.leave(this.stampOf(now, input), world, 'withdrawn');
    this.phase = phase;
    this.waited = this.sight.contact ?? this.waited;
    for (const { body } of facts)
      if (body.type === 'record.completed' && body.record.callId === this.callId)
        this.ended = body.record;
  }

  private offerAmong(facts: readonly Fact[]): DecisionRecorder['offered'] {
    for (const { body, at, clientId = '' } of facts)
      if (body.type === 'call.offered' && body.callId === this.callId)
        return { ...body, at, clientId };
    return null;
  }

  private contactIn(world: World): Contact | undefined {
    return this.offered ? world.contacts.get(this.offered.contactId) : undefined;
  }

  /** Remembers the verdict; agents who could not have served are not told without end. */
  private isWorthIt(world: World, contact: Contact, { agentId }: Stir): boolean {
    const agent = agentId === undefined ? undefined : world.agents.get(agentId);
    if (agentId === undefined || !agent) return agentId === undefined;
    const found = whyNot(world, agent, contact);
    const { clause = null, detail } = found ?? {};
    this.sight.verdicts.set(agentId, { clause, ...(detail !== undefined && { detail }) });
    if (clause !== 'requirement' && clause !== 'entitlement') return true;
    this.passing += 1;
    if (this.passing <= PASSING_MAX) return true;
    this.omitted += 1;
    return false;
  }

  private ownMoments(stamp: WhyMoment, world: World, body: FactBody): void {
    if (!('callId' in body) || body.callId !== this.callId) return;
    const { groups } = this.sight;
    switch (body.type) {
      case 'contact.queued':
        return this.add({
          ...stamp,
          kind: 'queued',
          groups,
          ...preferredAgent(world, this.sight.contact),
        });
      case 'contact.relaxed': {
        const { step, steps } = body;
        return this.add({ ...stamp, kind: 'relaxed', step, steps, groups });
      }
      case 'offer.failed': {
        const { agentId, reason } = body;
        return this.add({ ...stamp, kind: 'offer-failed', ...who(world, agentId), reason, groups });
      }
      case 'offer.made': {
        const { waitedMs, agentId } = body;
        const made = { ...stamp, kind: 'offer-made', waitedMs, ...who(world, agentId) } as const;
        return this.add({ ...made, ...this.sight.offers.get(agentId) });
      }
      case 'call.connected':
        return this.add({ ...stamp, kind: 'connected', ...who(world, body.agentId) });
      case 'contact.overflowed':
        return this.leave({ ...stamp, waitedMs: body.waitedMs }, world, body.reason);
      case 'contact.abandoned':
        return this.leave({ ...stamp, waitedMs: body.waitedMs }, world, 'abandoned');
    }
  }

  /** What it would have been told had it still waited: nobody is eligible, and for which clause. */
  private leave(stamp: WhyMoment, world: World, reason: string): void {
    const { waited } = this;
    const groups = waited ? takeCensus(world, waited, this.bounds) : [];
    const place = waited ? placeOf(waited) : {};
    this.add({ ...stamp, ...place, kind: 'left', reason, groups });
  }

  /** What others did while it waited; an offer that was made comes after what made it possible. */
  private otherMoments(stamp: WhyMoment): void {
    const { stirs, verdicts, groups, preferred } = this.sight;
    if (stirs.length + preferred.length === 0) return;
    const here = this.moments.filter(({ seq }) => seq === stamp.seq);
    const failed = here.filter(({ kind }) => kind === 'offer-failed').map((one) => one.agentId);
    const left = [...preferred];
    const others: WhyMoment[] = [];
    for (const { agentId, ...stir } of stirs) {
      if (agentId !== undefined && failed.includes(agentId)) continue;
      const served = left.findIndex((one) => one.agentId === agentId);
      const [over] = served < 0 ? [] : left.splice(served, 1);
      const verdict = agentId === undefined ? undefined : verdicts.get(agentId);
      others.push({
        ...stamp,
        ...stir,
        ...(agentId !== undefined && { agentId }),
        ...(verdict && { verdict }),
        groups,
        ...(over && { preferred: over }),
      });
    }
    for (const over of left) {
      const { agentId, providerId } = over;
      others.push({ ...stamp, kind: 'outvoted', agentId, providerId, groups, preferred: over });
    }
    const made: WhyMoment[] = [];
    while (this.moments.at(-1)?.kind === 'offer-made' && this.moments.at(-1)?.seq === stamp.seq)
      made.unshift(...this.moments.splice(-1));
    for (const moment of [...others, ...made]) this.add(moment);
  }

  private add(moment: WhyMoment): void {
    if (this.moments.length < MOMENTS_MAX) this.moments.push(moment);
    else this.omitted += 1;
  }

  private stampOf(contact: Contact, { at, seq, cause }: Input): WhyMoment {
    const waitedMs = Math.max(0, at - contact.waitingSince);
    return { kind: 'queued', at, seq, cause, ...placeOf(contact), waitedMs, groups: [] };
  }
}

const placeOf = ({ queueId, requirement, providerIds, priority, queuedAt }: Contact) => ({
  queueId,
  requirement: requirementText(requirement),
  ...(providerIds && { providerIds }),
  priority,
  queuedAt,
});

/** The hold in it may end within the same step. */
const copyOf = (contact: Contact): Contact => ({
  ...contact,
  ...(contact.preferred && { preferred: { ...contact.preferred } }),
});

const isQueued = (phase: Contact['phase']): boolean => phase === 'waiting' || phase === 'offered';

const ASKED_ANEW: readonly string[] = ['contact.queued', 'contact.relaxed', 'offer.failed'];

const isJoin = (body: FactBody, callId: string): boolean =>
  'callId' in body && body.callId === callId && ASKED_ANEW.includes(body.type);

const who = (world: World, agentId: string) => {
  const providerId = world.agents.get(agentId)?.config.providerId;
  return { agentId, ...(providerId !== undefined && { providerId }) };
};

function preference(world: World, pair: Pair, agent: Agent): WhyPreferred {
  const { other, own } = pair;
  const { callId, clientId, queueId, priority, queuedAt } = other;
  const { agentId, config } = agent;
  const { providerId } = config;
  const [scoreMs = 0, ownScoreMs = 0] = [other, own].map((one) =>
    Math.round(contactScoreMs(world, one, world.at)),
  );
  const who = { callId, clientId, queueId, agentId, providerId, priority, queuedAt };
  return { ...who, scoreMs, ownScoreMs, rule: ruleOf(world, pair) };
}

interface Pair {
  readonly other: Contact;
  readonly own: Contact;
}

/** By which part of the score the other one came first. */
function ruleOf(world: World, { other, own }: Pair): WhyPreferred['rule'] {
  if (compareUrgency(world, world.at)(other, own) > 0) return 'turn';
  const isPlain = [other, own].every(({ queueId }) => {
    const { curve, weight } = world.directory.urgency(queueId);
    return other.queueId === own.queueId || (curve === 'longest-wait' && weight === 1);
  });
  if (!isPlain) return 'urgency';
  if (other.priority > own.priority) return 'priority';
  return other.queuedAt < own.queuedAt ? 'longer-wait' : 'id';
}
