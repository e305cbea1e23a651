import type { Command } from 'commander';
import { CodedError } from '../../port/coded-error';
import { writeBundle } from '../../store/ledger/bundle-files';
import {
  type BundleVerdict,
  keptNote,
  type OwnEvidence,
  verifyFolder,
  verifyStream,
} from '../../store/ledger/bundle-folder';
import type { Session } from '../context';
import type { ExitCode } from '../exit-code';
import { type Asked, askBundle, sizeOfNote } from '../ledger-client';
import { parseInstant } from '../local-time';
import { printJson, printLine, printNote } from '../print';
import { example, type Register } from '../registration';
import { printVerdict } from '../verdict-text';

export const registerAudit: Register = (program: Command, run) => {
  const audit = program.command('audit').description('prove records, without trusting anybody');
  example(
    audit,
    'leitstand audit export --client acme --from 2026-10-01 --to 2026-11-01 --to-folder october',
    'leitstand audit verify october --key acme.example/acme+530d903a+AekyeRrm…',
  );
  const verify = audit
    .command('verify')
    .description('check a bundle; names the first altered, missing or invented entry')
    .argument('[bundle]', 'its folder; no daemon is asked')
    .option('--key <vkey>', 'a key of the log that you were given');
  withRange(verify);
  example(
    verify,
    'leitstand audit verify october --checkpoint september/checkpoint.txt',
    'leitstand audit verify --client acme --json',
  );
  verify.action(run(verifyOne));
  const write = audit.command('export').description('write a bundle that anybody can check');
  withRange(write).requiredOption('--to-folder <folder>', 'a new one');
  example(write, 'leitstand audit export --client acme --to-folder acme-today');
  write.action(run(exportOne));
};

const withRange = (command: Command): Command =>
  command
    .option('--client <clientId>', "the daemon's log of this client (or `operations`)")
    .option('--from <time>', 'from the last checkpoint before: 2026-10-01, yesterday, 7d')
    .option('--to <time>', 'up to the first checkpoint at or after')
    .option('--checkpoint <file>', 'a checkpoint that you kept; may stand several times', several);

const several = (file: string, before: readonly string[] = []): string[] => [...before, file];

interface RangeOptions {
  readonly client?: string;
  readonly from?: string;
  readonly to?: string;
  readonly checkpoint?: readonly string[];
}

async function verifyOne(
  session: Session,
  folder: string | undefined,
  options: RangeOptions & { readonly key?: string },
): Promise<ExitCode> {
  const { key, checkpoint = [] } = options;
  const own = { ...(key === undefined ? {} : { key }), checkpoints: checkpoint };
  return printVerdict(session, await verdictOf(session, own, folder, options), own);
}

async function verdictOf(
  session: Session,
  own: OwnEvidence,
  folder: string | undefined,
  options: RangeOptions,
): Promise<BundleVerdict> {
  const { client, from, to } = options;
  if ((folder === undefined) === (client === undefined)) {
    throw new CodedError('USAGE', 'say either a bundle or --client', 'a folder, or a log');
  }
  if (folder === undefined) {
    return verifyStream(await askBundle(session.daemon(), asked(session, options)), own);
  }
  if (from === undefined && to === undefined) return verifyFolder(folder, own);
  throw new CodedError('USAGE', 'a bundle has the range that it was exported with', 'see export');
}

async function exportOne(
  session: Session,
  options: RangeOptions & { readonly toFolder: string },
): Promise<void> {
  const bundle = await askBundle(session.daemon(), asked(session, options));
  await writeBundle(options.toFolder, bundle);
  const { from, to, size } = bundle;
  if (session.json) return printJson(session, { folder: options.toFolder, from, to, size });
  const range = to > from ? `leaves ${from} to ${to - 1}` : 'no leaves';
  printLine(session, `${session.paint.strong(options.toFolder)}: ${range} of ${size}`);
  printNote(session, `check it with: leitstand audit verify ${options.toFolder} --key …`);
}

function asked(session: Session, options: RangeOptions): Asked {
  const { client, from, to, checkpoint = [] } = options;
  if (client === undefined) throw new CodedError('USAGE', '--client lacks', 'say whose log');
  return {
    log: client,
    ...(from === undefined ? {} : { from: instant(session, '--from', from) }),
    ...(to === undefined ? {} : { to: instant(session, '--to', to) }),
    keptSizes: checkpoint.map((file) => sizeOfNote(keptNote(file))),
  };
}

function instant({ context, zone }: Session, option: string, text: string): number {
  const at = parseInstant(text, context.clock.now(), zone);
  if (at !== null) return at;
  throw new CodedError('USAGE', `${option} "${text}" is no time`, 'write 2026-10-01 or 7d');
}
