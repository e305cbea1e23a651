import { type Command, InvalidArgumentError } from 'commander';
import type { PacingSettings } from '../../core/dialer/campaign-config';
import type { Expected } from '../../core/dialer/expectation';
import type { ForecastAdvice, PacingForecast } from '../../engine/facade/pacing-forecast-view';
import { CodedError } from '../../port/coded-error';
import { setPacing, simulatePacing } from '../campaign-client';
import { changeText, percentText } from '../campaign-text';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatDuration } from '../duration';
import { printJson, printLine, printNote, printTable } from '../print';
import { example, type Run } from '../registration';

interface Options {
  readonly set: Partial<PacingSettings>;
  readonly apply?: true;
  readonly reason?: string;
}

export function registerSimulate(pacing: Command, run: Run): void {
  const simulate = pacing
    .command('simulate')
    .description('what a change would bring, with intervals; changes nothing without --apply')
    .argument('<campaignId>', 'as in the centre file')
    .requiredOption('--set <setting=value>', 'as in the centre file; repeatable', collect, {})
    .option('--apply', 'change it after the forecast was shown')
    .option('--reason <text>', 'why; kept with the change');
  example(
    simulate,
    'leitstand pacing simulate spring --set linesPerAgentMax=2.2',
    'leitstand pacing simulate spring --set mode=predictive --set abandonMaxPct=2',
  );
  simulate.action(run(simulateChange));
}

const NUMBERS: readonly string[] = [
  'linesPerAgentMax',
  'ratio',
  'abandonMaxPct',
] satisfies (keyof PacingSettings)[];

function collect(text: string, before: Partial<PacingSettings>): Partial<PacingSettings> {
  const [, setting = '', value = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (setting === 'mode') return { ...before, mode: value as PacingSettings['mode'] };
  if (NUMBERS.includes(setting) && /^\d{1,3}(\.\d{1,3})?$/.test(value)) {
    return { ...before, [setting]: Number(value) };
  }
  throw new InvalidArgumentError(`Write mode=…, or a number for ${NUMBERS.join(', ')}.`);
}

async function simulateChange(session: Session, id: string, options: Options): Promise<void> {
  const { set: change, apply, reason } = options;
  if (apply && reason === undefined) {
    throw new CodedError('USAGE', 'a change needs a reason', 'add --reason "…"');
  }
  if (Object.keys(change).length === 0) {
    throw new CodedError(
      'USAGE',
      'nothing is to be changed',
      'name it: --set linesPerAgentMax=2.2',
    );
  }
  const forecast = await simulatePacing(session.daemon(), id, change);
  if (!session.json) show(session, forecast);
  const changed =
    apply && reason !== undefined
      ? await setPacing(session.daemon(), id, { change, reason, simulate: true })
      : undefined;
  if (session.json) return printJson(session, { ...forecast, ...(changed && { changed: true }) });
  if (changed) return printLine(session, `${session.paint.strong(id)}: changed`);
  printNote(session, 'nothing was changed; with --apply --reason "…" it is');
}

interface Row {
  readonly figure: string;
  readonly now: string;
  readonly changed: string;
}

function show(session: Session, forecast: PacingForecast): void {
  const { paint } = session;
  const { campaignId, agents, horizonMs, runs, learntFrom, now, changed } = forecast;
  const what = changeText({ from: now.settings, to: changed.settings });
  printLine(session, `${paint.strong(campaignId)}: ${what}`);
  const columns: Column<Row>[] = [
    { title: `NEXT ${formatDuration(horizonMs)}`, value: (row) => row.figure },
    { title: 'AS IT IS', value: (row) => row.now, widthMin: 22 },
    {
      title: 'CHANGED',
      value: (row) => row.changed,
      paint: (text) => paint.strong(text),
      widthMin: 22,
    },
  ];
  printTable(session, columns, rowsOf(forecast), '');
  for (const advice of forecast.advice) {
    printLine(session, paint.warn(ADVICE[advice](forecast)));
  }
  const { lines, talks } = learntFrom;
  printNote(
    session,
    `in brackets: nine of ten such times; ${runs} runs each of ${agents} agents, ` +
      `learnt from ${lines} lines and ${talks} talks`,
  );
}

function rowsOf({ now, changed }: PacingForecast): Row[] {
  const row = (
    figure: string,
    of: 'occupancyPct' | 'abandonPct' | 'waitMs' | 'callsPerHour',
    text: (value: number) => string,
  ): Row => ({ figure, now: spanText(now[of], text), changed: spanText(changed[of], text) });
  return [
    row('occupancy', 'occupancyPct', (pct) => `${pct.toFixed(1)}%`),
    row('dropped, of those who answer', 'abandonPct', percentText),
    row('wait between calls', 'waitMs', (ms) => `${(ms / 1_000).toFixed(0)}s`),
    row('calls an hour', 'callsPerHour', (n) => n.toFixed(0)),
  ];
}

const spanText = ({ median, low, high }: Expected, text: (value: number) => string): string =>
  `${text(median)} (${text(low)} to ${text(high)})`;

const ADVICE: Readonly<Record<ForecastAdvice, (forecast: PacingForecast) => string>> = {
  'no-gain': () => 'The change would bring nothing that shows.',
  'budget-binds': ({ changed }) =>
    `Drops would come to the bound of ${changed.settings.abandonMaxPct}%, which holds the pace.`,
  'little-learnt': () => 'Little was learnt so far: the intervals are wide, ask again later.',
};
