import {
  DialerFloor,
  type FloorView,
  type Happening,
  type Policy,
  type Tally,
} from '../../bench/pacing/floor';
import { limitsOf, observationOf, snapshotOf } from '../../bench/pacing/our-policy';
import type { People, Scenario } from '../../bench/pacing/scenario';
import type { PacingSettings } from '../../src/core/dialer/campaign-config';
import { callsToPlace, newPacingMemory, observe } from '../../src/core/dialer/pacing';
import type { FloorNow, PacingOutcome } from '../../src/engine/facade/pacing-forecast-view';
import { horizonFor, outcomeUnder } from '../../src/engine/forecast/pacing-forecast';

/** A campaign that ran for a while under some settings, and then under others. */
export interface Trial {
  readonly seed: number;
  readonly agents: number;
  readonly people: Partial<People>;
  readonly beforeMs: number;
  readonly from: PacingSettings;
  readonly to: PacingSettings;
}

export interface Outcome {
  readonly predicted: PacingOutcome;
  readonly occupancyPct: number;
  readonly abandonPct: number;
  readonly answers: number;
}

const USUAL: People = {
  answerChance: 0.3,
  machineChance: 0,
  answerDelayMeanMs: 8_000,
  talkMeanMs: 120_000,
  wrapMeanMs: 20_000,
  listId: 'a',
};

const AGREED: FloorNow['bounds'] = {
  modes: ['progressive', 'ratio', 'predictive'],
  linesPerAgentMax: 10,
  ratioMax: 5,
  abandonMaxPct: 5,
};

/** Lives the time before, forecasts, changes, and lives as long as was looked ahead. */
export function liveThrough(trial: Trial): Outcome {
  const { agents, seed, beforeMs } = trial;
  const people = { ...USUAL, ...trial.people };
  const scenario: Scenario = {
    name: 'what-if',
    dayMs: beforeMs + horizonFor(agents),
    ringTimeoutMs: 20_000,
    waitLimitMs: 2_000,
    peopleAt: () => people,
    staffing: [],
  };
  const campaign = new TriedCampaign(trial, scenario);
  const end = new DialerFloor(scenario, campaign, agents, seed).run();
  const { start, predicted } = campaign;
  if (!start || !predicted) throw new Error('the change never came');
  const part = (count: keyof Tally) => end[count] - start[count];
  const answers = part('answers');
  return {
    predicted,
    answers,
    occupancyPct: (100 * part('busyMs')) / part('signedInMs'),
    abandonPct: (100 * part('drops')) / Math.max(1, answers),
  };
}

/** Paces as the engine does, under the settings of the time; foretells when they change. */
class TriedCampaign implements Policy {
  readonly name = 'tried';
  start: Tally | undefined;
  predicted: PacingOutcome | undefined;
  private readonly memory = newPacingMemory();

  constructor(
    private readonly trial: Trial,
    private readonly scenario: Scenario,
  ) {}

  lookAgainMs = (): number => 1_000;

  saw = (happening: Happening): void => observe(this.memory, observationOf(happening));

  lines = (view: FloorView): number => {
    const { from, to, beforeMs } = this.trial;
    const isAfter = view.at >= beforeMs;
    if (isAfter && !this.start) {
      this.start = { ...view.day };
      this.predicted = outcomeUnder(this.floorNow(view), to);
    }
    const { mode, linesPerAgentMax, ratio, abandonMaxPct } = isAfter ? to : from;
    const limits = {
      ...limitsOf(view, this.scenario, 'own'),
      mode: mode === 'ratio' || mode === 'predictive' ? mode : ('progressive' as const),
      linesPerAgentMax,
      ratio,
      abandonTargetPct: abandonMaxPct,
    };
    const free = view.idle - view.waitingSince.length - view.ringing.length;
    if (mode === 'progressive') return Math.max(0, free);
    return callsToPlace(snapshotOf(view, this.scenario), this.memory, limits).lines;
  };

  private floorNow(view: FloorView): FloorNow {
    const { agents, idle, busy, ringing } = snapshotOf(view, this.scenario);
    const { connectLimitMs, ringTimeoutMs, budgets } = limitsOf(view, this.scenario, 'own');
    const limits = { connectLimitMs, ringTimeoutMs, budgets };
    const listId = this.scenario.peopleAt(view.at).listId;
    const { memory } = this;
    const settings = this.trial.from;
    const floor = { bounds: AGREED, agents, idle, busy, ringing, listId, limits, settings };
    return { campaignId: 'tried', at: view.at, ...floor, memory: structuredClone(memory) };
  }
}
