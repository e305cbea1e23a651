import type { Command } from 'commander';
import type { LogSummary } from '../../store/ledger/ledger-store';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Register } from '../registration';

export const registerLedger: Register = (program: Command, run) => {
  const ledger = program.command('ledger').description('the logs in which all that counts stands');
  example(ledger, 'leitstand ledger list', 'leitstand ledger rotate-key');
  const list = ledger.command('list').description('each log: entries, newest checkpoint, its key');
  example(list, 'leitstand ledger list');
  list.action(run(listLogs));
  const rotate = ledger
    .command('rotate-key')
    .description('make another signing key; each log says so, and the old key vouches for it');
  example(rotate, 'leitstand ledger rotate-key');
  rotate.action(run(rotateKey));
};

async function listLogs(session: Session): Promise<void> {
  const { logs } = (await session.daemon().ask({ method: 'GET', path: '/v1/ledger' })) as {
    logs: LogSummary[];
  };
  if (session.json) {
    printJson(session, { logs });
    return;
  }
  printTable(session, columnsOf(session), logs, 'no log yet: the first call opens one');
}

const columnsOf = ({ zone }: Session): readonly Column<LogSummary>[] => [
  { title: 'LOG', value: ({ log }) => log },
  { title: 'ENTRIES', value: ({ size }) => String(size), align: 'right' },
  { title: 'SIGNED', value: ({ checkpoint }) => String(checkpoint?.size ?? 0), align: 'right' },
  {
    title: 'AT',
    value: ({ checkpoint }) => (checkpoint ? formatTime(checkpoint.at, zone) : '-'),
  },
  { title: 'KEY', value: ({ keys }) => keys.at(-1)?.key ?? '-' },
];

async function rotateKey(session: Session): Promise<void> {
  const answer = await session.daemon().ask({ method: 'POST', path: '/v1/ledger/rotate-key' });
  const { logs } = answer as { logs: string[] };
  if (session.json) {
    printJson(session, { logs });
    return;
  }
  printLine(session, `another key signs ${logs.length} logs from now on: ${logs.join(', ')}`);
  printNote(session, 'back up <dataDir>/ledger/signing-key: it is not the one of before');
}
