import { type Command, InvalidArgumentError } from 'commander';
import type { ToldChange } from '../../core/dialer/campaign';
import type { DialMode, PacingSettings } from '../../core/dialer/campaign-config';
import type { Expected } from '../../core/dialer/expectation';
import { CodedError } from '../../port/coded-error';
import { getPacing, type Pacing, pacingHistory, setPacing, undoPacing } from '../campaign-client';
import { actorText, changeText, percentText } from '../campaign-text';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';
import { example, type Register, type Run } from '../registration';
import { registerSimulate } from './pacing-simulate';

const MODES = 'manual, preview, progressive, ratio, predictive';

interface SetOptions {
  readonly mode?: DialMode;
  readonly linesPerAgent?: number;
  readonly ratio?: number;
  readonly abandonMax?: number;
  readonly reason: string;
}

export const registerPacing: Register = (program: Command, run) => {
  const pacing = program.command('pacing').description('how fast campaigns dial');
  example(pacing, 'leitstand pacing set spring --lines-per-agent 2.2 --reason "agents wait"');
  const show = pacing
    .command('show')
    .description('what holds now, and between which bounds it may be changed')
    .argument('<campaignId>', 'as in the centre file');
  example(show, 'leitstand pacing show spring');
  show.action(run(showPacing));
  registerSet(pacing, run);
  registerSimulate(pacing, run);
  const undo = pacing
    .command('undo')
    .description('take the last change back; once more, the one before it')
    .argument('<campaignId>', 'as in the centre file')
    .requiredOption('--reason <text>', 'why; kept with the change');
  example(undo, 'leitstand pacing undo spring --reason "too many drops"');
  undo.action(
    run(async (session, id: string, { reason }: { reason: string }) =>
      tellChange(session, await undoPacing(session.daemon(), id, reason)),
    ),
  );
  const history = pacing
    .command('history')
    .description('who changed what, when and why; the newest first')
    .argument('<campaignId>', 'as in the centre file');
  example(history, 'leitstand pacing history spring');
  history.action(run(showHistory));
};

function registerSet(pacing: Command, run: Run): void {
  const set = pacing
    .command('set')
    .description('change it at once, within the bounds; what is not named stays as it is')
    .argument('<campaignId>', 'as in the centre file')
    .option('--mode <mode>', MODES)
    .option('--lines-per-agent <lines>', 'at once for each agent who is there, at most', number)
    .option('--ratio <lines>', 'for each idle agent, in the mode ratio', number)
    .option('--abandon-max <percent>', 'own bound on drops, of the people who answer', percent)
    .requiredOption('--reason <text>', 'why; kept with the change');
  example(
    set,
    'leitstand pacing set spring --lines-per-agent 2.2 --reason "agents wait too long"',
    'leitstand pacing set spring --mode progressive --reason "new agents"',
  );
  set.action(run(changePacing));
}

function number(text: string): number {
  if (/^\d{1,3}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number: 2.2.');
}

function percent(text: string): number {
  const [, digits] = /^(\d{1,2}(?:\.\d{1,3})?)%?$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new InvalidArgumentError('Write a percentage: 2.5.');
}

async function changePacing(session: Session, id: string, options: SetOptions): Promise<void> {
  const { mode, linesPerAgent, ratio, abandonMax, reason } = options;
  const change: Partial<PacingSettings> = {
    ...(mode !== undefined && { mode }),
    ...(linesPerAgent !== undefined && { linesPerAgentMax: linesPerAgent }),
    ...(ratio !== undefined && { ratio }),
    ...(abandonMax !== undefined && { abandonMaxPct: abandonMax }),
  };
  if (Object.keys(change).length === 0) {
    const remedy = 'name one of --mode, --lines-per-agent, --ratio, --abandon-max';
    throw new CodedError('USAGE', 'nothing is to be changed', remedy);
  }
  tellChange(session, await setPacing(session.daemon(), id, { change, reason }));
}

function tellChange(session: Session, pacing: Pacing): void {
  if (session.json) return printJson(session, pacing);
  const { campaignId, lastChange } = pacing;
  const what = lastChange ? changeText(lastChange) : 'nothing';
  printLine(session, `${session.paint.strong(campaignId)}: ${what}`);
  if (lastChange?.isUndo) return;
  printNote(session, `holds now; back with: leitstand pacing undo ${campaignId} --reason …`);
}

interface Row {
  readonly setting: string;
  readonly now: string;
  readonly agreed: string;
}

async function showPacing(session: Session, id: string): Promise<void> {
  const view = await getPacing(session.daemon(), id);
  if (session.json) return printJson(session, view);
  const { paint, context, zone } = session;
  const columns: Column<Row>[] = [
    { title: 'SETTING', value: (row) => row.setting },
    { title: 'NOW', value: (row) => row.now, paint: (text) => paint.strong(text) },
    { title: 'AGREED', value: (row) => row.agreed, widthMin: 10 },
  ];
  printTable(session, columns, rowsOf(view), '');
  const { lastChange: last } = view;
  if (!last) return printNote(session, 'not changed since it began: as the centre file says');
  const ago = formatWait(context.clock.now() - last.at);
  printLine(session);
  printPairs(session, [
    ['changed', `${changeText(last)}: ${last.reason}`],
    ['', `${ago} ago by ${actorText(last.actor)}, ${formatTime(last.at, zone)}`],
  ]);
}

function rowsOf({ pacing, bounds }: Pacing): Row[] {
  const ratio = pacing.mode === 'ratio' ? '' : ' (in the mode ratio)';
  return [
    { setting: 'mode', now: pacing.mode, agreed: bounds.modes.join(', ') },
    {
      setting: 'lines per agent',
      now: String(pacing.linesPerAgentMax),
      agreed: `1 to ${bounds.linesPerAgentMax}`,
    },
    { setting: `ratio${ratio}`, now: String(pacing.ratio), agreed: `1 to ${bounds.ratioMax}` },
    {
      setting: 'own bound on drops',
      now: `${pacing.abandonMaxPct}%`,
      agreed: `0% to ${bounds.abandonMaxPct}%`,
    },
  ];
}

async function showHistory(session: Session, id: string): Promise<void> {
  const changes = await pacingHistory(session.daemon(), id);
  if (session.json) return printJson(session, { campaignId: id, changes });
  const { paint, zone } = session;
  const isCounted = changes.some(({ realised, expected }) => realised ?? expected);
  const columns: Column<ToldChange>[] = [
    { title: 'WHEN', value: ({ at }) => formatTime(at, zone) },
    { title: 'WHO', value: ({ actor }) => actorText(actor), widthMin: 8, dropOrder: 3 },
    {
      title: 'CHANGE',
      value: (change) => `${change.isUndo ? '↶ ' : ''}${changeText(change)}`,
      widthMin: 32,
      paint: (text) => paint.strong(text),
    },
    { title: 'WHY', value: ({ reason }) => reason, widthMin: 20 },
    ...(isCounted ? CAME : []),
  ];
  printTable(session, columns, changes, 'It was never changed: as the centre file says.');
  if (!isCounted) return;
  printNote(session, 'busy, dropped: until the next change; in brackets what was foretold');
}

/** What came of each. */
const CAME: readonly Column<ToldChange>[] = [
  { title: 'BUSY', value: busyText, dropOrder: 1 },
  { title: 'DROPPED', value: droppedText, dropOrder: 2 },
];

/** `87% (85% to 91%)`: what came of a change, and what was foretold; `-`: nothing was counted. */
function busyText({ realised, expected }: ToldChange): string {
  const { busyMs = 0, thereMs = 0 } = realised ?? {};
  return realisedText(busyMs, thereMs, expected?.occupancyPct);
}

function droppedText({ realised, expected }: ToldChange): string {
  const { drops = 0, people = 0 } = realised ?? {};
  return realisedText(drops, people, expected?.abandonPct);
}

function realisedText(part: number, whole: number, expected: Expected | undefined): string {
  const came = whole === 0 ? '-' : percentText((100 * part) / whole);
  if (!expected) return `${came} (not foretold)`;
  return `${came} (${percentText(expected.low)} to ${percentText(expected.high)})`;
}
