import type { FloorView, Policy } from './floor';

const BEAT_MS = 1_000;
const QUALITY = 0.97;
const RECENT_MS = 30 * 60_000;
const LEAST_RATE = 0.2;
const CALLS_NEEDED = 10;

interface State {
  readonly since: Map<number, number>;
  readonly outcomes: { at: number; answerMs: number | null }[];
  readonly begun: Map<number, number>;
  talks: number;
  talkMs: number;
}

/**
 * After the description of Issabel's predictor with overcommit, no code of theirs: a busy agent
 * counts as free when 1 - e^(-(elapsed + mean answer time) / mean talk) reaches 0.97; from the
 * frees the waiting and the ringing are taken, and what is left is divided by the share of calls
 * of the last half hour that were answered.
 */
export function issabel(): Policy {
  const state: State = { since: new Map(), outcomes: [], begun: new Map(), talks: 0, talkMs: 0 };
  return {
    name: 'issabel predictive',
    everyMs: BEAT_MS,
    lines: (view) => {
      const wanted = view.idle + soonFree(state, view) - view.waitingSince.length;
      const more = Math.max(0, wanted - view.ringing.length);
      return Math.round(more / answerRate(state, view.at));
    },
    saw: ({ kind, at, who }) => {
      if (kind === 'launched') state.since.set(who, at);
      if (kind === 'answered' || kind === 'failed' || kind === 'machine') {
        const answerMs = kind === 'answered' ? at - (state.since.get(who) ?? at) : null;
        state.outcomes.push({ at, answerMs });
        state.since.delete(who);
      }
      if (kind === 'connected') state.begun.set(who, at);
      if (kind !== 'talk-ended') return;
      state.talks += 1;
      state.talkMs += at - (state.begun.get(who) ?? at);
    },
  };
}

function soonFree(state: State, { busy, at }: FloorView): number {
  if (state.talks < CALLS_NEEDED) return 0;
  const meanMs = state.talkMs / state.talks;
  const answers = state.outcomes.flatMap(({ answerMs }) => answerMs ?? []);
  const answerMs = answers.reduce((sum, value) => sum + value, 0) / Math.max(1, answers.length);
  const isSoon = (since: number) => 1 - Math.exp(-(at - since + answerMs) / meanMs) >= QUALITY;
  return busy.filter(({ phase, since }) => phase === 'talk' && isSoon(since)).length;
}

function answerRate({ outcomes }: State, at: number): number {
  while (outcomes[0] && outcomes[0].at < at - RECENT_MS) outcomes.shift();
  if (outcomes.length < CALLS_NEEDED) return 1;
  const answered = outcomes.filter(({ answerMs }) => answerMs !== null).length;
  return Math.max(LEAST_RATE, answered / outcomes.length);
}
