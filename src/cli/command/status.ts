import type { Command } from 'commander';
import type { Session } from '../context';
import { formatDuration } from '../duration';
import { EXIT, type ExitCode } from '../exit-code';
import { formatTime } from '../local-time';
import { type Overview, overviewOf } from '../overview';
import { printJson, printLine, printPairs } from '../print';
import { example, type Register } from '../registration';

export const registerStatus: Register = (program: Command, run) => {
  const status = program
    .command('status')
    .description('is it well: engine, switches, database, what waits (exit 1 when it is not)');
  example(status, 'leitstand status', 'leitstand status --json');
  status.action(run(showStatus));
};

async function showStatus(session: Session): Promise<ExitCode> {
  const overview = await overviewOf(session.daemon());
  const code = overview.readiness.ready ? EXIT.ok : EXIT.failed;
  if (session.json) printJson(session, overview);
  else printOverview(session, overview);
  return code;
}
