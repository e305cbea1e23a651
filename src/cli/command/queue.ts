import type { Command } from 'commander';
import type { QueueView } from '../../engine/facade';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { printJson, printNote, printTable } from '../print';
import { example, type Register } from '../registration';
import { meanRating, meanWait, serviceLevel } from '../service-level';
import { estimateNow } from '../wait-estimate';
import { registerShow } from './queue-show';
import { registerStaffing } from './queue-staffing';

export const registerQueue: Register = (program: Command, run) => {
  const queue = program.command('queue').description('look at the queues');
  example(queue, 'leitstand queue list');
  const list = queue.command('list').description('who waits, how long, and who could answer');
  example(list, 'leitstand queue list --json');
  list.action(run(listQueues));
  registerShow(queue, run);
  registerStaffing(queue, run);
};

/** What the figures are, by the ids of docs/GLOSSARY.md: no two reports mean different things. */
const FORMULAS =
  'SL sl-offered: in time / offered; MEAN asa: waits / answered; RATING 1 to 5; today, UTC';

async function listQueues(session: Session): Promise<void> {
  const queues = await session.daemon().queues();
  if (session.json) return printJson(session, { queues });
  printTable(session, queueColumns(session), queues, 'No queue yet: apply a centre file.');
  if (queues.length > 0) printNote(session, FORMULAS);
}

function queueColumns(session: Session): Column<QueueView>[] {
  const { paint } = session;
  const number = (title: string, value: (q: QueueView) => number): Column<QueueView> => ({
    title,
    align: 'right',
    value: (q) => String(value(q)),
  });
  return [
    { title: 'QUEUE', value: (q) => q.queueId, widthMin: 20, paint: (t) => paint.strong(t) },
    { title: 'CLIENT', value: (q) => q.clientId, widthMin: 6, dropOrder: 1 },
    {
      ...number('WAITING', (q) => q.waiting),
      paint: (text, q) => (q.waiting > 0 ? paint.warn(text) : text),
    },
    {
      title: 'LONGEST',
      align: 'right',
      value: (q) => (q.waiting === 0 ? '-' : formatWait(q.longestWaitMs)),
      paint: (text, q) => (q.longestWaitMs > q.serviceLevelMs ? paint.bad(text) : text),
    },
    { title: 'ESTIMATE', align: 'right', value: estimateNow, dropOrder: 2 },
    {
      ...number('IDLE', (q) => q.agents.idle),
      paint: (text, q) => (q.agents.idle > 0 ? paint.good(text) : text),
    },
    number('BUSY', (q) => q.agents.busy),
    number('BREAK', (q) => q.agents.onBreak),
    { ...number('CALLBACKS', (q) => q.callbacks ?? 0), dropOrder: 2 },
    number('OFFERED', (q) => q.today.offered),
    number('ANSWERED', (q) => q.today.answered),
    number('ABANDONED', (q) => q.today.abandoned),
    { title: 'SL', align: 'right', value: serviceLevel },
    { title: 'MEAN', align: 'right', value: meanWait },
    {
      title: 'RATING',
      align: 'right',
      value: (q) => meanRating(q.today.survey?.rated ?? 0, q.today.survey?.ratingSum ?? 0),
      dropOrder: 2,
    },
  ];
}
