import type { PacingSettings } from '../../core/dialer/campaign-config';
import type { Expected } from '../../core/dialer/expectation';
import type { PacingLimits } from '../../core/dialer/pacing';
import { outOfBounds } from '../../core/dialer/pacing-bounds';
import { CodedError } from '../../port/coded-error';
import type {
  FloorNow,
  ForecastAdvice,
  ForecastJob,
  PacingForecast,
  PacingOutcome,
} from '../facade/pacing-forecast-view';
import { Dice } from './dice';
import { ForecastFloor, type RunTally } from './forecast-floor';
import { learntPeople } from './learnt-people';
import { predicted, predictedShare } from './prediction-interval';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The more agents, the shorter is looked ahead, to be done in seconds; an hour up to twelve. */
const AGENT_HOURS = 12;
const RUNS = 12;
/** With fewer outcomes of lines, or talks, the intervals are mostly doubt. */
const LINES_LEARNT = 300;
const TALKS_LEARNT = 60;

export const horizonFor = (agents: number): number =>
  Math.max(10 * MINUTE_MS, Math.min(HOUR_MS, Math.round((AGENT_HOURS * HOUR_MS) / agents)));

/**
 * Lives the campaign's next hour a dozen times under the settings as they are, and as they would
 * be, with the same people. Changes nothing. Throws PACING_OUT_OF_BOUNDS, FORECAST_NO_AGENTS,
 * FORECAST_MODE.
 */
export function forecastPacing({ now, change }: ForecastJob): PacingForecast {
  const changed = { ...now.settings, ...change };
  const problem = outOfBounds(changed, now.bounds);
  if (problem) throw new CodedError('PACING_OUT_OF_BOUNDS', problem);
  if (now.agents === 0) {
    const remedy = 'ask again when agents of the campaign are there';
    throw new CodedError('FORECAST_NO_AGENTS', 'nobody is there to be simulated', remedy);
  }
  for (const { mode } of [now.settings, changed]) {
    if (mode !== 'manual' && mode !== 'preview') continue;
    const remedy = 'only progressive, ratio and predictive are paced by the engine';
    throw new CodedError('FORECAST_MODE', `in mode ${mode} agents set the pace`, remedy);
  }
  const outcomes = {
    now: outcomeUnder(now, now.settings),
    changed: outcomeUnder(now, changed),
  };
  return {
    campaignId: now.campaignId,
    at: now.at,
    agents: now.agents,
    horizonMs: horizonFor(now.agents),
    runs: RUNS,
    learntFrom: learntFrom(now),
    ...outcomes,
    advice: adviceOn(now, outcomes),
  };
}

const learntFrom = ({ memory }: FloorNow) => ({
  lines: memory.outcomes,
  talks: Math.max(0, Math.round(memory.talk.ends.reduce((sum, ends) => sum + ends, 0))),
});

/** What is expected when these settings hold from now on. */
export function outcomeUnder(now: FloorNow, settings: PacingSettings): PacingOutcome {
  const limits = limitsUnder(now, settings);
  const horizonMs = horizonFor(now.agents);
  const runs = Array.from({ length: RUNS }, (_, seed) => {
    const dice = new Dice(seed + 1);
    const place = { listId: now.listId, ringTimeoutMs: limits.ringTimeoutMs };
    const people = learntPeople(now.memory, place, dice);
    return new ForecastFloor({ now, limits, memory: now.memory, people, horizonMs }).live();
  });
  const over = (figure: (run: RunTally) => number) => runs.map(figure);
  const occupancyPct = predicted(over(occupancyOf));
  return {
    settings,
    occupancyPct: { ...occupancyPct, high: Math.min(100, occupancyPct.high) },
    abandonPct: predictedShare(
      over(({ drops, connects }) => (100 * drops) / Math.max(1, drops + connects)),
    ),
    waitMs: predicted(over(({ idleMs, connects }) => idleMs / Math.max(1, connects))),
    callsPerHour: predicted(over(({ connects }) => (connects * HOUR_MS) / horizonMs)),
  };
}

const occupancyOf = ({ busyMs, idleMs }: RunTally): number => (100 * busyMs) / (busyMs + idleMs);

function limitsUnder({ limits }: FloorNow, settings: PacingSettings): PacingLimits {
  const { mode, linesPerAgentMax, ratio, abandonMaxPct } = settings;
  return {
    ...limits,
    mode: mode === 'ratio' || mode === 'predictive' ? mode : 'progressive',
    linesPerAgentMax,
    ratio,
    abandonTargetPct: abandonMaxPct,
    budgets: limits.budgets.map((window) =>
      window.regime === 'campaign' ? { ...window, limitPct: abandonMaxPct } : window,
    ),
  };
}

function adviceOn(
  at: FloorNow,
  { now, changed }: { readonly now: PacingOutcome; readonly changed: PacingOutcome },
): ForecastAdvice[] {
  const advice: ForecastAdvice[] = [];
  const { lines, talks } = learntFrom(at);
  if (lines < LINES_LEARNT || talks < TALKS_LEARNT) advice.push('little-learnt');
  const figures = ['occupancyPct', 'abandonPct'] as const;
  if (figures.every((figure) => isAlike(now[figure], changed[figure]))) advice.push('no-gain');
  const { settings, abandonPct } = changed;
  const isPaced = settings.mode === 'ratio' || settings.mode === 'predictive';
  if (isPaced && abandonPct.high >= settings.abandonMaxPct) advice.push('budget-binds');
  return advice;
}

/** Less apart than a tenth of what one hour differs from another. */
const isAlike = (a: Expected, b: Expected): boolean =>
  Math.abs(a.median - b.median) <= 0.1 * Math.min(a.high - a.low, b.high - b.low);
