import type { Command } from 'commander';
import type { QueueView, WaitErrorSums } from '../../engine/facade';
import { CodedError } from '../../port/coded-error';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatDuration, formatWait } from '../duration';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Run } from '../registration';
import { meanWait, serviceLevel } from '../service-level';
import { bias, coverage, meanError } from '../wait-estimate';

export function registerShow(queue: Command, run: Run): void {
  const show = queue
    .command('show')
    .description('one queue: its day, what who joins now will wait, and how good that was')
    .argument('<queueId>');
  example(show, 'leitstand queue show support');
  show.action(run(showQueue));
}

async function showQueue(session: Session, queueId: string): Promise<void> {
  const queues = await session.daemon().queues();
  const found = queues.find((queue) => queue.queueId === queueId);
  if (!found) {
    const known = queues.map((queue) => queue.queueId).join(', ') || 'none';
    throw new CodedError('QUEUE_UNKNOWN', `There is no queue ${queueId}.`, `Queues: ${known}.`);
  }
  if (session.json) return printJson(session, found);
  printPairs(session, pairsOf(found));
  printLine(session);
  printTable(session, columnsOf(), rowsOf(found), '');
  printNote(session, FORMULAS);
}

const FORMULAS =
  'COVERAGE we-coverage: inside / checked; BIAS we-bias: sum of median - wait / measured; ' +
  'ERROR we-mae: the same without sign; today, UTC. SL sl-offered; MEAN asa';

function pairsOf(queue: QueueView): readonly (readonly [string, string])[] {
  const { agents, today, waiting, waitEstimate } = queue;
  const longest = waiting === 0 ? '' : `, the longest for ${formatWait(queue.longestWaitMs)}`;
  const { offered, answered, abandoned, overflowed } = today;
  const level = `SL ${serviceLevel(queue)} in ${formatDuration(queue.serviceLevelMs)}`;
  return [
    ['queue', `${queue.queueId} of ${queue.clientId}`],
    ['agents', `${agents.idle} idle, ${agents.busy} busy, ${agents.onBreak} on break`],
    ['waiting', `${waiting}${longest}`],
    ['who joins now', nowText(waitEstimate.now)],
    [
      'today',
      `${offered} offered, ${answered} answered, ${abandoned} abandoned, ` +
        `${overflowed} overflowed; ${level}, MEAN ${meanWait(queue)}`,
    ],
  ];
}

function nowText(now: QueueView['waitEstimate']['now']): string {
  if (now === null) return 'no agent is there who could serve';
  const { medianMs, lowMs, highMs, ahead, agents } = now;
  const [low, high] = [formatWait(lowMs), formatWait(highMs)];
  return (
    `waits ${formatWait(medianMs)}, eight of ten from ${low} to ${high}; ` +
    `${ahead} ahead, ${agents} ${agents === 1 ? 'agent' : 'agents'}`
  );
}

/** One line of the estimates' record. */
interface Row {
  readonly whose: string;
  readonly made: string;
  readonly sums: WaitErrorSums;
}

const rowsOf = ({ waitEstimate: { today, recent } }: QueueView): Row[] => [
  { whose: 'connected, today', made: String(today.answered.checked), sums: today.answered },
  { whose: 'left, today', made: String(today.leftCount), sums: today.left },
  { whose: `last ${recent.window}`, made: String(recent.checked), sums: recent },
];

function columnsOf(): Column<Row>[] {
  const number = (title: string, value: (row: Row) => string): Column<Row> => ({
    title,
    align: 'right',
    value,
  });
  return [
    { title: 'ESTIMATES', value: (row) => row.whose, widthMin: 16 },
    number('MADE', (row) => row.made),
    number('CHECKED', (row) => String(row.sums.checked)),
    number('INSIDE', (row) => String(row.sums.inside)),
    number('COVERAGE', (row) => coverage(row.sums)),
    number('MEASURED', (row) => String(row.sums.measured)),
    number('BIAS', (row) => bias(row.sums)),
    number('ERROR', (row) => meanError(row.sums)),
  ];
}
