import type { Agent } from './agent/agent';
import type { Contact } from './contact/contact';
import type { Campaign } from './dialer/campaign';
import type { Effect } from './effect';
import type { Fact, FactBody, Refusal } from './fact';
import type { Input } from './input';
import type { RoutingWatch } from './queue/routing-watch';
import type { Timer, TimerPurpose, World } from './world';

/** One step at work: the world that it changes, and what comes out. */
export interface Turn {
  readonly world: World;
  readonly input: Input;
  /** Of the input. */
  readonly at: number;
  readonly facts: Fact[];
  readonly effects: Effect[];
  /** Who may form a new pair; looked at once, at the end of the step. */
  readonly freshAgents: Set<Agent>;
  readonly freshContacts: Set<Contact>;
  /** Queues that may have lost the last agent for some of those who wait, or got the first. */
  readonly freshStaff: Set<string>;
  /** Campaigns of which anything changed: whether to dial is decided at the end of the step. */
  readonly freshCampaigns: Set<Campaign>;
  /** Who looks on, in a replay that is to explain decisions. */
  readonly watch?: RoutingWatch;
}

export function newTurn(world: World, input: Input, watch?: RoutingWatch): Turn {
  return {
    world,
    input,
    at: input.at,
    facts: [],
    effects: [],
    freshAgents: new Set(),
    freshContacts: new Set(),
    freshStaff: new Set(),
    freshCampaigns: new Set(),
    ...(watch && { watch }),
  };
}

/** Writes down what became true. `clientId`: whose business it is, if it is one client's. */
export function emit(turn: Turn, body: FactBody, clientId?: string): void {
  const { engineId, epoch, seq, at, switchAt, cause } = turn.input;
  turn.facts.push({
    schema: 1,
    engineId,
    epoch,
    seq,
    factIndex: turn.facts.length,
    at,
    ...(switchAt !== undefined && { switchAt }),
    ...(clientId !== undefined && { clientId }),
    cause,
    body,
  });
}

export function refuse(turn: Turn, refusal: Refusal): void {
  emit(turn, { type: 'request.refused', refusal });
}

/** Kind and owner. A loop, since taking the rest of an object costs more than all else here. */
function timerKey(purpose: TimerPurpose): string {
  for (const key in purpose) {
    if (key !== 'kind') return `${purpose.kind}:${purpose[key as keyof TimerPurpose]}`;
  }
  return purpose.kind;
}

/** Sets the one timer of this purpose, or moves it. */
export function setTimer(turn: Turn, purpose: TimerPurpose, at: number): void {
  const timerId = timerKey(purpose);
  const timer: Timer = { at, purpose };
  turn.world.timers.set(timerId, timer);
  turn.effects.push({ type: 'timer.set', timerId, at });
}

export function clearTimer(turn: Turn, purpose: TimerPurpose): void {
  const timerId = timerKey(purpose);
  if (turn.world.timers.delete(timerId)) turn.effects.push({ type: 'timer.clear', timerId });
}
