/** What ended a line that no person answered. */
export type LineFailure = 'busy' | 'no-answer' | 'refused' | 'cancelled';

/**
 * What the policy learns from, told when it happens, in order of time. `at` is in ms of any clock
 * that does not go back; `line` and `agent` are names that the caller gives, alike for one line
 * and one agent. What names an unknown line or agent is ignored.
 */
export type PacingObservation =
  /** A line is dialed; all its time until the outcome counts as ringing. */
  | { readonly kind: 'launched'; at: number; line: string; listId?: string }
  /** A person is on the line (where machines are detected: after that). */
  | { readonly kind: 'answered'; at: number; line: string }
  /** A machine answered, as far as the detection can tell. */
  | { readonly kind: 'machine'; at: number; line: string }
  | { readonly kind: 'failed'; at: number; line: string; result: LineFailure }
  /** An agent and a person talk; the person had waited so long for that. */
  | { readonly kind: 'connected'; at: number; agent: string; waitMs?: number }
  /** A person who answered got no agent within the limit. */
  | { readonly kind: 'dropped'; at: number }
  | { readonly kind: 'talk-ended'; at: number; agent: string }
  | { readonly kind: 'wrap-ended'; at: number; agent: string }
  /** The agent is no longer there for the campaign, whatever the agent did. */
  | { readonly kind: 'agent-left'; at: number; agent: string };

/** What was learnt, as plain JSON; made by `newPacingMemory`, changed by `observe` only. */
export interface PacingMemory {
  lines: Record<string, { since: number; listId: string }>;
  agents: Record<string, { phase: 'talk' | 'wrap-up'; since: number }>;
  attempts: number;
  answers: number;
  drops: number;
  connects: number;
  talks: { count: number; sumMs: number };
  wraps: { count: number; sumMs: number };
}

export function newPacingMemory(): PacingMemory {
  return {
    lines: {},
    agents: {},
    attempts: 0,
    answers: 0,
    drops: 0,
    connects: 0,
    talks: { count: 0, sumMs: 0 },
    wraps: { count: 0, sumMs: 0 },
  };
}

/** Learns from one observation; changes the memory in place. */
export function observe(memory: PacingMemory, seen: PacingObservation): void {
  switch (seen.kind) {
    case 'launched':
      memory.lines[seen.line] = { since: seen.at, listId: seen.listId ?? '' };
      return;
    case 'answered':
      return settle(memory, seen.line, 1);
    case 'machine':
    case 'failed':
      return settle(memory, seen.line, 0);
    case 'connected':
      memory.connects += 1;
      memory.agents[seen.agent] = { phase: 'talk', since: seen.at };
      return;
    case 'dropped':
      memory.drops += 1;
      return;
    case 'talk-ended':
      return endTalk(memory, seen.agent, seen.at);
    case 'wrap-ended':
      return endWrap(memory, seen.agent, seen.at);
    case 'agent-left':
      delete memory.agents[seen.agent];
      return;
    default:
      return seen satisfies never;
  }
}

function settle(memory: PacingMemory, line: string, answers: 0 | 1): void {
  if (!memory.lines[line]) return;
  delete memory.lines[line];
  memory.attempts += 1;
  memory.answers += answers;
}

function endTalk(memory: PacingMemory, name: string, at: number): void {
  const agent = memory.agents[name];
  if (agent?.phase !== 'talk') return;
  memory.talks.count += 1;
  memory.talks.sumMs += at - agent.since;
  memory.agents[name] = { phase: 'wrap-up', since: at };
}

function endWrap(memory: PacingMemory, name: string, at: number): void {
  const agent = memory.agents[name];
  if (agent?.phase !== 'wrap-up') return;
  memory.wraps.count += 1;
  memory.wraps.sumMs += at - agent.since;
  delete memory.agents[name];
}
