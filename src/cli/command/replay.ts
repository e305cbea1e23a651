import type { Command } from 'commander';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import type { ReplayOutcome } from '../parts';
import { printJson, printJsonLine, printLine } from '../print';
import { example, type Register } from '../registration';

interface Options {
  readonly facts?: string;
  readonly twice?: boolean;
  readonly print?: boolean;
}

export const registerReplay: Register = (program: Command, run) => {
  const replay = program
    .command('replay')
    .description('step a journal again and print its facts; exit 5 where they differ from --facts')
    .argument('<journal>', "the journal's directory, <dataDir>/journal")
    .option(
      '--facts <file>',
      'compare with these facts (NDJSON) and name the first seq that differs',
    )
    .option('--twice', 'replay onto two worlds and compare them, too')
    .option('--print', 'print the facts although --facts is given');
  example(
    replay,
    'leitstand replay data/journal --json > facts.ndjson',
    'leitstand replay data/journal --facts facts.ndjson',
  );
  replay.action(run(replayJournal));
};

/** Facts are NDJSON on stdout; without them the outcome is there, else it is on stderr. */
async function replayJournal(
  session: Session,
  directory: string,
  options: Options,
): Promise<ExitCode> {
  const compares = options.facts !== undefined;
  const prints = !compares || options.print === true;
  const outcome = await session.context.parts.replay(directory, {
    ...(options.facts === undefined ? {} : { factsFile: options.facts }),
    ...(options.twice === true ? { twice: true } : {}),
    ...(prints ? { onFact: (fact: unknown) => printJsonLine(session, fact) } : {}),
  });
  if (prints) session.context.err.write(`${outcomeText(outcome)}\n`);
  else if (session.json) printJson(session, outcome);
  else printLine(session, outcomeText(outcome));
  return outcome.difference === undefined ? EXIT.ok : EXIT.differs;
}

function outcomeText(outcome: ReplayOutcome): string {
  const range =
    outcome.lastSeq === undefined ? '' : `, seq ${outcome.firstSeq} to ${outcome.lastSeq}`;
  const counted = `${outcome.inputs} inputs${range}, ${outcome.facts} facts`;
  if (outcome.difference === undefined) return counted;
  const { seq, path, expected, actual } = outcome.difference;
  return [
    `${counted}; the first difference is at seq ${seq}${path === '' ? '' : ` in ${path}`}`,
    `  expected ${JSON.stringify(expected) ?? 'nothing'}`,
    `  replayed ${JSON.stringify(actual) ?? 'nothing'}`,
  ].join('\n');
}
