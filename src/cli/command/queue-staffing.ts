import { type Command, InvalidArgumentError } from 'commander';
import type { StaffingView } from '../../engine/facade';
import type { Column } from '../columns';
import type { Session } from '../context';
import type { StaffingRequest } from '../daemon-client';
import { formatDuration } from '../duration';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Run } from '../registration';

export function registerStaffing(queue: Command, run: Run): void {
  const staffing = queue
    .command('staffing')
    .description('how many agents a queue needs by theory (Erlang), beside its last hour')
    .argument('<queueId>')
    .option('--target <percent>', 'answered in time, of all callers; default 80', percent)
    .option('--within <time>', 'what in time means: 20s, 1m; default: as the queue has it', time)
    .option('--arrivals <calls>', 'calls an hour; default: as in the last hour', amount)
    .option('--handle <time>', 'agent time a call, wrap-up included; default: likewise', time)
    .option('--patience <time>', 'mean time until who waits gives up; default: likewise', time);
  example(
    staffing,
    'leitstand queue staffing support',
    'leitstand queue staffing support --target 90 --within 15s',
    'leitstand queue staffing support --arrivals 240 --handle 4m --patience 2m',
  );
  staffing.action(run(showStaffing));
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function time(text: string): number {
  const parts = [...text.matchAll(/(\d{1,7})(ms|s|m|h)/g)];
  const ms = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (UNIT_MS[unit] ?? 0), 0);
  if (parts.map(([part]) => part).join('') === text && ms > 0 && ms <= 86_400_000) return ms;
  throw new InvalidArgumentError('Write a duration of up to a day: 20s, 4m, 1m30s.');
}

function amount(text: string): number {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Write how many calls an hour: 240.');
}

function percent(text: string): number {
  const [, digits = ''] = /^(\d{1,2}(?:\.\d)?)%?$/.exec(text) ?? [];
  if (Number(digits) >= 1) return Number(digits);
  throw new InvalidArgumentError('Write a percentage from 1 to 99.9.');
}

interface Options {
  readonly target?: number;
  readonly within?: number;
  readonly arrivals?: number;
  readonly handle?: number;
  readonly patience?: number;
}

async function showStaffing(session: Session, queueId: string, options: Options): Promise<void> {
  const { target, within, arrivals, handle, patience } = options;
  const request: StaffingRequest = {
    ...(target !== undefined && { serviceLevelPct: target }),
    ...(within !== undefined && { withinMs: within }),
    ...(arrivals !== undefined && { arrivalsPerHour: arrivals }),
    ...(handle !== undefined && { handleMs: handle }),
    ...(patience !== undefined && { patienceMs: patience }),
  };
  const view = await session.daemon().staffing(queueId, request);
  if (session.json) return printJson(session, view);
  const hour = `last ${formatDuration(view.at - view.from)}`;
  printPairs(session, pairsOf(view, hour));
  printLine(session);
  const hint = 'Too few calls to tell; say --arrivals and --handle.';
  printTable(session, columnsOf(session), rowsOf(view, hour), hint);
  const model = view.demand?.patienceMs === undefined ? 'C (nobody gives up)' : 'A';
  printNote(session, `theory: Erlang ${model}, agents who serve nobody else. ${FORMULAS}`);
}

const FORMULAS = 'SL sl-offered: in time / offered; MEAN asa: waits / answered';

type Pairs = readonly (readonly [string, string])[];

function pairsOf({ queueId, clientId, demand, goal, needed, agents }: StaffingView, hour: string) {
  const { onDuty, shared, effective } = agents;
  const also = shared > 0 ? `, ${shared} also for other queues: count as ${effective}` : '';
  const within = formatDuration(goal.withinMs);
  const met = needed === null ? 'unknown' : `${needed} ${needed === 1 ? 'agent' : 'agents'}`;
  const pairs: Pairs = [
    ['queue', `${queueId} of ${clientId}`],
    ['load', demand ? `${loadText(demand)}  (${hour}, where not said)` : `unknown  (${hour})`],
    ['agents', `${onDuty} on duty${also}`],
    ['wanted', `${percentText(goal.serviceLevel)} within ${within}: ${met}`],
  ];
  return pairs;
}

function loadText(demand: NonNullable<StaffingView['demand']>): string {
  const { load, arrivalsPerHour, handleMs, patienceMs } = demand;
  const patience = patienceMs === undefined ? '' : `, patience ${formatDuration(patienceMs)}`;
  const calls = `${Number(arrivalsPerHour.toFixed(1))} calls an hour`;
  return `${load.toFixed(1)} Erlang: ${calls}, ${formatDuration(handleMs)} each${patience}`;
}

const percentText = (share: number): string => `${Number((100 * share).toFixed(1))}%`;

/** A line of the table: what theory expects, or what was seen. */
interface Row {
  readonly agents: string;
  readonly serviceLevel: string;
  readonly wait: string;
  readonly abandoned: string;
  readonly occupancy: string;
  readonly remark: string;
}

function rowsOf({ forecasts, observed, agents, needed }: StaffingView, hour: string): Row[] {
  const { offered, answered, answeredInTime, answeredWaitMs, abandoned } = observed;
  const now = Math.round(agents.effective);
  const rows = forecasts.map((one) => ({
    agents: String(one.agents),
    serviceLevel: percentText(one.serviceLevel),
    wait: one.answeredWaitMs === null ? 'endless' : formatDuration(one.answeredWaitMs),
    abandoned: percentText(one.abandonment),
    occupancy: percentText(one.occupancy),
    remark: [one.agents === now ? 'now, in theory' : '', one.agents === needed ? 'wanted' : '']
      .filter((word) => word !== '')
      .join(', '),
  }));
  if (offered === 0) return rows;
  const seen: Row = {
    agents: '-',
    serviceLevel: percentText(answeredInTime / offered),
    wait: answered === 0 ? '-' : formatDuration(answeredWaitMs / answered),
    abandoned: percentText(abandoned / offered),
    occupancy: '-',
    remark: `seen, ${hour}`,
  };
  return [...rows, seen];
}

function columnsOf({ paint }: Session): Column<Row>[] {
  const number = (title: string, value: (row: Row) => string): Column<Row> => ({
    title,
    align: 'right',
    value,
  });
  return [
    number('AGENTS', (row) => row.agents),
    number('SL', (row) => row.serviceLevel),
    number('MEAN', (row) => row.wait),
    number('ABANDONED', (row) => row.abandoned),
    number('OCCUPANCY', (row) => row.occupancy),
    {
      title: '',
      value: (row) => row.remark,
      paint: (text, { remark }) => (remark.includes('wanted') ? paint.good(text) : text),
    },
  ];
}
