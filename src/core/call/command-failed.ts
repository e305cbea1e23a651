import type { HangupCause } from '../../port/hangup-cause';
import type { CommandFailureCode } from '../../port/switch-command';
import type { CommandFailed } from '../../port/switch-event';
import { sendAgain, settle } from '../command';
import { noteMachine } from '../dialer/answered';
import { recordingCommandFailed } from '../recording/recording-failure';
import { takeDown } from '../switch-state';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { OpenCommand } from '../world';
import type { Call } from './call';
import { FAILED, hangUpCall } from './ending';
import { guestAt } from './guest';
import { guestJoinFailed } from './guest-events';
import { callOf, type Leg } from './leg';
import { expectEnd, hangUpLeg, isUnderWay, joinLeg } from './leg-commands';
import { endLeg, endMissingLeg } from './leg-ended';
import { noteMediaEnded } from './leg-events';
import { holdFailed } from './moved';
import { hasEffect } from './outcome';

/** While the switch is away no deadline counts; it is looked at again after this time. */
const AWAY_MS = 5_000;
const HANGUP_RESENDS_MAX = 3;

/** A command will not happen. While the link is down it stays open: reconciliation decides. */
export function handleCommandFailed(turn: Turn, event: CommandFailed): void {
  const open = turn.world.commands.get(event.commandId);
  if (!open) return;
  if (event.code === 'SWITCH_DOWN') return keepForLater(turn, open);
  fail(turn, open, event.code, event.detail);
}

/** The link is down, whether or not its own report has come yet. */
function keepForLater(turn: Turn, open: OpenCommand): void {
  const { command } = open;
  takeDown(turn, command.switchId, 'a command met no link');
  const leg = legOf(turn, open);
  if (!leg) return settle(turn, command.commandId);
  if (command.type !== 'originate') return;
  // A leg that was never asked for cannot exist: the offer failed, and nobody is to blame.
  endLeg(turn, leg, { at: turn.at, cause: 'lost', by: 'unknown' });
}

const legOf = (turn: Turn, { command }: OpenCommand): Leg | undefined =>
  'legId' in command && command.legId ? turn.world.legs.get(command.legId) : undefined;

/** A command's deadline passed without an outcome. */
export function handleDeadline(turn: Turn, commandId: string): void {
  const open = turn.world.commands.get(commandId);
  if (!open) return;
  if (turn.world.switches.get(open.command.switchId)?.state !== 'up') {
    return setTimer(turn, { kind: 'command', commandId }, turn.at + AWAY_MS);
  }
  const leg = legOf(turn, open);
  // Its report was lost, but what it wanted is there.
  if (leg && hasEffect(leg, open.command)) return settle(turn, commandId);
  fail(turn, open, 'DEADLINE', 'the switch reported no outcome in time');
}

/** The grace after "no such leg" is over, and its end was never reported. */
export function handleGone(turn: Turn, legId: string): void {
  const leg = turn.world.legs.get(legId);
  if (!leg) return;
  if (turn.world.switches.get(leg.switchId)?.state !== 'up') {
    return setTimer(turn, { kind: 'gone', legId }, turn.at + AWAY_MS);
  }
  endMissingLeg(turn, leg, leg.witness);
}

/** Failures that only say that what we wanted to end has ended already. */
const HARMLESS: ReadonlySet<string> = new Set(['hangup', 'stop-media', 'leave', 'stop-record']);

function fail(turn: Turn, open: OpenCommand, code: CommandFailureCode, detail: string): void {
  const { command } = open;
  const leg = legOf(turn, open);
  const isGone = code === 'LEG_NOT_FOUND' || code === 'MEDIA_NOT_FOUND';
  if (!(isGone && HARMLESS.has(command.type))) report(turn, open, code, detail);
  if ('recordingId' in command) return recordingCommandFailed(turn, open, code, detail);
  if (command.type === 'hangup' && leg && !isGone) return hangUpAgain(turn, open, leg);
  if (leg && code === 'LEG_NOT_FOUND' && command.type !== 'originate') {
    open.missed = true;
    // One that is yet to be made may come into being after all: its originate decides.
    const isComing = isUnderWay(turn, leg, 'originate');
    if (!isComing) expectEnd(turn, leg);
    return;
  }
  settle(turn, command.commandId);
  if (leg) react(turn, open, leg, code);
}

function report(turn: Turn, open: OpenCommand, code: CommandFailureCode, detail: string): void {
  const { command, callId } = open;
  const leg = legOf(turn, open);
  emit(
    turn,
    {
      type: 'command.failed',
      commandId: command.commandId,
      command: command.type,
      ...(leg && { legId: leg.legId }),
      ...(callId !== undefined && { callId }),
      code,
      detail,
    },
    leg?.clientId,
  );
}

function hangUpAgain(turn: Turn, open: OpenCommand, leg: Leg): void {
  if (open.resends < HANGUP_RESENDS_MAX) return sendAgain(turn, open.command.commandId);
  clearTimer(turn, { kind: 'command', commandId: open.command.commandId });
  endLeg(turn, leg, { at: turn.at, cause: 'lost', by: 'unknown' });
}

const ORIGINATE_CAUSE: Partial<Record<CommandFailureCode, HangupCause>> = {
  DESTINATION_UNKNOWN: 'unallocated-number',
  DESTINATION_UNREACHABLE: 'unreachable',
  OVERLOADED: 'congestion',
};

/** What the owner of the leg does about it. */
function react(turn: Turn, open: OpenCommand, leg: Leg, code: CommandFailureCode): void {
  const { command } = open;
  const call = callOf(turn.world, leg);
  switch (command.type) {
    case 'originate': {
      // Nothing was heard of it for longer than it may ring: that is no word of the phone.
      if (code === 'DEADLINE') return giveUp(turn, leg, call);
      const cause = ORIGINATE_CAUSE[code] ?? 'switch-failure';
      return endLeg(turn, leg, { at: turn.at, cause, by: 'unknown' });
    }
    case 'answer':
      if (call) hangUpCall(turn, call, FAILED);
      return;
    case 'play':
    case 'collect-digits':
      return noteMediaEnded(turn, leg, call, {
        mediaId: command.mediaId,
        reason: 'failed',
        detail: code,
      });
    case 'join':
      return joinFailed(turn, leg);
    case 'detect-machine':
      if (call) noteMachine(turn, call, 'unsure');
      return;
    case 'hold':
      // Whether it was carried out after all the next snapshot tells.
      if (code === 'DEADLINE' && leg.bridgeId !== undefined) return;
      leg.wantedHeld = false;
      if (leg.bridgeId === undefined && leg.wantedBridgeId) joinLeg(turn, leg, leg.wantedBridgeId);
      if (call) holdFailed(turn, call, leg);
      return;
    default:
      return;
  }
}

/** An answer may be on its way, but nobody waits for it: a customer is not greeted any more. */
function giveUp(turn: Turn, leg: Leg, call: Call | undefined): void {
  if (call && leg.owner.kind === 'customer') hangUpCall(turn, call, FAILED);
  else hangUpLeg(turn, leg, 'switch-failure');
}

/** A customer on hold stays there; a leg that cannot get to its partner is given up. */
function joinFailed(turn: Turn, leg: Leg): void {
  const call = callOf(turn.world, leg);
  const guest = call && guestAt(call, leg.legId);
  if (guest) return guestJoinFailed(turn, call, guest, leg);
  if (call?.phase === 'held' && leg.owner.kind === 'customer') {
    leg.wantedHeld = true;
    return;
  }
  const agentLeg = turn.world.legs.get(call?.agentLegId ?? '');
  if (agentLeg) hangUpLeg(turn, agentLeg, 'switch-failure');
  else if (call) hangUpCall(turn, call, FAILED);
}
