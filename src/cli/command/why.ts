import { type Command, InvalidArgumentError } from 'commander';
import {
  EXTRA_AGENT_FORM,
  type ExtraAgent,
  parseExtraAgent,
} from '../../engine/facade/extra-agent';
import type { WhatIf, WhyReport } from '../../engine/facade/why-view';
import { CodedError } from '../../port/coded-error';
import { isShort, onlyCall } from '../call-name';
import type { Session } from '../context';
import { formatTime } from '../local-time';
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
      'what one more agent, name:skill=level,…, would have changed first',
      extraAgent,
    );
  example(
    why,
    'leitstand why last',
    'leitstand why 2e16ea62…00004b',
    'leitstand why last --journal data/journal --json',
    'leitstand why last --with-agent eve:german=7,sales=5',
  );
  why.action(run(explain));
};

function extraAgent(text: string): ExtraAgent {
  const extra = parseExtraAgent(text);
  if (extra) return extra;
  throw new InvalidArgumentError(`Write ${EXTRA_AGENT_FORM}.`);
}

async function explain(session: Session, call: string, options: Options): Promise<void> {
  const report = await reportOf(session, call, options);
  if (session.json) {
    printJson(session, report);
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
  if (report.whatIf) tellWhatIf(session, report, report.whatIf);
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

async function reportOf(session: Session, call: string, options: Options): Promise<WhyReport> {
  const { journal, withAgent } = options;
  if (journal === undefined) return session.daemon().why(await callIdOf(session, call), withAgent);
  if (!isShort(call)) return session.context.parts.why(journal, call, withAgent);
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
