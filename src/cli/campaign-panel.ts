import type { BudgetView, CrewCounts, DialingView } from '../engine/facade/campaign-view';
import type { ListedCampaign } from './campaign-client';
import {
  actorText,
  barText,
  CREW_PARTS,
  changeText,
  countText,
  linesText,
  paintCampaignState,
  paintUsed,
  percentText,
  rateText,
  sparkline,
  usedShare,
  windowText,
} from './campaign-text';
import { cellWidth, cutTo, padTo, safeText } from './cell-text';
import { formatWait } from './duration';
import type { Paint } from './paint';

export interface PanelFrame {
  readonly width: number;
  readonly paint: Paint;
  /** ms since the epoch (UTC). */
  readonly at: number;
}

/** A stretch of a line; colours are put on when it has been cut to the width. */
type Part = readonly [text: string, paint?: (text: string) => string];

const LABEL_CELLS = 11;
const BAR_CELLS = 24;
const BAR_CELLS_NARROW = 14;
const NARROW = 100;

const barCells = ({ width }: PanelFrame): number => (width < NARROW ? BAR_CELLS_NARROW : BAR_CELLS);

/**
 * One campaign as `top` draws it: agents by state as a bar, lines, pace, each limit on drops as a
 * bar, the last change. No line is wider than the frame.
 */
export function campaignPanel(campaign: ListedCampaign, frame: PanelFrame): string[] {
  const { dialing, lastChange } = campaign;
  const lines: Part[][] = [headLine(campaign, frame), crewLine(campaign.agents, frame)];
  if (dialing) {
    lines.push(flightLine(dialing), paceLine(campaign, dialing, frame));
    lines.push(...dialing.budgets.map((budget) => budgetLine(budget, frame)));
  } else {
    lines.push([label('busy'), [rateText(campaign.occupancy)]]);
  }
  if (lastChange) {
    const { at, actor, reason } = lastChange;
    const when = `${formatWait(frame.at - at)} ago by ${actorText(actor)}: `;
    lines.push([label('changed'), [`${when}${changeText(lastChange)}, "${reason}"`]]);
  }
  return lines.map((line) => fitted(line, frame));
}

const label = (text: string): Part => [padTo(`  ${text}`, LABEL_CELLS)];

function headLine(campaign: ListedCampaign, { paint, at }: PanelFrame): Part[] {
  const { campaignId, state, since, pacing, endsAt, dialing } = campaign;
  const ends = endsAt > at ? `ends in ${formatWait(endsAt - at)}` : 'its end has passed';
  const isBound = state === 'running' && dialing?.decision?.reservedOnly === true;
  return [
    [campaignId, paint.strong],
    [`  ${state}`, (text) => paintCampaignState(paint, text, state)],
    [` ${formatWait(at - since)}`, paint.faint],
    ...(dialing?.breached ? [['  OVER A LIMIT', paint.bad] as const] : []),
    ...(isBound ? [['  BOUND', paint.warn] as const] : []),
    [`  ${pacing.mode}, ${pacing.linesPerAgentMax} lines per agent`],
    [`  ${ends}`, paint.faint],
  ];
}

/** Each agent a cell while they find room, else in proportion; nobody who is there vanishes. */
function crewLine(agents: CrewCounts, frame: PanelFrame): Part[] {
  const scale = Math.min(1, barCells(frame) / Math.max(1, agents.loggedIn));
  const shown = CREW_PARTS.filter(([part]) => agents[part] > 0);
  if (shown.length === 0) return [label('agents'), ['nobody is logged in', frame.paint.faint]];
  const painted =
    (part: keyof CrewCounts) =>
    (text: string): string =>
      paintCrew(frame.paint, text, part);
  const bar = shown.map(([part, mark]): Part => {
    const cells = Math.max(1, Math.round(agents[part] * scale));
    return [mark.repeat(cells), painted(part)];
  });
  const named = shown.flatMap(([part, mark, word]): Part[] => [
    [`  ${mark}`, painted(part)],
    [` ${agents[part]} ${word}`],
  ]);
  return [label('agents'), ...bar, ...named];
}

function paintCrew(paint: Paint, text: string, part: keyof CrewCounts): string {
  if (part === 'talking') return paint.info(text);
  if (part === 'idle' || part === 'reserved') return paint.good(text);
  return part === 'noLine' ? paint.bad(text) : paint.faint(text);
}

const flightLine = (dialing: DialingView): Part[] => [label('lines'), [linesText(dialing)]];

function paceLine({ occupancy }: ListedCampaign, dialing: DialingView, { paint }: PanelFrame) {
  const { pace, answerRate, hopper, decision } = dialing;
  const figures = `answered ${rateText(answerRate)}  busy ${rateText(occupancy)}`;
  const held = decision && `  held by ${decision.reasons.bound}`;
  return [
    label('pace'),
    [sparkline(pace.byMinute), paint.info],
    [`  ${pace.launched}/min`, paint.strong],
    [`  ${figures}`],
    [held ?? '', paint.faint],
    [`  ready ${hopper}`],
  ] satisfies Part[];
}

function budgetLine(budget: BudgetView, frame: PanelFrame): Part[] {
  const { paint } = frame;
  const { regime, formulaId, numerator, denominator, limitPct, windowMs, dropsLeft } = budget;
  const share = usedShare(budget);
  const rate = `${rateText(budget).padStart(5)} of ${percentText(limitPct).padEnd(4)}`;
  const of = `${countText(numerator)}/${countText(denominator)} in ${windowText(windowMs)}`;
  return [
    label('drops'),
    [barText(share, barCells(frame)), (text) => paintUsed(paint, text, share)],
    [`  ${rate}  ${String(dropsLeft).padStart(3)} left`],
    [`  ${formulaId} ${of}  ${regime}`, paint.faint],
  ];
}

/** Cuts a line to the width, then puts its colours on. */
function fitted(parts: readonly Part[], { width }: PanelFrame): string {
  let left = width;
  let line = '';
  for (const [given, paint] of parts) {
    const text = cutTo(safeText(given), left);
    left -= cellWidth(text);
    line += paint && text !== '' ? paint(text) : text;
    if (left <= 0) break;
  }
  return line.trimEnd();
}
