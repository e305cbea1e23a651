import { type Command, InvalidArgumentError } from 'commander';
import type { WhatIf, WhyReport } from '../../engine/facade/why-view';
import { CodedError } from '../../port/coded-error';
import { isShort, onlyCall } from '../call-name';
import type { Session } from '../context';
import { formatTime } from '../local-time';
import type { ExtraAgent } from '../parts';
import { printJson, printLine, printNote, printPairs } from '../print';
import { example, type Register } from '../registration';
import { whatIfLines, whyLines } from '../why-text';

interface Options {
  readonly journal?: string;
  readonly withAgent?: ExtraAgent;
}

export const registerWhy: Register = (program: Command, run) => {
  const why = program
    .command('why')
    .description(
      'why a call waited and who got it: who was eligible, who was not and for which clause',
    )
    .argument('<call>', 'its id, whole or short as in a list, or: last')
    .option('--journal <dir>', 'read <dataDir>/journal itself, without asking a daemon')
    .option(
      '--with-agent <agent>',
      'with --journal: what one more agent, name:skill=level,…, would have changed first',
      extraAgent,
    );
  example(
    why,
    'leitstand why last',
    'leitstand why 2e16ea62…00004b',
    'leitstand why last --journal data/journal --json',
    'leitstand why last --journal data/journal --with-agent eve:german=7,sales=5',
  );
  why.action(run(explain));
};

/** `eve:german=7,sales=5` */
function extraAgent(text: string): ExtraAgent {
  const [, agentId = '', list = ''] = /^([\w.-]{1,64}):(.+)$/.exec(text) ?? [];
  const skills: Record<string, number> = {};
  for (const part of list.split(',')) {
    const [, skill = '', level = ''] = /^([\w.-]+)=(\d{1,2})$/.exec(part) ?? [];
    if (agentId === '' || skill === '' || Number(level) < 1 || Number(level) > 10)
      throw new InvalidArgumentError('Write name:skill=level,skill=level; levels are 1 to 10.');
    skills[skill] = Number(level);
  }
  return { agentId, skills };
}

async function explain(session: Session, call: string, options: Options): Promise<void> {
  const { journal, withAgent } = options;
  if (withAgent && journal === undefined)
    throw new CodedError('USAGE', '--with-agent steps a journal again', 'name it: --journal DIR');
  const report = await reportOf(session, call, options);
  const { parts } = session.context;
  const supposed =
    withAgent && journal !== undefined ? await parts.whatIf(journal, report, withAgent) : undefined;
  if (session.json) {
    printJson(session, supposed ? { ...report, whatIf: supposed } : report);
    return;
  }
  const { zone, paint, width } = session;
  const { callId, clientId, offeredAt, endedAt, result } = report;
  printPairs(session, [
    ['call', `${callId} of ${clientId}`],
    ['offered', formatTime(offeredAt, zone)],
    ['ended', endedAt === undefined ? 'goes on' : `${formatTime(endedAt, zone)}, ${result}`],
  ]);
  printLine(session);
  for (const line of whyLines(report.moments, { paint, width, zone })) printLine(session, line);
  if (report.moments.length === 0) printNote(session, 'It has joined no queue.');
  if (supposed) tellWhatIf(session, report, supposed);
  tellLimits(session, report);
}

function tellWhatIf(session: Session, report: WhyReport, supposed: WhatIf): void {
  printLine(session);
  for (const line of whatIfLines(report, supposed, session.zone)) printLine(session, line);
  printNote(session, 'What would have followed is not told: phones and callers answered to this.');
}

/** What the reader must know to rely on it. */
function tellLimits(session: Session, { omitted, isSameBuild, build }: WhyReport): void {
  if (omitted > 0) printNote(session, `${omitted} more agents became free who could not serve it.`);
  if (!isSameBuild)
    printNote(session, `Build ${build} decided; this build, which replayed it, may differ.`);
}

async function reportOf(session: Session, call: string, { journal }: Options): Promise<WhyReport> {
  if (journal === undefined) return session.daemon().why(await callIdOf(session, call));
  if (!isShort(call)) return session.context.parts.why(journal, call);
  throw new CodedError(
    'USAGE',
    `${call} is a short id, which only a daemon can look up`,
    'with --journal give the whole id, or: last',
  );
}

/** Among the calls that go on and the newest records. */
async function callIdOf(session: Session, given: string): Promise<string> {
  if (given !== 'last' && !isShort(given)) return given;
  const daemon = session.daemon();
  const limit = given === 'last' ? 1 : 1000;
  const [live, { records }] = await Promise.all([daemon.calls(), daemon.cdrs({ limit })]);
  const known = [...live, ...records].sort((a, b) => b.offeredAt - a.offeredAt);
  if (given !== 'last') return onlyCall(given, [...new Set(known.map(({ callId }) => callId))]);
  if (known[0]) return known[0].callId;
  throw new CodedError('CALL_NOT_FOUND', 'there was no call yet');
}
