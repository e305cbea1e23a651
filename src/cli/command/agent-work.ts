import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../../config/duration';
import type { AgentView } from '../../engine/facade';
import { CodedError } from '../../port/coded-error';
import { agentStatusText } from '../agent-text';
import type { Session } from '../context';
import { parseFuture } from '../local-time';
import { printJson, printLine } from '../print';
import { example, type Register } from '../registration';

/** What agents do about the end of a call, and what is done to those who do not log out. */
export const registerAgentWork: Register = (agent: Command, run) => {
  const wrapUp = agent.command('wrap-up').description('end or extend the wrap-up of an agent');
  example(wrapUp, 'leitstand agent wrap-up end anna', 'leitstand agent wrap-up extend anna 30s');
  const end = wrapUp.command('end').description('done before its time').argument('<agentId>');
  example(end, 'leitstand agent wrap-up end anna');
  end.action(
    run(async (session, agentId: string) =>
      show(session, await session.daemon().agentWork(agentId, 'wrap-up/end')),
    ),
  );
  const extend = wrapUp
    .command('extend')
    .description('as much longer as the queue allows')
    .argument('<agentId>')
    .argument('<by>', 'like 30s or 2m', seconds);
  example(extend, 'leitstand agent wrap-up extend anna 30s');
  extend.action(
    run(async (session, agentId: string, by: number) =>
      show(session, await session.daemon().agentWork(agentId, 'wrap-up/extend', { seconds: by })),
    ),
  );
  registerDisposition(agent, run);
  registerLogOut(agent, run);
};

interface PromiseOptions {
  readonly callback?: string;
  readonly sameAgent?: true;
}

function promiseOf({ context, zone }: Session, { callback, sameAgent }: PromiseOptions) {
  if (callback === undefined) {
    if (!sameAgent) return {};
    throw new CodedError('USAGE', '--same-agent goes with --callback', 'say when: --callback 2h');
  }
  const at = parseFuture(callback, context.clock.now(), zone);
  if (at === null) {
    const remedy = 'write 2026-03-01T14:00, with an offset 2026-03-01T14:00+01:00, or 2h';
    throw new CodedError('USAGE', `--callback "${callback}" is no time`, remedy);
  }
  return { callback: { at, ...(sameAgent && { sameAgent }) } };
}

const registerDisposition: Register = (agent, run) => {
  const note = agent
    .command('disposition')
    .description("how the agent's call came out, in one of the queue's words")
    .argument('<agentId>')
    .argument('<disposition>', 'sold, no-interest, …')
    .option('--callback <time>', 'promised to the lead: 2026-03-01T14:00, or 2h from now')
    .option('--same-agent', 'this agent makes that call');
  example(
    note,
    'leitstand agent disposition anna sold',
    'leitstand agent disposition anna later --callback 2h --same-agent',
  );
  note.action(
    run(async (session, agentId: string, disposition: string, options: PromiseOptions) => {
      const body = { disposition, ...promiseOf(session, options) };
      show(session, await session.daemon().agentWork(agentId, 'disposition', body));
    }),
  );
};

const registerLogOut: Register = (agent, run) => {
  const force = agent
    .command('force-logout')
    .description('log out an agent who does not')
    .argument('<agentId>')
    .requiredOption('--reason <text>', 'why; it stands in the record of the change')
    .option('--now', 'not only after the call: the caller goes back to the head of the queue');
  example(force, 'leitstand agent force-logout anna --reason "went home"');
  force.action(
    run(async (session, agentId: string, options: { reason: string; now?: boolean }) => {
      const when = options.now === true ? 'now' : 'after-call';
      const body = { when, reason: options.reason };
      show(session, await session.daemon().agentWork(agentId, 'log-out', body));
    }),
  );
};

/** `30s` -> 30; a plain number is seconds. */
function seconds(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (ms !== undefined && ms >= 1000) return Math.round(ms / 1000);
  throw new InvalidArgumentError('a time of one second at least: 30s, 2m');
}

function show(session: Session, agent: AgentView): void {
  if (session.json) printJson(session, agent);
  else printLine(session, `${agent.agentId} is ${agentStatusText(agent)} (${agent.state})`);
}
