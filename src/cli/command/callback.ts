import type { Command } from 'commander';
import type { CallbackView } from '../../engine/facade/callback-view';
import { isShort, onlyCallback, shortCallId } from '../call-name';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { printJson, printLine, printTable } from '../print';
import { example, type Register } from '../registration';

export const registerCallback: Register = (program: Command, run) => {
  const callback = program.command('callback').description('callers who are to be called back');
  example(callback, 'leitstand callback list --queue sales');
  const list = callback
    .command('list')
    .description('who keeps a place without waiting on the line, oldest place first')
    .option('--queue <queueId>', 'only those of this queue');
  example(list, 'leitstand callback list --json');
  list.action(run(listCallbacks));
  const cancel = callback
    .command('cancel')
    .description('call this customer back no more')
    .argument('<contactId>', 'whole, or short as in the list');
  example(cancel, 'leitstand callback cancel 2e16ea62…00004b');
  cancel.action(run(cancelCallback));
};

async function listCallbacks(session: Session, { queue }: { queue?: string }): Promise<void> {
  const callbacks = await session.daemon().callbacks(queue);
  if (session.json) return printJson(session, { callbacks });
  printTable(session, columns(session), callbacks, 'Nobody is to be called back.');
}

/** The longest of ITU-T E.164, with its plus: it is dialled, so it is not cut. */
const NUMBER_WIDTH = 16;

function columns(session: Session): Column<CallbackView>[] {
  const { paint, context } = session;
  const now = context.clock.now();
  return [
    { title: 'CALLBACK', value: (c) => shortCallId(c.contactId), paint: (t) => paint.strong(t) },
    { title: 'QUEUE', value: (c) => c.queueId, widthMin: 8 },
    { title: 'CLIENT', value: (c) => c.clientId, widthMin: 6, dropOrder: 1 },
    { title: 'NUMBER', value: (c) => c.number, widthMin: NUMBER_WIDTH },
    { title: 'SINCE', align: 'right', value: (c) => formatWait(now - c.queuedAt), dropOrder: 5 },
    {
      title: 'STATE',
      value: (c) => c.state,
      paint: (text, c) => (c.state === 'booked' ? text : paint.good(text)),
    },
    { title: 'TRIES', align: 'right', value: (c) => String(c.attempts), dropOrder: 4 },
    {
      title: 'NEXT',
      value: (c) =>
        c.state === 'booked' && c.notBefore > now ? `in ${formatWait(c.notBefore - now)}` : '-',
      dropOrder: 3,
    },
    { title: 'EXPIRES', value: (c) => `in ${formatWait(c.expiresAt - now)}`, dropOrder: 2 },
  ];
}

async function cancelCallback(session: Session, given: string): Promise<void> {
  const contactId = await fullContactId(session, given);
  await session.daemon().cancelCallback(contactId);
  if (session.json) return printJson(session, { contactId, cancelled: true });
  printLine(session, `${shortCallId(contactId)} is called back no more`);
}

async function fullContactId(session: Session, given: string): Promise<string> {
  if (!isShort(given)) return given;
  const callbacks = await session.daemon().callbacks();
  return onlyCallback(
    given,
    callbacks.map(({ contactId }) => contactId),
  );
}
