import type { ToldChange } from '../core/dialer/campaign';
import type { PacingSettings } from '../core/dialer/campaign-config';
import type { PacingBound } from '../core/dialer/pacing';
import type { BudgetView, CrewCounts, DialingView, Figure } from '../engine/facade/campaign-view';
import type { ListedCampaign } from './campaign-client';
import { formatDuration } from './duration';
import type { Paint } from './paint';

/** `2.14%`, `32%`: two places below ten, where limits on drops lie. */
export const percentText = (pct: number): string => `${Number(pct.toFixed(pct < 10 ? 2 : 0))}%`;

export const rateText = ({ ratePct }: Figure): string =>
  ratePct === null ? '-' : percentText(ratePct);

/** `24h`, `30d`, `15m`. */
export function windowText(windowMs: number): string {
  const [day, hour, minute] = [86_400_000, 3_600_000, 60_000];
  if (windowMs === 0) return 'now';
  if (windowMs > day && windowMs % day === 0) return `${windowMs / day}d`;
  if (windowMs % hour === 0) return `${windowMs / hour}h`;
  return windowMs % minute === 0 ? `${windowMs / minute}m` : formatDuration(windowMs);
}

/** `32% (121 of 373, 15m)`: a figure with all that it was made of. */
export function figureText(figure: Figure): string {
  const { numerator, denominator, windowMs } = figure;
  return `${rateText(figure)} (${numerator} of ${denominator}, ${windowText(windowMs)})`;
}

/** Fractions arise where a law estimates. */
export const countText = (n: number): string => (Number.isInteger(n) ? String(n) : n.toFixed(1));

/** How much of a limit is used; above 1: it is broken. */
export const usedShare = ({ ratePct, limitPct }: BudgetView): number =>
  ratePct === null || ratePct === 0 ? 0 : ratePct / limitPct;

/** `86%`; a limit of nothing is used without end. */
export const usedText = (share: number): string =>
  share > 9.99 ? '>999%' : `${Math.round(100 * share)}%`;

/** The limit of which the most is used. */
export function tightest(budgets: readonly BudgetView[]): BudgetView | undefined {
  return [...budgets].sort((a, b) => usedShare(b) - usedShare(a))[0];
}

export function paintUsed(paint: Paint, text: string, share: number): string {
  if (share > 1) return paint.bad(text);
  return share >= 0.85 ? paint.warn(text) : paint.good(text);
}

export function paintCampaignState(
  paint: Paint,
  text: string,
  state: ListedCampaign['state'],
): string {
  if (state === 'running') return paint.good(text);
  if (state === 'paused' || state === 'draining') return paint.warn(text);
  return paint.faint(text);
}

/** Names of settings as people say them, with units. */
const SETTING_TEXT: Readonly<Record<keyof PacingSettings, string>> = {
  mode: 'mode',
  linesPerAgentMax: 'lines per agent',
  ratio: 'ratio',
  abandonMaxPct: 'own bound on drops',
};

const valueText = (setting: keyof PacingSettings, value: string | number): string =>
  setting === 'abandonMaxPct' ? `${value}%` : String(value);

/** `lines per agent 1.8 → 2.2, mode ratio → predictive`; what stayed is not told. */
export function changeText({ from, to }: Pick<ToldChange, 'from' | 'to'>): string {
  const settings = Object.keys(SETTING_TEXT) as (keyof PacingSettings)[];
  const changed = settings.filter((setting) => from[setting] !== to[setting]);
  if (changed.length === 0) return 'nothing';
  return changed
    .map((setting) => {
      const [before, after] = [from[setting], to[setting]].map((v) => valueText(setting, v));
      return `${SETTING_TEXT[setting]} ${before} → ${after}`;
    })
    .join(', ');
}

/** `token:a14c646d…`: enough to know it again; `leitstand token list` has the name. */
export const actorText = (actor: string): string =>
  actor.replace(/^(token:[0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…');

/** `predictive, at most 2.2 lines per agent, own bound on drops 2.5%`. */
export function pacingText({ mode, linesPerAgentMax, ratio, abandonMaxPct }: PacingSettings) {
  const lines = mode === 'ratio' ? [`${ratio} lines for each idle agent`] : [];
  const bounds = [`at most ${linesPerAgentMax} lines per agent`, `${abandonMaxPct}% drops`];
  return [mode, ...lines, ...bounds].join(', ');
}

/** Agents by what they do, with the mark that a bar has for each. */
export const CREW_PARTS: readonly (readonly [
  Exclude<keyof CrewCounts, 'loggedIn'>,
  string,
  string,
])[] = [
  ['talking', '█', 'talking'],
  ['wrapUp', '▓', 'wrap-up'],
  ['elsewhere', '▒', 'elsewhere'],
  ['reserved', '◆', 'reserved'],
  ['idle', '○', 'idle'],
  ['onBreak', '·', 'on break'],
  ['noLine', '×', 'no line'],
];

/** Agents who can be joined with whoever answers, now or when their work is done. */
export const agentsThere = ({ loggedIn, onBreak, noLine }: CrewCounts): number =>
  loggedIn - onBreak - noLine;

export const crewText = (agents: CrewCounts): string =>
  [
    `${agents.loggedIn} logged in`,
    ...CREW_PARTS.filter(([part]) => agents[part] > 0).map(
      ([part, , word]) => `${agents[part]} ${word}`,
    ),
  ].join(', ');

export const linesInFlight = ({ lines }: DialingView): number =>
  Object.values(lines).reduce((sum, n) => sum + n, 0);

export function linesText(dialing: DialingView): string {
  const parts = Object.entries(dialing.lines).filter(([, n]) => n > 0);
  const by = parts.map(([phase, n]) => `${n} ${phase}`).join(', ');
  return `${linesInFlight(dialing)} of ${dialing.linesMax}${by === '' ? '' : `: ${by}`}`;
}

/** What kept the last decision from launching more lines. */
const BOUND_TEXT: Readonly<Record<PacingBound, string>> = {
  'no-agents': 'nobody is there',
  mode: 'the mode wants no more',
  'few-outcomes': 'too few outcomes yet: lines for kept agents only',
  risk: 'one more could be dropped too likely',
  'lines-per-agent': 'lines per agent are used up',
  'lines-max': 'the lines of campaign or trunk are used up',
  spent: 'no drop is left to risk under the bound',
  budget: 'one more drop could break a limit: lines for kept agents only',
};

export const boundText = (bound: PacingBound): string => BOUND_TEXT[bound] ?? bound;

const SPARKS = '▁▂▃▄▅▆▇█';

/** Numbers as a row of small bars; the highest fills its cell. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  return values
    .map((value) => SPARKS[Math.round((value / most) * (SPARKS.length - 1))] ?? '')
    .join('');
}

/** A share of a bar of so many cells; anything above nothing is seen. */
export function barText(share: number, cells: number): string {
  const filled = share <= 0 ? 0 : Math.max(1, Math.min(cells, Math.round(share * cells)));
  return '█'.repeat(filled) + '░'.repeat(cells - filled);
}
