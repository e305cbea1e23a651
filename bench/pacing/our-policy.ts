import {
  callsToPlace,
  newPacingMemory,
  observe,
  type PacingLimits,
} from '../../src/core/dialer/pacing';
import type { FloorView, Happening, Policy } from './floor';
import type { Scenario } from './scenario';

/**
 * Our policy, driven as anybody would drive it, from a cold start each day. The 3 % are either the
 * campaign's own bound, or a regime's window that begins with the day: law 5 guards that one.
 */
export function ourPolicy(scenario: Scenario, bound: 'own' | 'law'): Policy {
  const memory = newPacingMemory();
  let lookAgainInMs = 1_000;
  return {
    name: bound === 'own' ? 'leitstand' : 'leitstand under law 5',
    lines: (view) => {
      const limits = limitsOf(view, scenario, bound);
      const decision = callsToPlace(snapshotOf(view, scenario), memory, limits);
      lookAgainInMs = decision.lookAgainInMs;
      return decision.lines;
    },
    lookAgainMs: () => lookAgainInMs,
    saw: (happening) => observe(memory, observationOf(happening)),
  };
}

export const snapshotOf = (view: FloorView, scenario: Scenario) => ({
  at: view.at,
  agents: view.agents,
  idle: view.idle,
  waiting: view.waitingSince.map((since) => view.at - since),
  busy: view.busy.map(({ phase, since }) => ({ phase, elapsedMs: view.at - since })),
  ringing: view.ringing.map(({ since, listId }) => ({ ageMs: view.at - since, listId })),
  nextListId: scenario.peopleAt(view.at).listId,
});

export function limitsOf(
  { day }: FloorView,
  scenario: Scenario,
  bound: 'own' | 'law',
): PacingLimits {
  const { drops, answers } = day;
  const window = {
    regime: 'day',
    limitPct: 3,
    drops,
    denominator: answers,
    counts: 'answers',
  } as const;
  return {
    mode: 'predictive',
    linesPerAgentMax: 10,
    abandonTargetPct: 3,
    connectLimitMs: scenario.waitLimitMs,
    ringTimeoutMs: scenario.ringTimeoutMs,
    budgets: bound === 'law' ? [window] : [],
  };
}

export function observationOf({ kind, at, who, listId }: Happening): Parameters<typeof observe>[1] {
  const [line, agent] = [`l${who}`, `a${who}`];
  switch (kind) {
    case 'launched':
      return { kind, at, line, listId };
    case 'answered':
    case 'machine':
      return { kind, at, line };
    case 'failed':
      return { kind, at, line, result: 'no-answer' };
    case 'dropped':
      return { kind, at };
    default:
      return { kind, at, agent };
  }
}
