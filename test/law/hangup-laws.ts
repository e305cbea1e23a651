import type { FactBody } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import type { CallRecord } from '../../src/port/call-record';
import type { People } from './people';

type EndedBy = CallRecord['endedBy'];

/** One step, as the law looks at it. */
interface Step {
  readonly world: World;
  readonly input: Input;
  readonly facts: readonly FactBody[];
}

/**
 * We never end a call that neither its people, nor the flow, nor an operator ended, nor a failure
 * that is on record: each hang-up of a caller, and of an agent who had answered, has a reason that
 * can be named from the step's input, its facts, and what the people themselves did.
 */
export class HangupLaws {
  readonly broken: string[] = [];
  /** Legs whose hang-up was explained: the same one may be sent again. */
  private readonly explained = new Set<string>();
  private readonly endedBy = new Map<string, EndedBy>();

  /** `people`: who truly hung up; where nobody knows, the switch's word is taken for it. */
  constructor(private readonly people?: People) {}

  take(world: World, input: Input, stepped: Stepped): void {
    const step: Step = { world, input, facts: stepped.facts.map((fact) => fact.body) };
    for (const effect of stepped.effects) {
      if (effect.type !== 'command' || effect.command.type !== 'hangup') continue;
      const { legId } = effect.command;
      if (this.explained.has(legId)) continue;
      this.explained.add(legId);
      const complaint = this.explain(step, legId);
      if (complaint) this.broken.push(`seq ${input.seq} (${input.body.type}): ${complaint}`);
    }
    for (const fact of step.facts) {
      if (fact.type === 'record.completed') this.checkRecord(fact.record, input);
    }
  }

  /** Null, or what is wrong with this hang-up. */
  private explain(step: Step, legId: string): string | null {
    const leg = step.world.legs.get(legId);
    if (!leg) return this.explainOrphan(step, legId);
    if (leg.owner.kind === 'line') return lineComplaint(step, legId, leg.owner.agentId);
    const { callId } = leg.owner;
    if (leg.owner.kind !== 'customer') {
      if (leg.phase !== 'answered' || agentReason(step, legId, callId)) return null;
      return `agent leg ${legId} is hung up, and its call goes on`;
    }
    const by = this.callerReason(step, callId);
    if (!by) return `the caller of ${callId} is hung up, and nobody wanted that`;
    this.endedBy.set(callId, by);
    return null;
  }

  /** A leg without an owner is ours to end only if we made it, or wanted its end before. */
  private explainOrphan({ world, input, facts }: Step, legId: string): string | null {
    const isOrphan = facts.some((f) => f.type === 'leg.orphaned' && f.legId === legId);
    // A snapshot may end both legs of a call: then the second is asked for in vain.
    if (!isOrphan && world.endedLegs.has(legId)) return null;
    if (!isOrphan) return `${legId} is hung up, and nobody knows it`;
    const { body } = input;
    if (body.type === 'input.quarantined' && body.legId === legId) return null;
    return legId.startsWith('in:') ? `caller ${legId} is hung up as nobody's` : null;
  }

  private callerReason(step: Step, callId: string): EndedBy | null {
    if (engineReason(step, callId)) return 'engine';
    const agentLegId = step.world.calls.get(callId)?.agentLegId;
    if (agentLegId === undefined || step.world.legs.has(agentLegId)) return null;
    return this.hungUpByAgent(step, agentLegId) ? 'agent' : null;
  }

  private hungUpByAgent({ input }: Step, legId: string): boolean {
    if (this.people) return this.people.wishedEnd(legId, input.at);
    const { body } = input;
    if (body.type === 'switch.snapshot') return true;
    if (body.type !== 'switch.event' || body.event.type !== 'leg.ended') return false;
    return body.event.legId === legId && body.event.by !== 'us';
  }

  private checkRecord(record: CallRecord, input: Input): void {
    const { callId, legId, endedBy, cause } = record;
    // Nobody was there yet who could hang up.
    const isEarly = record.answeredAt === undefined || endedBy === 'unknown';
    if (record.direction === 'outbound' && isEarly) return;
    const asked = this.endedBy.get(callId);
    this.endedBy.delete(callId);
    const mayBe = asked ?? this.whoLeft(record);
    if (mayBe !== endedBy) {
      this.broken.push(`${callId} (${cause}) was ended by ${mayBe}, its record says ${endedBy}`);
    }
    const isTrue = mayBe !== 'caller' || (this.people?.hungUp(legId, input.at) ?? true);
    if (!isTrue) this.broken.push(`${callId} is over (${cause}), and its caller did not hang up`);
  }

  /** Where both legs were found gone at once nothing was asked: the agent may have been first. */
  private whoLeft({ endedBy, endedAt, cause, parties }: CallRecord): EndedBy {
    const wished = parties.some(
      ({ legId, role }) =>
        role !== 'supervisor' && (this.people?.wishedEnd(legId, endedAt) ?? true),
    );
    const isAgent = endedBy === 'agent' && wished;
    if (isAgent) return 'agent';
    return cause === 'lost' ? 'unknown' : 'caller';
  }
}

/** A line is ended for who logged out, was taken away or has another phone, or after a failure. */
function lineComplaint({ world, facts }: Step, legId: string, agentId: string): string | null {
  const agent = world.agents.get(agentId);
  const isWanted = agent?.status !== 'logged-out' && agent?.line?.legId === legId;
  const { line, device } = agent?.config.phone ?? {};
  const isSame = line === 'nailed-up' && agent?.line?.device === device;
  if (!isWanted || !isSame || facts.some((f) => f.type === 'command.failed')) return null;
  return `the line of ${agentId} is hung up, who is ${agent?.status}`;
}

/** An operator's, the flow's or a failure's reason to end a caller's call in this step. */
function engineReason({ world, input, facts }: Step, callId: string): boolean {
  const { body } = input;
  if (body.type === 'call.hangup-requested') return body.callId === callId;
  if (body.type === 'input.quarantined') {
    return facts.some((f) => f.type === 'input.quarantined' && f.callId === callId);
  }
  if (facts.some((f) => f.type === 'call.refused' && f.callId === callId)) return true;
  if (facts.some((f) => f.type === 'command.failed' && concerns(f, callId))) return true;
  const call = world.calls.get(callId);
  const isUnheard = facts.some((f) => f.type === 'command.failed' && f.legId === call?.legId);
  if (call?.direction === 'outbound' && call.answeredAt === undefined && isUnheard) return true;
  const entered = facts.findLast((f) => f.type === 'ivr.entered' && f.callId === callId);
  if (entered?.type !== 'ivr.entered') return false;
  const flow = world.flows.get(world.calls.get(callId)?.flowKey ?? '');
  const isGoingRound = facts.some((f) => f.type === 'bound.reached' && f.bound.startsWith('nodes'));
  return isGoingRound || flow?.nodes[entered.node]?.type === 'hangup';
}

const concerns = (fact: Extract<FactBody, { type: 'command.failed' }>, callId: string): boolean =>
  fact.callId === callId && (fact.command === 'answer' || fact.command === 'join');

/** A party's own part is over, or the whole call has gone on elsewhere. */
function isGoing(fact: FactBody, legId: string, callId: string): boolean {
  switch (fact.type) {
    case 'party.left':
    case 'party.failed':
    case 'supervision.ended':
      return fact.legId === legId;
    case 'call.transferred':
    case 'call.taken-over':
    case 'call.parked':
      return fact.callId === callId;
    default:
      return false;
  }
}

/** The caller is gone or going, the offer was taken back, or the switch failed to join them. */
function agentReason({ world, facts }: Step, legId: string, callId: string): boolean {
  const call = world.calls.get(callId);
  if (!call || call.phase === 'ending') return true;
  if (facts.some((f) => f.type === 'command.failed' && concerns(f, callId))) return true;
  if (facts.some((fact) => isGoing(fact, legId, callId))) return true;
  // It answered after its offer had been taken back.
  return call.agentLegId !== legId && call.phase !== 'talking';
}
