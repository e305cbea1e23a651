import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { CodedError } from '../../port/coded-error';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { addSuppressions, checkNumber } from '../list-client';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Register } from '../registration';

interface AddOptions {
  readonly global?: boolean;
  readonly client?: string;
  readonly campaign?: string;
  readonly country?: string;
  readonly reason: string;
}

export const registerDnc: Register = (program: Command, run) => {
  const dnc = program.command('dnc').description('do-not-call lists: who must not be called');
  example(
    dnc,
    'leitstand dnc check +49305550123',
    'leitstand dnc add +49305550123 --client acme …',
  );
  const add = dnc
    .command('add')
    .description('from now on no call to these numbers is launched')
    .argument('<number...>');
  example(add, 'leitstand dnc add +49305550123 --client acme --reason "asked by phone"');
  scoped(add).action(run(addNumbers));
  const check = dnc
    .command('check')
    .description('which lists a number is on; exit 5 when it is on any')
    .argument('<number>')
    .option('--country <code>', 'of a number without a country code: DE');
  example(check, 'leitstand dnc check "030 5550123" --country DE');
  check.action(run(check1));
  const load = dnc
    .command('import')
    .description('add the numbers of a file: the first cell of each line')
    .argument('<file>');
  example(load, 'leitstand dnc import robinson.csv --global --country DE --reason "list of May"');
  scoped(load).action(run(importNumbers));
};

const scoped = (command: Command): Command =>
  command
    .option('--global', 'for nobody')
    .option('--client <clientId>', 'not for this client')
    .option('--campaign <campaignId>', 'not for this campaign')
    .option('--country <code>', 'of numbers without a country code: DE')
    .requiredOption('--reason <text>', 'why; kept with the number');

/** The one list that is meant, as the daemon wants it. */
function listOf({ global: all, client, campaign, country, reason }: AddOptions) {
  if ([all, client, campaign].filter((one) => one !== undefined).length !== 1) {
    throw new CodedError(
      'USAGE',
      'it has to be said for whom the numbers are not called',
      'say one of --global, --client and --campaign',
    );
  }
  const common = { reason, ...(country !== undefined && { country }) };
  if (all) return { scope: 'global', ...common };
  if (client !== undefined) return { scope: 'client', clientId: client, ...common };
  return { scope: 'campaign', campaignId: campaign, ...common };
}

async function addNumbers(
  session: Session,
  numbers: readonly string[],
  options: AddOptions,
): Promise<ExitCode> {
  const list = listOf(options);
  const { added, known, invalid } = await addSuppressions(session.daemon(), { ...list, numbers });
  const none = invalid.map((place) => numbers[place] ?? '');
  if (session.json) printJson(session, { added, known, invalid: none });
  else {
    printLine(session, `${added} added, ${known} known before`);
    for (const text of none) printNote(session, `"${text}" is no number: add its country code`);
  }
  return none.length > 0 ? EXIT.failed : EXIT.ok;
}

async function check1(
  session: Session,
  number: string,
  { country }: { readonly country?: string },
): Promise<ExitCode> {
  const found = await checkNumber(session.daemon(), number, country);
  if (session.json) printJson(session, found);
  else if (found.suppressions.length === 0) printLine(session, `${found.number} is on no list`);
  else {
    printTable(
      session,
      [
        { title: 'NOT FOR', value: (s) => s.campaignId ?? s.clientId ?? 'anybody' },
        { title: 'SCOPE', value: (s) => s.scope },
        { title: 'SINCE', value: (s) => formatTime(s.addedAt, session.zone) },
        { title: 'REASON', value: (s) => s.reason, widthMin: 10 },
        { title: 'SOURCE', value: (s) => s.source, dropOrder: 1 },
      ],
      found.suppressions,
      '',
    );
  }
  return found.suppressions.length > 0 ? EXIT.differs : EXIT.ok;
}

const STEP_NUMBERS = 5_000;

/** Steps of a file may be sent again: a number that is known stays as it is. */
async function importNumbers(
  session: Session,
  file: string,
  options: AddOptions,
): Promise<ExitCode> {
  const list = { ...listOf(options), source: `file ${file}`.slice(0, 200) };
  const sums = { lines: 0, added: 0, known: 0, invalid: 0 };
  const invalidLines: number[] = [];
  const send = async (numbers: readonly string[], firstLine: number): Promise<void> => {
    if (numbers.length === 0) return;
    const got = await addSuppressions(session.daemon(), { ...list, numbers });
    sums.added += got.added;
    sums.known += got.known;
    sums.invalid += got.invalid.length;
    invalidLines.push(...got.invalid.map((place) => firstLine + place).slice(0, 20));
  };
  let step: string[] = [];
  for await (const line of linesOf(file)) {
    sums.lines += 1;
    step.push((/^"?([^",;\t]*)/.exec(line)?.[1] ?? '').slice(0, 100));
    if (step.length < STEP_NUMBERS) continue;
    await send(step, sums.lines - step.length + 1);
    step = [];
  }
  await send(step, sums.lines - step.length + 1);
  if (session.json) printJson(session, { ...sums, invalidLines: invalidLines.slice(0, 20) });
  else {
    printLine(session, `${sums.added} added, ${sums.known} known before, ${sums.lines} lines`);
    if (sums.invalid > 0) {
      const lines = invalidLines.slice(0, 20).join(', ');
      printNote(session, `${sums.invalid} lines have no number: ${lines}`);
    }
  }
  // A first line that names the column is no number; a list that was half read is no list.
  const isHeader = sums.invalid === 1 && invalidLines[0] === 1;
  const isWhole = sums.invalid === 0 || isHeader;
  return isWhole && sums.added + sums.known > 0 ? EXIT.ok : EXIT.failed;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError('FILE_UNREADABLE', `${file} cannot be read (${code})`, 'name a file');
  }
}
