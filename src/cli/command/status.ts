import type { Command } from 'commander';
import type { SwitchView } from '../../engine/facade';
import type { Session } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { type Overview, overviewOf } from '../overview';
import { printJson, printLine, printPairs } from '../print';
import { example, type Register } from '../registration';

export const registerStatus: Register = (program: Command, run) => {
  const status = program
    .command('status')
    .description('is it well: engine, switches, database, what waits; exit 1 when it is not ready');
  example(status, 'leitstand status', 'leitstand status --json');
  status.action(run(showStatus));
};

async function showStatus(session: Session): Promise<ExitCode> {
  const overview = await overviewOf(session.daemon());
  if (session.json) printJson(session, overview);
  else printOverview(session, overview);
  return overview.readiness.ready ? EXIT.ok : EXIT.failed;
}

function printOverview(session: Session, overview: Overview): void {
  const { paint } = session;
  const { engine, readiness, agents } = overview;
  const painters = { ready: paint.good, degraded: paint.warn, unready: paint.bad };
  printLine(session, painters[readiness.status](readiness.status));
  for (const { part, detail } of readiness.reasons) printLine(session, `  ${part}: ${detail}`);
  printPairs(session, [
    ['daemon', overview.url],
    ['engine', `${engine.engineId}, start ${engine.epoch}`],
    ...overview.switches.map((one): [string, string] => ['switch', switchText(one)]),
    ['calls', `${overview.calls}, ${overview.waiting} waiting`],
    ['agents', `${agents.available} available, ${agents.onBreak} on break, ${agents.all} in all`],
  ]);
}

const switchText = ({ switchId, up, version }: SwitchView): string =>
  [`${switchId} ${up ? 'up' : 'DOWN'}`, ...(version === undefined ? [] : [version])].join(', ');
