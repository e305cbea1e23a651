import { Command, CommanderError, Option } from 'commander';
import { registerAgent } from './command/agent';
import { registerApply } from './command/apply';
import { registerAudit } from './command/audit';
import { registerCall } from './command/call';
import { registerCallback } from './command/callback';
import { registerCampaign } from './command/campaign';
import { registerCdr } from './command/cdr';
import { registerConfig } from './command/config';
import { registerConsent } from './command/consent';
import { registerDemo } from './command/demo';
import { registerDnc } from './command/dnc';
import { registerLedger } from './command/ledger';
import { registerList } from './command/list';
import { registerPacing } from './command/pacing';
import { registerQueue } from './command/queue';
import { registerRecording } from './command/recording';
import { registerReplay } from './command/replay';
import { registerReport } from './command/report';
import { registerServe } from './command/serve';
import { registerStatus } from './command/status';
import { registerToken } from './command/token';
import { registerTop } from './command/top';
import { registerWhy } from './command/why';
import type { CliContext } from './context';
import { printError } from './error-text';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code';
import { example, type Register, type Run } from './registration';
import { openSession } from './session';

const REGISTERS: readonly Register[] = [
  registerServe,
  registerDemo,
  registerApply,
  registerStatus,
  registerTop,
  registerAgent,
  registerCall,
  registerQueue,
  registerCallback,
  registerCampaign,
  registerPacing,
  registerList,
  registerDnc,
  registerConsent,
  registerCdr,
  registerAudit,
  registerRecording,
  registerReport,
  registerLedger,
  registerWhy,
  registerReplay,
  registerConfig,
  registerToken,
];

/** The whole command line. `finish` learns the exit code of the action that ran. */
export function buildProgram(
  context: CliContext,
  version: string,
  finish: (code: ExitCode) => void,
): Command {
  const program = new Command('leitstand')
    .description('telephony-first contact-centre engine: IVR, queues and call records')
    .version(version)
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      getOutHelpWidth: () => Math.min(context.out.columns ?? 100, 100),
    })
    .addOption(new Option('--url <url>', 'the daemon (env LEITSTAND_URL)'))
    .addOption(new Option('--token <token>', 'its token (env LEITSTAND_TOKEN)'))
    .addOption(new Option('--data-dir <dir>', "the daemon's data, where cli.json tells both"))
    .addOption(new Option('--json', 'machine-readable output on stdout'))
    .showHelpAfterError('(leitstand COMMAND --help shows what it takes)')
    .exitOverride();
  example(program, 'leitstand serve --config leitstand.yaml', 'leitstand status');
  const run: Run =
    (action) =>
    async (...args) => {
      const command = args.pop() as Command;
      const session = openSession(context, command.optsWithGlobals());
      finish((await action(session, ...args)) ?? EXIT.ok);
    };
  for (const register of REGISTERS) register(program, run);
  inherit(program);
  return program;
}

/** The common options may stand behind any command: `leitstand queue list --json`. */
function inherit(program: Command): void {
  for (const command of program.commands) {
    command.exitOverride();
    command.copyInheritedSettings(program);
    inherit(command);
    if (command.commands.length > 0) continue;
    for (const [flags, text] of COMMON_OPTIONS) {
      command.addOption(new Option(flags, text).hideHelp(flags !== '--json'));
    }
  }
}

const COMMON_OPTIONS: readonly (readonly [string, string])[] = [
  ['--url <url>', 'the daemon'],
  ['--token <token>', 'its token'],
  ['--data-dir <dir>', "the daemon's data"],
  ['--json', 'machine-readable output on stdout'],
];

/** Runs one command line, `argv` without node and script. Never rejects. */
export async function runCli(
  argv: readonly string[],
  context: CliContext,
  version: string,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = buildProgram(context, version, (given) => {
    code = given;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printError(context, error, argv.includes('--json'));
    return exitCodeOf(error);
  }
}
