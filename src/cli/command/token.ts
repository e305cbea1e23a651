import { type Command, Option } from 'commander';
import { parseDuration } from '../../config/duration';
import { CodedError } from '../../port/coded-error';
import type { Role, Token } from '../../port/stores';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Register } from '../registration';

const DAY_MS = 86_400_000;
const ROLES: readonly Role[] = ['operator', 'supervisor', 'client', 'provider', 'agent'];

interface CreateOptions {
  readonly role: Role;
  readonly client?: string;
  readonly provider?: string;
  readonly agent?: string;
  readonly expires?: string;
}

export const registerToken: Register = (program: Command, run) => {
  const token = program.command('token').description('who may ask the daemon for what');
  example(token, 'leitstand token create wallboard --role supervisor', 'leitstand token list');
  const create = token
    .command('create')
    .description('make a token; its secret is shown once and kept nowhere')
    .argument('<name>', 'what or whom it is for')
    .addOption(
      new Option('--role <role>', 'how far it reaches').choices(ROLES).makeOptionMandatory(),
    )
    .option('--client <clientId>', 'of a client token: whose data it sees')
    .option('--provider <providerId>', 'of a provider token: whose agents and calls it sees')
    .option('--agent <agentId>', 'of an agent token: whose status it sets')
    .option('--expires <duration>', 'it ends after so many days: 90d; without it: never');
  example(
    create,
    'leitstand token create wallboard --role supervisor',
    'leitstand token create reports --role client --client acme --expires 90d',
  );
  create.action(run(createToken));
  const list = token.command('list').description('every token, without secrets');
  example(list, 'leitstand token list');
  list.action(run(listTokens));
  const revoke = token.command('revoke').description('end a token at once').argument('<tokenId>');
  example(revoke, 'leitstand token revoke tok_4f6c');
  revoke.action(run(revokeToken));
};

async function createToken(session: Session, name: string, options: CreateOptions): Promise<void> {
  const created = await session.daemon().createToken({
    name,
    role: options.role,
    ...(options.client === undefined ? {} : { clientId: options.client }),
    ...(options.provider === undefined ? {} : { providerId: options.provider }),
    ...(options.agent === undefined ? {} : { agentId: options.agent }),
    ...(options.expires === undefined ? {} : { expiresInDays: daysOf(options.expires) }),
  });
  if (session.json) {
    printJson(session, created);
    return;
  }
  // The secret alone is on stdout: TOKEN=$(leitstand token create …) holds just that.
  printLine(session, created.secret);
  printNote(session, `token ${created.token.tokenId} (${created.token.role}); shown only now`);
}

function daysOf(text: string): number {
  const days = (parseDuration(text) ?? 0) / DAY_MS;
  if (Number.isInteger(days) && days > 0) return days;
  throw new CodedError('USAGE', `--expires "${text}" is not whole days`, 'write 30d');
}

async function listTokens(session: Session): Promise<void> {
  const tokens = await session.daemon().tokens();
  if (session.json) printJson(session, { tokens });
  else printTable(session, tokenColumns(session), tokens, 'No token.');
}

async function revokeToken(session: Session, tokenId: string): Promise<void> {
  await session.daemon().revokeToken(tokenId);
  if (session.json) printJson(session, { tokenId, revoked: true });
  else printLine(session, `${tokenId} is revoked`);
}

function tokenColumns(session: Session): Column<Token>[] {
  const time = (at: number | undefined, none: string): string =>
    at === undefined ? none : formatTime(at, session.zone);
  return [
    { title: 'TOKEN', value: (t) => t.tokenId, paint: (text) => session.paint.strong(text) },
    { title: 'NAME', value: (t) => t.name, widthMin: 8 },
    { title: 'ROLE', value: (t) => t.role },
    { title: 'SCOPE', value: (t) => t.clientId ?? t.providerId ?? t.agentId ?? 'all', widthMin: 5 },
    { title: 'CREATED', value: (t) => time(t.createdAt, '-') },
    { title: 'EXPIRES', value: (t) => time(t.expiresAt, 'never') },
  ];
}
