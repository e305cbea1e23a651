import type { FloorView, Policy } from './floor';

/** How VICIdial sets the lines for each agent. */
export type VicidialMethod = 'RATIO' | 'ADAPT_TAPERED' | 'ADAPT_AVERAGE' | 'ADAPT_HARD_LIMIT';

const DIAL_BEAT_MS = 2_500;
const BEATS_AN_ADAPTION = 6;
const ADAPTIONS_A_MINUTE = 4;
const LEVEL_MAX = 3;
const LIMIT = 0.03;
/** The day begins at 9:00 and the latest time is its end, 17:00, as VICIdial writes it. */
const OPENS_AT = 900;
const LATEST = 1_700;

interface State {
  level: number;
  beats: number;
  ready: number;
  waiting: number;
  agents: number;
  dropShare: number;
}

/**
 * After the description of AST_VDauto_dial and AST_VDadapt, no code of theirs: a dial loop each
 * 2.5 s, the level adapted each 15 s by the mean of ready agents less waiting calls (difference
 * target and intensity 0), the drop share refreshed each minute and heeded after 50 calls. Agents
 * in wrap-up are paused, and so not counted.
 */
export function vicidial(method: VicidialMethod, availableOnly = false): Policy {
  const isFixed = method === 'RATIO';
  const level = isFixed ? 1.5 : 1;
  const state: State = { level, beats: 0, ready: 0, waiting: 0, agents: 0, dropShare: 0 };
  return {
    name: `vicidial ${method}${availableOnly ? ' available only' : ''}`,
    everyMs: DIAL_BEAT_MS,
    lines: (view) => {
      if (!isFixed) sample(state, view, method);
      const talking = view.busy.filter(({ phase }) => phase === 'talk').length;
      const counted = availableOnly ? 0 : talking;
      const inFlight = view.ringing.length + view.waitingSince.length + counted;
      return Math.max(0, Math.round(state.level * (view.idle + counted)) - inFlight);
    },
  };
}

function sample(state: State, view: FloorView, method: VicidialMethod): void {
  const talking = view.busy.filter(({ phase }) => phase === 'talk').length;
  state.ready += view.idle;
  state.waiting += view.waitingSince.length;
  state.agents += view.idle + talking;
  state.beats += 1;
  if (state.beats % BEATS_AN_ADAPTION > 0) return;
  const { drops, answers } = view.day;
  if (state.beats % (BEATS_AN_ADAPTION * ADAPTIONS_A_MINUTE) === 0) {
    state.dropShare = answers > 0 ? drops / answers : 0;
  }
  const surplus = (state.ready - state.waiting) / Math.max(1, state.agents);
  state.level = bounded(state.level * (1 + surplus));
  if (answers > 50 && state.dropShare > LIMIT) {
    state.level = bounded(restrained(method, state.level, view.at));
  }
  [state.ready, state.waiting, state.agents] = [0, 0, 0];
}

const bounded = (level: number): number => Math.min(LEVEL_MAX, Math.max(1, level));

function restrained(method: VicidialMethod, level: number, at: number): number {
  if (method === 'ADAPT_HARD_LIMIT') return 1;
  if (method === 'ADAPT_AVERAGE') return level / 2;
  const minutes = Math.floor(at / 60_000);
  const left = LATEST - (OPENS_AT + 100 * Math.floor(minutes / 60) + (minutes % 60));
  return level * Math.min(1, Math.max(0, left) / 1_000);
}
