import type { PacingReasons } from '../../core/dialer/pacing';
import type { BudgetView, DialingView } from '../../engine/facade/campaign-view';
import type { ListedCampaign } from '../campaign-client';
import {
  actorText,
  barText,
  boundText,
  changeText,
  countText,
  crewText,
  figureText,
  linesText,
  pacingText,
  paintUsed,
  percentText,
  rateText,
  sparkline,
  usedShare,
  usedText,
  windowText,
} from '../campaign-text';
import type { Column } from '../columns';
import type { Session } from '../context';
import { formatWait } from '../duration';
import { formatTime } from '../local-time';
import { printJson, printLine, printNote, printPairs, printTable } from '../print';

/** One campaign, for a supervisor who wants to know why it does what it does. */
export function showCampaign(session: Session, campaign: ListedCampaign): void {
  if (session.json) return printJson(session, campaign);
  const { dialing } = campaign;
  printPairs(session, [
    ...headPairs(session, campaign),
    ...(dialing ? dialingPairs(dialing) : []),
    ...changePairs(session, campaign),
  ]);
  if (!dialing) {
    return printNote(session, 'What is dialed counts the work of other companies too.');
  }
  if (dialing.breached) printLine(session, session.paint.bad('! drops are over a limit'));
  printLine(session);
  printTable(session, budgetColumns(session), dialing.budgets, 'No limit on drops holds.');
  printNote(session, 'FORMULA: docs/dialing-law.md; LEFT: drops that would fit in now');
}

type Pairs = (readonly [string, string | undefined])[];

function headPairs({ context, zone }: Session, campaign: ListedCampaign): Pairs {
  const { campaignId, clientId, name, state, since, startsAt, endsAt } = campaign;
  const now = context.clock.now();
  const begins = startsAt !== undefined && startsAt > now ? formatTime(startsAt, zone) : undefined;
  const left = endsAt > now ? `in ${formatWait(endsAt - now)}` : 'over';
  return [
    ['campaign', `${campaignId} of ${clientId}, ${name}`],
    ['state', `${state} for ${formatWait(now - since)}, since ${formatTime(since, zone)}`],
    ['begins', begins],
    ['ends', `${formatTime(endsAt, zone)}, ${left}`],
    ['queue', campaign.queueId],
    ['pacing', pacingText(campaign.pacing)],
    ['agents', crewText(campaign.agents)],
    ['occupancy', figureText(campaign.occupancy)],
  ];
}

function dialingPairs(dialing: DialingView): Pairs {
  const { pace, hopper, hopperMax, hasOpen, decision } = dialing;
  const more = hasOpen ? 'more are to come' : 'no more are to come';
  return [
    ['lines', linesText(dialing)],
    ['pace', `${pace.launched} launched in the last minute  ${sparkline(pace.byMinute)} 15m`],
    ['answered', figureText(dialing.answerRate)],
    ['leads', `${hopper} ready, of ${hopperMax} at most; ${more}`],
    ['decided', decision && `${decision.lines} more lines: ${boundText(decision.reasons.bound)}`],
    ['expects', decision && expectationText(decision.reasons)],
    ...countPairs(dialing.counts),
  ];
}

/** What the decision was made of, as far as it was learnt. */
function expectationText(reasons: PacingReasons): string {
  const { answerChance, expectedAnswers, expectedFrees, horizonMs } = reasons;
  const chance = `${percentText(100 * answerChance)} of lines are answered by a person`;
  const agents = `${expectedFrees.toFixed(1)} agents free again`;
  const soon = `${expectedAnswers.toFixed(1)} answers, ${agents} in ${formatWait(horizonMs)}`;
  return `${chance}; ${soon}`;
}

/** People first, in the order in which a line meets them; then what came of the others. */
const PEOPLE = ['launched', 'answered', 'connected', 'dropped', 'hung-up', 'machine'];

function countPairs(counts: DialingView['counts']): Pairs {
  const people = PEOPLE.flatMap((what) => (counts[what] ? `${counts[what]} ${what}` : []));
  const others = Object.entries(counts).filter(([what]) => !PEOPLE.includes(what));
  const text = others.map(([what, n]) => `${n} ${what}`).join(', ');
  if (people.length === 0) return [['so far', text || 'nothing yet']];
  return [
    ['so far', people.join(', ')],
    ['', text],
  ];
}

function changePairs({ zone, context }: Session, { lastChange }: ListedCampaign): Pairs {
  if (!lastChange) return [];
  const { at, actor, reason } = lastChange;
  return [
    ['changed', `${changeText(lastChange)}: ${reason}`],
    [
      '',
      `${formatWait(context.clock.now() - at)} ago by ${actorText(actor)}, ${formatTime(at, zone)}`,
    ],
  ];
}

const BAR_CELLS = 12;

function budgetColumns({ paint }: Session): Column<BudgetView>[] {
  const right = (title: string, value: (b: BudgetView) => string): Column<BudgetView> => ({
    title,
    align: 'right',
    value,
  });
  return [
    { title: 'LIMIT', value: (b) => b.regime, widthMin: 10 },
    { title: 'FORMULA', value: (b) => b.formulaId },
    right('DROPS', (b) => `${countText(b.numerator)} of ${countText(b.denominator)}`),
    right('RATE', rateText),
    right('MAX', (b) => percentText(b.limitPct)),
    right('WINDOW', (b) => windowText(b.windowMs)),
    right('LEFT', (b) => String(b.dropsLeft)),
    {
      title: 'USED',
      value: (b) => `${barText(usedShare(b), BAR_CELLS)} ${usedText(usedShare(b))}`,
      paint: (text, b) => paintUsed(paint, text, usedShare(b)),
    },
  ];
}
