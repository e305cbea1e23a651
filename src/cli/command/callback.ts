import type { Command } from 'commander';
import type { CallbackView } from '../../engine/facade/callback-view';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { formatTime } from '../local-time';
import { printJson, printLine, printTable } from '../print';
import { example, type Register } from '../registration';

export const registerCallback: Register = (program: Command, run) => {
  const callback = program.command('callback').description('callers who are to be called back');
  example(callback, 'leitstand callback list --queue sales');
  const list = callback
    .command('list')
    .description('who keeps a place without waiting on the line, the first in line first')
    .option('--queue <queueId>', 'only those of this queue');
  example(list, 'leitstand callback list --json');
  list.action(run(listCallbacks));
  const cancel = callback
    .command('cancel')
    .description('call this customer back no more')
    .argument('<contactId>', 'as `callback list` shows it');
  example(cancel, 'leitstand callback cancel 2e16ea62-1111-8c02-8000-00000000004b');
  cancel.action(run(cancelCallback));
};

async function listCallbacks(session: Session, { queue }: { queue?: string }): Promise<void> {
  const callbacks = await session.daemon().callbacks(queue);
  if (session.json) return printJson(session, { callbacks });
  printTable(session, columns(session), callbacks, 'Nobody is to be called back.');
}

function columns(session: Session): Column<CallbackView>[] {
  const { paint, zone, context } = session;
  const now = context.clock.now();
  return [
    { title: 'CALLBACK', value: (c) => c.contactId, paint: (t) => paint.strong(t) },
    { title: 'QUEUE', value: (c) => c.queueId, widthMin: 8 },
    { title: 'CLIENT', value: (c) => c.clientId, widthMin: 6, dropOrder: 1 },
    { title: 'NUMBER', value: (c) => c.number, widthMin: 8 },
    { title: 'SINCE', align: 'right', value: (c) => formatWait(now - c.queuedAt) },
    {
      title: 'STATE',
      value: (c) => c.state,
      paint: (text, c) => (c.state === 'booked' ? text : paint.good(text)),
    },
    { title: 'TRIES', align: 'right', value: (c) => String(c.attempts) },
    {
      title: 'NEXT',
      value: (c) =>
        c.state === 'booked' && c.notBefore > now ? formatTime(c.notBefore, zone) : '-',
      dropOrder: 2,
    },
    { title: 'UNTIL', value: (c) => formatTime(c.expiresAt, zone), dropOrder: 3 },
  ];
}

async function cancelCallback(session: Session, contactId: string): Promise<void> {
  await session.daemon().cancelCallback(contactId);
  if (session.json) return printJson(session, { contactId, cancelled: true });
  printLine(session, `${contactId} is called back no more`);
}
