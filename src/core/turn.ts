import type { CommandBody } from '../port/switch-command';
import type { Agent } from './agent/agent';
import { known } from './assert';
import type { Contact } from './contact/contact';
import type { Effect } from './effect';
import type { Fact, FactBody, Refusal } from './fact';
import { mintId } from './ids';
import type { Input } from './input';
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
}

export function newTurn(world: World, input: Input): Turn {
  return {
    world,
    input,
    at: input.at,
    facts: [],
    effects: [],
    freshAgents: new Set(),
    freshContacts: new Set(),
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

const timerKey = (purpose: TimerPurpose): string => {
  const { kind, ...owner } = purpose;
  return `${kind}:${Object.values(owner)[0] as string}`;
};

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

/** How long the switch has until a command's outcome must be heard. */
export function deadlineMs(command: CommandBody): number {
  switch (command.type) {
    case 'originate':
      return command.ringTimeoutMs + 10_000;
    case 'redirect':
    case 'detect-machine':
      return 30_000;
    default:
      return 10_000;
  }
}

/** Sends a command and keeps it open, under a deadline, until its outcome is heard. */
export function send(turn: Turn, switchId: string, body: CommandBody): string {
  const { world, at } = turn;
  const commandId = mintId(world, 'command');
  const command = { ...body, commandId, switchId };
  const leg = 'legId' in body && body.legId !== undefined ? world.legs.get(body.legId) : undefined;
  world.commands.set(commandId, {
    command,
    ...(leg && { callId: leg.owner.callId }),
    sentAt: at,
    resends: 0,
  });
  leg?.commandIds.push(commandId);
  turn.effects.push({ type: 'command', command });
  setTimer(turn, { kind: 'command', commandId }, at + deadlineMs(body));
  return commandId;
}

/** Sends an open command once more, as it was. */
export function sendAgain(turn: Turn, commandId: string): void {
  const open = known(turn.world.commands.get(commandId), `command ${commandId}`);
  open.resends += 1;
  open.sentAt = turn.at;
  turn.effects.push({ type: 'command', command: open.command });
  setTimer(turn, { kind: 'command', commandId }, turn.at + deadlineMs(open.command));
}

/** The outcome of a command was heard, or does not matter any more. */
export function settle(turn: Turn, commandId: string): void {
  const { world } = turn;
  const open = world.commands.get(commandId);
  if (!open) return;
  world.commands.delete(commandId);
  clearTimer(turn, { kind: 'command', commandId });
  const { command } = open;
  const leg = 'legId' in command && command.legId ? world.legs.get(command.legId) : undefined;
  if (leg) leg.commandIds = leg.commandIds.filter((id) => id !== commandId);
}
