import type { Command } from 'commander';
import { verifyFolder } from '../../store/ledger/bundle-folder';
import type { Session } from '../context';
import type { ExitCode } from '../exit-code';
import { example, type Register } from '../registration';
import { printVerdict } from '../verdict-text';

export const registerAudit: Register = (program: Command, run) => {
  const audit = program.command('audit').description('prove records, without trusting anybody');
  example(audit, 'leitstand audit verify october --key acme.example/acme+530d903a+AekyeRrm…');
  const verify = audit
    .command('verify')
    .description('check a bundle; names the first altered, missing or invented entry')
    .argument('<bundle>', 'its folder; no daemon is asked')
    .option('--key <vkey>', 'a key of the log that you were given')
    .option('--checkpoint <file>', 'a checkpoint that you kept; may stand several times', several);
  example(
    verify,
    'leitstand audit verify october --checkpoint september/checkpoint.txt',
    'leitstand audit verify october --json',
  );
  verify.action(run(verifyOne));
};

const several = (file: string, before: readonly string[] = []): string[] => [...before, file];

interface VerifyOptions {
  readonly key?: string;
  readonly checkpoint?: readonly string[];
}

async function verifyOne(
  session: Session,
  folder: string,
  { key, checkpoint = [] }: VerifyOptions,
): Promise<ExitCode> {
  const own = { ...(key === undefined ? {} : { key }), checkpoints: checkpoint };
  return printVerdict(session, await verifyFolder(folder, own), own);
}
