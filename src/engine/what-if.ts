import type { AgentConfig, Centre } from '../core/centre';
import type { Fact, FactBody } from '../core/fact';
import type { Input, InputBody } from '../core/input';
import { step } from '../core/step';
import type { World } from '../core/world';
import { CodedError } from '../port/coded-error';
import { baseOf, inputsAfter, type OpenJournal, openJournal, worldOf } from './call-journal';
import type { ExtraAgent } from './facade/extra-agent';
import type { WhatIf, WhyReport } from './facade/why-view';
import { explainCall, type WhyJob } from './why-report';

type Offer = Extract<FactBody, { type: 'offer.made' }>;
type Change = NonNullable<WhatIf['change']>;

/** The decisions about a call, and what one more agent would have changed, where that is asked. */
export function answerWhy(job: WhyJob): WhyReport {
  const report = explainCall(job);
  if (!job.withAgent) return report;
  return { ...report, whatIf: withAgent(job.directory, report, job.withAgent) };
}

/**
 * Steps the journal twice side by side from the instant at which the call joined its first queue,
 * once as it was and once with one more agent, available from that instant on. Up to the first
 * offer to that agent both are the same course of events; what would have come after it the
 * journal cannot tell, since its inputs answer to other offers. Throws CALL_NOT_QUEUED,
 * AGENT_EXISTS, NO_PROVIDER, SKILL_UNKNOWN, and as `explainCall`.
 */
export function withAgent(directory: string, report: WhyReport, extra: ExtraAgent): WhatIf {
  const { callId, moments, clientId } = report;
  const joined = moments.find(({ kind }) => kind === 'queued');
  if (!joined) throw new CodedError('CALL_NOT_QUEUED', `call ${callId} never joined a queue`);
  const journal = openJournal(directory);
  const base = baseOf(journal, callId);
  const [actual, supposed] = [worldOf(journal, base), worldOf(journal, base)];
  const inputs = inputsOf(journal, base, report);
  let agent: AgentConfig | undefined;
  let change: Change | undefined;
  for (const input of inputs) {
    if (!agent && input.seq === joined.seq) {
      agent = configOf(supposed, { clientId, callId }, extra);
      change = changeAmong(introduce(supposed, agent, input), agent.agentId);
    }
    const facts = step(actual, input).facts;
    if (!change) {
      const again = agent ? { ...input, body: kept(input.body, agent) } : input;
      change = changeAmong(step(supposed, again).facts, agent?.agentId);
    }
    const insteadOf = change && offerTo(facts, change.callId);
    if (change && insteadOf) return whatIf(agent, joined.at, { ...change, insteadOf });
  }
  return whatIf(agent, joined.at, change);
}

function whatIf(agent: AgentConfig | undefined, availableFrom: number, change?: Change): WhatIf {
  const { agentId = '', providerId = '', skills = {} } = agent ?? {};
  return { agentId, providerId, skills, availableFrom, ...(change && { change }) };
}

/** Up to the end of the call; the quarantined ones are skipped, as they were live. */
function* inputsOf(
  journal: OpenJournal,
  base: ReturnType<typeof baseOf>,
  { endedAt }: WhyReport,
): Generator<Input> {
  for (const input of inputsAfter(journal, base)) {
    if (endedAt !== undefined && input.at > endedAt) return;
    if (!journal.skip.has(input.seq)) yield input;
  }
}

/** An agent of the first provider that may work for the client, with a phone beside the caller. */
function configOf(
  { centre, agents, calls, directory }: World,
  { clientId, callId }: { clientId: string; callId: string },
  { agentId, skills }: ExtraAgent,
): AgentConfig {
  if (agents.has(agentId))
    throw new CodedError('AGENT_EXISTS', `there is an agent ${agentId}`, 'choose another name');
  refuseUnknownSkills(centre, skills);
  const provider = centre.providers.find((one) => directory.mayServe(one.providerId, clientId));
  if (!provider) throw new CodedError('NO_PROVIDER', `no provider may work for client ${clientId}`);
  const switchId = calls.get(callId)?.switchId ?? '';
  const phone = { switchId, device: `what-if:${agentId}` };
  return { agentId, name: agentId, providerId: provider.providerId, phone, skills };
}

/** Else a typing error would read as "nothing changes". */
function refuseUnknownSkills(centre: Centre, skills: ExtraAgent['skills']): void {
  const unknown = Object.keys(skills).filter((skill) => !centre.skills.includes(skill));
  if (unknown.length === 0) return;
  const names = unknown.map((skill) => `"${skill}"`).join(', ');
  const known = centre.skills.length === 0 ? 'there are none' : centre.skills.join(', ');
  throw new CodedError('SKILL_UNKNOWN', `the centre has no skill ${names}`, `known: ${known}`);
}

/** Puts the agent into the world as an operator would have, between two inputs of the journal. */
function introduce(world: World, agent: AgentConfig, next: Input): Fact[] {
  const give = (body: InputBody, offset: number): readonly Fact[] =>
    // Seqs of the journal are whole: these stand between two of them, and leave the next one free.
    step(world, { ...next, at: world.at, seq: next.seq - offset, body }).facts;
  const centre = give({ type: 'centre.applied', centre: staffed(world.centre, agent) }, 0.5);
  const { agentId } = agent;
  const status = { type: 'agent.status-requested', agentId, status: 'available' } as const;
  return [...centre, ...give(status, 0.25)];
}

const staffed = (centre: Centre, agent: AgentConfig): Centre => ({
  ...centre,
  agents: [...centre.agents, agent],
});

/** A centre that is applied later has the agent, too. */
const kept = (body: InputBody, agent: AgentConfig): InputBody =>
  body.type === 'centre.applied' ? { ...body, centre: staffed(body.centre, agent) } : body;

function changeAmong(facts: readonly Fact[], agentId: string | undefined): Change | undefined {
  for (const { body, at } of facts)
    if (body.type === 'offer.made' && body.agentId === agentId)
      return { at, callId: body.callId, waitedMs: body.waitedMs };
  return undefined;
}

function offerTo(facts: readonly Fact[], callId: string): Change['insteadOf'] {
  const offers = facts.map(({ body }) => body).filter((b): b is Offer => b.type === 'offer.made');
  const found = offers.find((offer) => offer.callId === callId);
  return found && { agentId: found.agentId, waitedMs: found.waitedMs };
}
