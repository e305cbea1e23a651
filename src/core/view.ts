import type { Agent } from './agent/agent';
import { agentDayAt } from './agent/agent-day';
import type { Call } from './call/call';
import type { QueueConfig } from './centre';
import { previewers } from './dialer/preview';
import type { AgentState } from './fact';
import type { AgentStatus } from './input';
import { newDay } from './queue/queue-day';
import { unmet } from './queue/requirement';
import { waitEstimateView } from './queue/wait-view';
import { recordingState } from './recording/recording-view';
import type { World } from './world';

/** Read-only pictures of the world for people: plain values, cheap enough to make each second. */

export const openCommandCount = (world: World): number => world.commands.size;

export function queueViews(world: World, at: number) {
  const longest = longestWaits(world, at);
  return world.centre.queues.map((queue) => {
    const { day: _day, ...today } = todayOf(world, queue.queueId, at);
    return {
      queueId: queue.queueId,
      clientId: queue.clientId,
      name: queue.name,
      waiting: world.index.waitingIn(queue.queueId),
      longestWaitMs: longest.get(queue.queueId) ?? 0,
      callbacks: world.index.absentIn(queue.queueId),
      agents: staffing(world, queue),
      today,
      serviceLevelMs: queue.serviceLevelMs,
      waitEstimate: waitEstimateView(world, queue, at),
    };
  });
}

function todayOf(world: World, queueId: string, at: number) {
  const day = Math.floor(at / 86_400_000);
  const found = world.days.get(queueId);
  return found?.day === day ? found : newDay(day);
}

function longestWaits(world: World, at: number): Map<string, number> {
  const longest = new Map<string, number>();
  for (const contact of world.contacts.values()) {
    if (contact.phase !== 'waiting' && contact.phase !== 'offered') continue;
    const waitMs = at - contact.waitingSince;
    longest.set(contact.queueId, Math.max(waitMs, longest.get(contact.queueId) ?? 0));
  }
  return longest;
}

function staffing(world: World, queue: QueueConfig) {
  const count = { idle: 0, busy: 0, onBreak: 0 };
  for (const agent of world.agents.values()) {
    if (agent.status === 'logged-out' && agent.state === 'idle') continue;
    if (!world.directory.mayServe(agent.config.providerId, queue.clientId)) continue;
    if (agent.config.queues?.[queue.queueId] === 0) continue;
    if (unmet(agent.config.skills, queue.requirement)) continue;
    if (agent.state !== 'idle') count.busy += 1;
    else if (agent.status === 'available') count.idle += 1;
    else count.onBreak += 1;
  }
  return count;
}

export function agentViews(world: World, at: number) {
  const previewing = previewers(world);
  return [...world.agents.values()].map((agent) => {
    const view = agentView(world, agent, at);
    const since = previewing.get(agent.agentId);
    return since === undefined ? view : { ...view, state: 'previewing' as const, since };
  });
}

function agentView(world: World, agent: Agent, at: number) {
  const { config, assignment } = agent;
  const { switchId, device, trunk } = config.phone;
  const status: AgentStatus = agent.status;
  const state: AgentState = agent.state;
  const { day: _day, ...today } = agentDayAt(agent, Math.max(at, agent.since));
  return {
    agentId: agent.agentId,
    name: config.name,
    providerId: config.providerId,
    status,
    ...(agent.reason !== undefined && { reason: agent.reason }),
    state,
    since: agent.since,
    ...(assignment && { callId: assignment.callId }),
    reachable: !(world.switches.get(switchId)?.unreachable.has(trunk ?? device) ?? true),
    phone: config.phone,
    ...lineView(agent),
    skills: config.skills,
    ...(config.skillsUntil && { skillsUntil: config.skillsUntil }),
    ...(config.queues && { queues: config.queues }),
    ...(agent.ratings && { ratings: agent.ratings }),
    today,
  };
}

export function callViews(world: World) {
  return [...world.calls.values()].map((call) => ({
    callId: call.callId,
    clientId: call.clientId,
    ...(call.direction && { direction: call.direction }),
    phase: call.phase,
    ani: call.ani,
    dnis: call.dnis,
    offeredAt: call.offeredAt,
    since: call.phaseSince,
    ...(call.queueId !== undefined && { queueId: call.queueId }),
    ...agentOf(call),
    ...partiesOf(call),
    ...recordingState(world, call),
    switchId: call.switchId,
  }));
}

function lineView({ config, line }: Agent): { line?: 'up' | 'dialing' | 'down' } {
  if (!config.phone.line && !line) return {};
  return { line: line ? (line.isUp ? 'up' : 'dialing') : 'down' };
}

/** Who else is in it, and where it is parked. */
function partiesOf({ targetId, guests = [], parked }: Call) {
  return {
    ...(targetId !== undefined && { targetId }),
    ...(guests.length > 0 && {
      guests: guests.map(({ role, phase, mode, agentId, targetId: outside }) => ({
        role,
        phase,
        ...(agentId !== undefined && { agentId }),
        ...(outside !== undefined && { targetId: outside }),
        ...(mode && { mode }),
      })),
    }),
    ...(parked && { parked }),
  };
}

/** Who has the call, or whose phone rings for it first. */
function agentOf({ agentId, offers }: Call): { agentId?: string } {
  const shown = agentId ?? offers[0]?.agentId;
  return shown === undefined ? {} : { agentId: shown };
}

export function switchViews(world: World) {
  return [...world.switches.values()].map((state) => ({
    switchId: state.switchId,
    up: state.state === 'up',
    ...(state.version !== undefined && { version: state.version }),
    ...(state.reason !== undefined && { reason: state.reason }),
  }));
}
