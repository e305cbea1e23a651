import { BLANK_AGENT } from './agent/agent';
import { changeAgent } from './agent/assignment';
import { configure } from './agent/skill-expiry';
import { finishCallback } from './callback/callback';
import type { AgentConfig, Centre } from './centre';
import type { Contact } from './contact/contact';
import { replaceCampaigns } from './dialer/campaign-requests';
import type { CentreTold } from './input';
import { forgetCallers } from './queue/last-agent';
import { overflow } from './queue/overflow';
import { beginStages, relax } from './queue/relax';
import { refreshAll } from './queue/routing';
import { clearTimer, emit, type Turn } from './turn';
import { rearmWaits } from './waiting/closing';
import { rebuildDerived, type World } from './world';

/**
 * Replaces the centre as a whole. Live calls stay with the flow that they began; contacts keep
 * their place under the queue's new rules; agents who are gone finish what they do.
 */
export function applyCentre(turn: Turn, centre: Centre, told: CentreTold = {}): void {
  const { world } = turn;
  world.centre = centre;
  world.centreVersion += 1;
  replaceFlows(world, centre);
  replaceAgents(turn, centre);
  rebuildDerived(world);
  replaceCampaigns(turn);
  forgetWaits(world);
  forgetCursors(world);
  forgetCallers(world);
  for (const contact of [...world.contacts.values()]) {
    const isQueued = contact.phase === 'waiting' || contact.phase === 'offered';
    if (contact.phase === 'virtual' || contact.phase === 'calling') keepCallback(turn, contact);
    if (!isQueued) continue;
    if (world.directory.queues.has(contact.queueId)) relax(turn, contact);
    else overflow(turn, contact, 'queue-removed');
  }
  refreshAll(turn);
  rearmWaits(turn);
  emit(turn, { type: 'centre.applied', version: world.centreVersion, ...told });
}

/**
 * Without its queue, or where that calls nobody back any more, it would wait for nothing. A
 * customer whose phone rings already, or who is asked for the key, is not cut off: the flow goes
 * on after the key, and there is no further attempt.
 */
function keepCallback(turn: Turn, contact: Contact): void {
  const queue = turn.world.directory.queues.get(contact.queueId);
  if (queue?.callback || contact.phase === 'calling') beginStages(turn.world, contact);
  else finishCallback(turn, contact, 'queue-removed');
}

/** What was learnt about queues that are gone. */
function forgetWaits(world: World): void {
  for (const queueId of [...world.waits.keys()]) {
    if (!world.directory.queues.has(queueId)) world.waits.delete(queueId);
  }
}

/** A flow is kept under its version for as long as a live call walks it. */
function replaceFlows(world: World, centre: Centre): void {
  const walked = new Set<string | undefined>([
    ...[...world.calls.values()].map((call) => call.flowKey),
    ...[...world.contacts.values()].map((contact) => contact.callback?.flowKey),
  ]);
  for (const flowKey of [...world.flows.keys()]) {
    if (!walked.has(flowKey)) world.flows.delete(flowKey);
  }
  for (const flow of centre.flows) world.flows.set(`${flow.flowId}@${world.centreVersion}`, flow);
}

/** Of queues that are gone. */
function forgetCursors({ cursors, directory }: World): void {
  for (const queueId of [...cursors.keys()]) {
    if (!directory.queues.has(queueId)) cursors.delete(queueId);
  }
}

function replaceAgents(turn: Turn, centre: Centre): void {
  const { world } = turn;
  const named = new Map(centre.agents.map((a) => [a.agentId, a]));
  for (const agent of [...world.agents.values()]) {
    if (named.has(agent.agentId)) continue;
    clearTimer(turn, { kind: 'skills', agentId: agent.agentId });
    if (agent.assignment) agent.removed = true;
    else world.agents.delete(agent.agentId);
    if (agent.status !== 'logged-out') changeAgent(turn, agent, { status: 'logged-out' });
  }
  for (const config of centre.agents) putAgent(turn, config);
}

function putAgent(turn: Turn, config: AgentConfig): void {
  const { world, at } = turn;
  const { agentId } = config;
  const agent = world.agents.get(agentId) ?? {
    ...BLANK_AGENT,
    agentId,
    config,
    since: at,
    idleSince: at,
  };
  agent.removed = false;
  configure(turn, agent, config);
  world.agents.set(agentId, agent);
}
