import { Argument, type Command } from 'commander';
import type { AgentStatus } from '../../core/input';
import type { AgentView } from '../../engine/facade';
import { CodedError } from '../../port/coded-error';
import { agentStatusText, occupancyText, occupied, paintAgentState } from '../agent-text';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatDuration, formatWait } from '../duration';
import { formatTime } from '../local-time';
import { printJson, printLine, printPairs, printTable } from '../print';
import { example, type Register } from '../registration';
import { meanRating } from '../service-level';
import { registerAgentLead } from './agent-lead';
import { registerAgentPin } from './agent-pin';
import { registerAgentWork } from './agent-work';

const STATUSES: readonly AgentStatus[] = ['available', 'on-break', 'logged-out'];

interface ListOptions {
  readonly status?: string;
  readonly provider?: string;
}

export const registerAgent: Register = (program: Command, run) => {
  const agent = program.command('agent').description('look at agents, log them in and out');
  example(agent, 'leitstand agent list', 'leitstand agent login anna');
  registerList(agent, run);
  const status = agent
    .command('status')
    .description('show an agent, or set the status')
    .argument('<agentId>', 'as in the centre file')
    .addArgument(new Argument('[status]', 'the new status').choices(STATUSES))
    .option('--reason <word>', 'why on break: lunch, training, …');
  example(status, 'leitstand agent status anna', 'leitstand agent status anna available');
  status.action(run(showOrSet));
  registerShortcuts(agent, run);
  registerAgentWork(agent, run);
  registerAgentLead(agent, run);
  registerAgentPin(agent, run);
};

const registerList: Register = (agent, run) => {
  const list = agent
    .command('list')
    .description('every agent: status, what it does now, and since when')
    .option('--status <status>', `only those: ${STATUSES.join(', ')}`)
    .option('--provider <providerId>', 'only those of one company');
  example(list, 'leitstand agent list --status available');
  list.action(run(listAgents));
};

const registerShortcuts: Register = (agent, run) => {
  const login = agent.command('login').description('make available').argument('<agentId>');
  example(login, 'leitstand agent login anna');
  login.action(run((session, agentId: string) => setStatus(session, agentId, 'available')));
  const pause = agent
    .command('break')
    .description('send on break: no more offers, a running call goes on')
    .argument('<agentId>')
    .argument('[reason]', 'lunch, training, …', 'break');
  example(pause, 'leitstand agent break anna lunch');
  pause.action(
    run((session, agentId: string, reason: string) =>
      setStatus(session, agentId, 'on-break', reason),
    ),
  );
  const logout = agent.command('logout').description('log out').argument('<agentId>');
  example(logout, 'leitstand agent logout anna');
  logout.action(run((session, agentId: string) => setStatus(session, agentId, 'logged-out')));
};

async function listAgents(session: Session, options: ListOptions): Promise<void> {
  const agents = (await session.daemon().agents()).filter(
    (a) =>
      (options.status === undefined || a.status === options.status) &&
      (options.provider === undefined || a.providerId === options.provider),
  );
  if (session.json) printJson(session, { agents });
  else printTable(session, agentColumns(session), agents, 'No agent matches.');
}

async function showOrSet(
  session: Session,
  agentId: string,
  status: AgentStatus | undefined,
  options: { readonly reason?: string },
): Promise<void> {
  if (status !== undefined) return setStatus(session, agentId, status, options.reason);
  showAgent(session, await find(session, agentId));
}

async function setStatus(
  session: Session,
  agentId: string,
  status: AgentStatus,
  reason?: string,
): Promise<void> {
  const agent = await session.daemon().setAgentStatus(agentId, status, reason);
  if (session.json) printJson(session, agent);
  else printLine(session, `${agent.agentId} is ${agentStatusText(agent)} (${agent.state})`);
}

async function find(session: Session, agentId: string): Promise<AgentView> {
  const agent = (await session.daemon().agents()).find((a) => a.agentId === agentId);
  if (agent !== undefined) return agent;
  throw new CodedError(
    'AGENT_NOT_FOUND',
    `there is no agent "${agentId}"`,
    'leitstand agent list shows those there are',
  );
}

function showAgent(session: Session, agent: AgentView): void {
  if (session.json) {
    printJson(session, agent);
    return;
  }
  printPairs(session, [
    ['agent', agent.agentId],
    ['name', agent.name],
    ['provider', agent.providerId],
    ['status', agentStatusText(agent)],
    ['state', agent.state],
    ['since', formatTime(agent.since, session.zone)],
    ['call', agent.callId],
    ['phone', `${agent.phone.device} on ${agent.phone.switchId}, ${reachText(agent)}`],
    ['skills', skillText(agent)],
    ...expiryPairs(session, agent),
    ['queues', queueText(agent)],
    ['today', dayText(agent)],
    ['', timeText(agent)],
  ]);
}

const reachText = (agent: AgentView): string => (agent.reachable ? 'reachable' : 'unreachable');

const skillText = (agent: AgentView): string =>
  Object.entries(agent.skills)
    .map(([skill, level]) => `${skill}:${level}`)
    .join(' ');

const queueText = ({ queues = {} }: AgentView): string | undefined =>
  Object.entries(queues)
    .map(([queueId, level]) => `${queueId}:${level}`)
    .join(' ') || undefined;

/** By the glossary's `occupancy`: its numerator and its denominator stand beside it. */
function dayText({ today }: AgentView): string {
  const { calls } = today;
  const { busyMs, staffedMs } = occupied(today);
  const of = `${formatDuration(busyMs)} of ${formatDuration(staffedMs)}`;
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, occupancy ${occupancyText(today)} (${of})`;
}

const timeText = ({ today }: AgentView): string =>
  [
    ['talk', today.talkMs],
    ['hold', today.holdMs],
    ['wrap-up', today.wrapUpMs],
    ['ringing', today.ringMs],
    ['idle', today.idleMs],
    ['break', today.breakMs],
  ]
    .map(([what, ms]) => `${what} ${formatDuration(Number(ms))}`)
    .join(', ');

/** The skills that will expire, the next one first. */
function expiryPairs({ zone }: Session, { skillsUntil = {} }: AgentView): [string, string][] {
  const next = Object.entries(skillsUntil).sort(([, a], [, b]) => a - b);
  if (next.length === 0) return [];
  const told = next.map(([skill, until]) => `${skill} until ${formatTime(until, zone)}`);
  return [['expiring', told.join(', ')]];
}

function agentColumns(session: Session): Column<AgentView>[] {
  const { paint } = session;
  const now = session.context.clock.now();
  return [
    { title: 'AGENT', value: (a) => a.agentId, widthMin: 8, paint: (t) => paint.strong(t) },
    { title: 'NAME', value: (a) => a.name, widthMin: 6 },
    { title: 'PROVIDER', value: (a) => a.providerId, widthMin: 8 },
    {
      title: 'STATUS',
      value: agentStatusText,
      widthMin: 10,
      paint: (text, a) => (a.status === 'logged-out' ? paint.faint(text) : text),
    },
    { title: 'STATE', value: (a) => a.state, paint: (text, a) => paintAgentState(paint, text, a) },
    { title: 'FOR', align: 'right', value: (a) => formatWait(now - a.since) },
    { title: 'CALLS', align: 'right', value: (a) => String(a.today.calls), dropOrder: 2 },
    { title: 'BUSY', align: 'right', value: (a) => occupancyText(a.today), dropOrder: 1 },
    {
      title: 'RATING',
      align: 'right',
      value: (a) => meanRating(a.ratings?.count ?? 0, a.ratings?.sum ?? 0),
      dropOrder: 3,
    },
    {
      title: 'PHONE',
      value: (a) => `${a.phone.device}${a.reachable ? '' : ' (unreachable)'}`,
      widthMin: 8,
      paint: (text, a) => (a.reachable ? text : paint.bad(text)),
    },
    { title: 'SKILLS', value: skillText, widthMin: 8, paint: (t) => paint.faint(t) },
  ];
}
