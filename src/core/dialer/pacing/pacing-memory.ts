import {
  type AnswerHazard,
  countOutcome,
  countRinging,
  expectOf,
  LONGEST_RING_S,
  listLevel,
  newAnswerHazard,
  type Shape,
  shapeOf,
} from './answer-hazard';
import { countEnd, countTime, type DurationTable, newDurationTable } from './duration-table';
import { type FreeTable, freeTable } from './free-table';

/** What ended a line that no person answered. */
export type LineFailure = 'busy' | 'no-answer' | 'refused' | 'cancelled';

/**
 * What the policy learns from, told when it happens, in order of time. `at` is in ms of any clock
 * that does not go back; `line` and `agent` are names that the caller gives, alike for one line
 * and one agent. What names an unknown line or agent is ignored.
 */
export type PacingObservation =
  /** A line is dialed; all its time until the outcome counts as ringing. */
  | {
      readonly kind: 'launched';
      readonly at: number;
      readonly line: string;
      readonly listId?: string;
    }
  /** A person is on the line (where machines are detected: after that). */
  | { readonly kind: 'answered'; readonly at: number; readonly line: string }
  /** A machine answered, as far as the detection can tell. */
  | { readonly kind: 'machine'; readonly at: number; readonly line: string }
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly line: string;
      readonly result: LineFailure;
    }
  /** An agent and a person talk; how long the person waited is not learnt from so far. */
  | {
      readonly kind: 'connected';
      readonly at: number;
      readonly agent: string;
      readonly waitMs?: number;
    }
  /** A person who answered got no agent within the limit. */
  | { readonly kind: 'dropped'; readonly at: number }
  | { readonly kind: 'talk-ended'; readonly at: number; readonly agent: string }
  | { readonly kind: 'wrap-ended'; readonly at: number; readonly agent: string }
  /** The agent is no longer there for the campaign, whatever the agent did. */
  | { readonly kind: 'agent-left'; readonly at: number; readonly agent: string };

/** What is assumed until enough was seen; it weighs as much as a handful of calls. */
export interface PacingPrior {
  readonly talkMeanMs?: number;
  readonly wrapUpMeanMs?: number;
}

interface OpenLine {
  readonly since: number;
  readonly listId: string;
  countedTo: number;
}

interface OpenPhase {
  readonly phase: 'talk' | 'wrap-up';
  readonly since: number;
  countedTo: number;
}

/** What was learnt, as plain JSON; made by `newPacingMemory`, changed by `observe` only. */
export interface PacingMemory {
  readonly lines: Record<string, OpenLine>;
  readonly agents: Record<string, OpenPhase>;
  readonly answer: AnswerHazard;
  shape: Shape;
  readonly talk: DurationTable;
  readonly wrapUp: DurationTable;
  free: FreeTable;
  /** Phases that ended since the table was made. */
  endsSince: number;
  /** People who answered and were connected or dropped, fading. */
  settled: number;
  drops: number;
  /** Drops among about the last twenty who answered. */
  recentDrops?: number;
  /** The most that these ever were, fading. */
  worstBurst?: number;
  /** Outcomes of lines in all. */
  outcomes: number;
}

/** Phases that may end before the table of frees is made anew. */
const ENDS_A_TABLE = 8;
/** Outcomes of lines that may come before the shape of the answers is made anew. */
const OUTCOMES_A_SHAPE = 8;
/** What is told to be busy for so long was forgotten by who tells (law 8). */
const PHASE_MAX_MS = 12 * 3_600_000;
/** After so many settled calls those before count half in the campaign's own account. */
const HALF_LIFE_SETTLED = 50_000;

export function newPacingMemory(prior: PacingPrior = {}): PacingMemory {
  const answer = newAnswerHazard();
  const talk = newDurationTable(prior.talkMeanMs ?? 90_000);
  const wrapUp = newDurationTable(prior.wrapUpMeanMs ?? 15_000);
  return {
    lines: {},
    agents: {},
    answer,
    shape: shapeOf(answer),
    talk,
    wrapUp,
    free: freeTable(talk, wrapUp),
    endsSince: 0,
    settled: 0,
    drops: 0,
    outcomes: 0,
  };
}

/** Learns from one observation; changes the memory in place. */
export function observe(memory: PacingMemory, seen: PacingObservation): void {
  switch (seen.kind) {
    case 'launched':
      return launch(memory, seen);
    case 'answered':
      return settle(memory, seen, 'answered');
    case 'machine':
      return settle(memory, seen, 'ended');
    case 'failed':
      return settle(memory, seen, seen.result === 'no-answer' ? 'rang-out' : 'ended');
    case 'connected':
      countSettled(memory, 0);
      memory.agents[seen.agent] = { phase: 'talk', since: seen.at, countedTo: seen.at };
      return;
    case 'dropped':
      return countSettled(memory, 1);
    case 'talk-ended':
      return endPhase(memory, seen, 'talk');
    case 'wrap-ended':
      return endPhase(memory, seen, 'wrap-up');
    case 'agent-left':
      delete memory.agents[seen.agent];
      return;
    default:
      return seen satisfies never;
  }
}

function countSettled(memory: PacingMemory, drops: 0 | 1): void {
  const kept = 0.5 ** (1 / HALF_LIFE_SETTLED);
  memory.settled = memory.settled * kept + 1;
  memory.drops = memory.drops * kept + drops;
  memory.recentDrops = (memory.recentDrops ?? 0) * RECENT_KEPT + drops;
  const worst = (memory.worstBurst ?? 0) * BURST_KEPT;
  memory.worstBurst = Math.max(worst, memory.recentDrops);
}

const RECENT_KEPT = 0.95;
/** Half of it after 1,400 answers. */
const BURST_KEPT = 0.9995;
/** Drops close together that are nothing unusual. */
const USUAL_BURST = 4;
const RESERVE_PER_BURST = 2;

/** Drops to be kept in hand where people once answered as nobody foresaw: it may happen again. */
export const burstReserve = ({ worstBurst = 0 }: PacingMemory): number =>
  RESERVE_PER_BURST * Math.max(0, worstBurst - USUAL_BURST);

function launch(memory: PacingMemory, seen: PacingObservation & { kind: 'launched' }): void {
  passTime(memory, seen.at);
  const { at, line, listId = '' } = seen;
  memory.lines[line] = { since: at, listId, countedTo: at };
}

/** Counts the ringing of all lines up to now. */
function passTime(memory: PacingMemory, at: number): void {
  let listId = '';
  let factor = Number.NaN;
  let expected = 0;
  for (const name in memory.lines) {
    const line = memory.lines[name] as OpenLine;
    if (line.countedTo >= at) continue;
    if (line.listId !== listId || Number.isNaN(factor)) {
      if (expected > 0) expectOf(memory.answer, listId, expected);
      expected = 0;
      listId = line.listId;
      factor = listLevel(memory.answer, listId).factor;
    }
    const ages = [(line.countedTo - line.since) / 1_000, (at - line.since) / 1_000] as const;
    expected += countRinging(memory.answer, memory.shape, factor, ages);
    line.countedTo = at;
    if (at - line.since > 2_000 * LONGEST_RING_S) delete memory.lines[name];
  }
  if (expected > 0) expectOf(memory.answer, listId, expected);
}

function settle(
  memory: PacingMemory,
  { at, line: name }: { at: number; line: string },
  outcome: 'answered' | 'ended' | 'rang-out',
): void {
  passTime(memory, at);
  const line = memory.lines[name];
  if (!line) return;
  delete memory.lines[name];
  memory.outcomes += 1;
  if (outcome !== 'rang-out') {
    const [ageS, isAnswer] = [(at - line.since) / 1_000, outcome === 'answered'];
    countOutcome(memory.answer, memory.shape, { listId: line.listId, ageS, isAnswer });
  }
  if (memory.outcomes % OUTCOMES_A_SHAPE === 0) memory.shape = shapeOf(memory.answer);
}

function endPhase(
  memory: PacingMemory,
  { at, agent: name }: { at: number; agent: string },
  phase: OpenPhase['phase'],
): void {
  const agent = memory.agents[name];
  if (agent?.phase !== phase) return;
  const table = phase === 'talk' ? memory.talk : memory.wrapUp;
  countPhase(memory, agent, at);
  countEnd(table, (at - agent.since) / 1_000);
  if (phase === 'talk') memory.agents[name] = { phase: 'wrap-up', since: at, countedTo: at };
  else delete memory.agents[name];
  memory.endsSince += 1;
  if (memory.endsSince < ENDS_A_TABLE) return;
  memory.endsSince = 0;
  for (const [other, open] of Object.entries(memory.agents)) {
    countPhase(memory, open, at);
    if (at - open.since > PHASE_MAX_MS) delete memory.agents[other];
  }
  memory.free = freeTable(memory.talk, memory.wrapUp);
}

function countPhase(memory: PacingMemory, agent: OpenPhase, at: number): void {
  const table = agent.phase === 'talk' ? memory.talk : memory.wrapUp;
  countTime(table, (agent.countedTo - agent.since) / 1_000, (at - agent.since) / 1_000);
  agent.countedTo = at;
}
