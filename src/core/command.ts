import type { CommandBody } from '../port/switch-command';
import { known } from './assert';
import { callIdOf } from './call/leg';
import { mintId } from './ids';
import { clearTimer, setTimer, type Turn } from './turn';

/** How long the switch has until a command's outcome must be heard. */
export function deadlineMs(command: CommandBody): number {
  switch (command.type) {
    case 'originate':
      return command.ringTimeoutMs + 10_000;
    case 'redirect':
      return 30_000;
    // A person may be waiting in silence: longer than any listening takes, and no more.
    case 'detect-machine':
      return 6_000;
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
  const callId = leg && callIdOf(world, leg);
  world.commands.set(commandId, {
    command,
    ...(callId !== undefined && { callId }),
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
