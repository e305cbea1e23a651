import type { Command } from 'commander';
import { CodedError } from '../../port/coded-error';
import type { StoredConsent } from '../../store/consent-store';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { recordConsent, showConsents } from '../list-client';
import { formatTime, parseFuture, parseInstant } from '../local-time';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Register } from '../registration';

interface SaidOptions {
  readonly client: string;
  readonly source: string;
  readonly reason: string;
  readonly country?: string;
  readonly channel?: string;
  readonly textVersion?: string;
  readonly at?: string;
}

interface GrantOptions extends SaidOptions {
  readonly evidence: string;
  readonly kind?: string;
  readonly expires?: string;
}

export const registerConsent: Register = (program: Command, run) => {
  const consent = program.command('consent').description('who agreed to be called');
  example(consent, 'leitstand consent show +49305550123 --client acme');
  const grant = said(consent.command('grant').description('consent was given'))
    .requiredOption('--evidence <text>', 'where its proof is found')
    .option('--kind <kind>', 'form, call, contract; else the source')
    .option('--expires <time>', 'until when it holds: 2027-03-01, or 365d from now');
  example(
    grant,
    'leitstand consent grant +49305550123 --client acme --source "web form" --channel web …',
  );
  grant.action(run(grantConsent));
  const withdraw = said(consent.command('withdraw').description('consent was withdrawn'));
  example(withdraw, 'leitstand consent withdraw +49305550123 --client acme --source call …');
  withdraw.action(run(withdrawConsent));
  const show = consent
    .command('show')
    .description('what was said of a number, the newest first')
    .argument('<number>')
    .option('--client <clientId>', 'to this client')
    .option('--country <code>', 'of a number without a country code: DE');
  example(show, 'leitstand consent show "030 5550123" --country DE');
  show.action(run(showNumber));
};

const said = (command: Command): Command =>
  command
    .argument('<number...>')
    .requiredOption('--client <clientId>', 'whose calls')
    .requiredOption('--source <text>', 'where it was said: a form, a call, a letter')
    .requiredOption('--reason <text>', 'why it is written down; kept with it')
    .option('--channel <text>', 'by what means: web, phone, post')
    .option('--text-version <text>', 'which text was agreed to')
    .option('--at <time>', 'when it was said: 2026-03-01T09:00, or 2h ago; else now')
    .option('--country <code>', 'of numbers without a country code: DE');

const grantConsent = (
  session: Session,
  numbers: readonly string[],
  { kind, evidence, expires, ...options }: GrantOptions,
): Promise<ExitCode> =>
  record(session, numbers, options, {
    ...{ status: 'granted', evidence },
    ...(kind !== undefined && { kind }),
    ...(expires !== undefined && { expiresAt: endOf(session, expires) }),
  });

const withdrawConsent = (
  session: Session,
  numbers: readonly string[],
  options: SaidOptions,
): Promise<ExitCode> => record(session, numbers, options, { status: 'withdrawn' });

async function record(
  session: Session,
  numbers: readonly string[],
  { client, at, ...told }: SaidOptions,
  change: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const when = at === undefined ? {} : { at: timeOf(session, '--at', at) };
  const body = { ...told, ...change, ...when, clientId: client, numbers };
  const { recorded, invalid } = await recordConsent(session.daemon(), body);
  const none = invalid.map((place) => numbers[place] ?? '');
  if (session.json) printJson(session, { recorded, invalid: none });
  else {
    printLine(session, `${recorded} ${change['status']}`);
    for (const text of none) printNote(session, `"${text}" is no number: add its country code`);
  }
  return none.length > 0 ? EXIT.failed : EXIT.ok;
}

function timeOf(session: Session, option: string, text: string): number {
  const at = parseInstant(text, session.context.clock.now(), session.zone);
  if (at !== null) return at;
  throw new CodedError('USAGE', `${option} ${text} is no time`, 'write 2026-03-01T09:00, or 2h');
}

function endOf(session: Session, text: string): number {
  const at = parseFuture(text, session.context.clock.now(), session.zone);
  if (at !== null) return at;
  throw new CodedError('USAGE', `--expires ${text} is no time`, 'write 2027-03-01, or 365d');
}

const untilText = ({ expiresAt }: StoredConsent, { zone }: Session): string =>
  expiresAt === undefined ? '' : formatTime(expiresAt, zone);

async function showNumber(
  session: Session,
  number: string,
  options: { readonly client?: string; readonly country?: string },
): Promise<ExitCode> {
  const found = await showConsents(session.daemon(), number, options);
  if (session.json) printJson(session, found);
  else if (found.consents.length === 0) printLine(session, `${found.number}: nothing was said`);
  else {
    printTable(
      session,
      [
        { title: 'CLIENT', value: (one) => one.clientId },
        { title: 'WAS', value: (one) => one.status },
        { title: 'AT', value: (one) => formatTime(one.at, session.zone) },
        { title: 'UNTIL', value: (one) => untilText(one, session) },
        { title: 'SOURCE', value: (one) => one.source, widthMin: 8 },
        { title: 'TEXT', value: (one) => one.textVersion ?? '', dropOrder: 2 },
        { title: 'CHANNEL', value: (one) => one.channel ?? '', dropOrder: 1 },
        { title: 'EVIDENCE', value: (one) => one.evidence ?? '', widthMin: 10, dropOrder: 3 },
      ],
      found.consents,
      '',
    );
  }
  return EXIT.ok;
}
