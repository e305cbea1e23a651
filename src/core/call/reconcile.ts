import type { LegSnapshot, SwitchSnapshot } from '../../port/switch';
import type { BridgeRole } from '../../port/switch-command';
import { deadlineMs, send, sendAgain, settle } from '../command';
import { noteMachine } from '../dialer/answered';
import type { SwitchSnapshotTaken } from '../input';
import { playMusic } from '../queue/music';
import { refreshAll } from '../queue/routing';
import { reconcileRecordings } from '../recording/recording-audit';
import { moveSwitch } from '../switch-state';
import { emit, setTimer, type Turn } from '../turn';
import { type Call, hearsMusic } from './call';
import { callOf, type Leg } from './leg';
import { isUnderWay, joinLeg, noteAlive, playTo } from './leg-commands';
import { endMissingLeg } from './leg-ended';
import { hangUpOrphan, noteAnswered, noteMediaEnded } from './leg-events';
import { holdFailed, noteMoved, takeRole } from './moved';
import { takeCall } from './offered';
import { settleEffects } from './outcome';

/** What a snapshot is looked at with. */
interface Audit {
  readonly snapshot: SwitchSnapshot;
  readonly requestedAt: number;
  /** Whether events may have been missed; else the snapshot only looks for lost ones. */
  readonly afterGap: boolean;
  readonly bridgeOf: ReadonlyMap<string, string>;
  readonly roleOf: ReadonlyMap<string, BridgeRole>;
  readonly playing: ReadonlySet<string>;
  readonly count: { adopted: number; lost: number; resent: number; orphaned: number };
}

/**
 * Brings the world and a switch together again: after a start, after a lost link, and from time
 * to time against lost events. Legs that live on are adopted with their bridges; legs that are
 * gone end with what the switch's own records tell; what was asked for and shows no effect is
 * asked for again, but never a call to anybody.
 */
export function reconcile(turn: Turn, input: SwitchSnapshotTaken): void {
  const { snapshot, requestedAt } = input;
  const state = turn.world.switches.get(snapshot.switchId);
  if (!state) return;
  const audit: Audit = {
    snapshot,
    requestedAt,
    afterGap: state.state !== 'up',
    bridgeOf: new Map(snapshot.bridges.flatMap((b) => b.legIds.map((l) => [l, b.bridgeId]))),
    roleOf: new Map(
      snapshot.bridges.flatMap(({ roles = [] }) => roles.map((r) => [r.legId, r.role])),
    ),
    playing: new Set(snapshot.media.map((m) => m.mediaId)),
    count: { adopted: 0, lost: 0, resent: 0, orphaned: 0 },
  };
  moveSwitch(state, 'up');
  const seen = new Map(snapshot.legs.map((leg) => [leg.legId, leg]));
  endMissing(turn, audit, seen);
  for (const leg of [...turn.world.legs.values()]) {
    const snap = leg.switchId === snapshot.switchId ? seen.get(leg.legId) : undefined;
    if (snap) adopt(turn, audit, leg, snap);
  }
  for (const leg of snapshot.legs) takeStranger(turn, audit, leg);
  reconcileRecordings(turn, input, audit.afterGap);
  const { count } = audit;
  const isNews = audit.afterGap || count.lost + count.resent + count.orphaned > 0;
  if (isNews) emit(turn, { type: 'switch.reconciled', switchId: snapshot.switchId, ...count });
  if (audit.afterGap) refreshAll(turn);
}

/** Ends the legs that the switch does not have any more, in the order in which they ended. */
function endMissing(turn: Turn, audit: Audit, seen: ReadonlyMap<string, LegSnapshot>): void {
  const witnesses = new Map(audit.snapshot.ended.map((w) => [w.legId, w]));
  const endedAt = (leg: Leg): number =>
    (witnesses.get(leg.legId) ?? leg.witness)?.endedAt ?? turn.at;
  const missing = [...turn.world.legs.values()]
    .filter((leg) => leg.switchId === audit.snapshot.switchId && !seen.has(leg.legId))
    .filter((leg) => mayJudge(turn, audit, leg))
    .sort((a, b) => endedAt(a) - endedAt(b));
  for (const leg of missing) {
    endMissingLeg(turn, leg, witnesses.get(leg.legId) ?? leg.witness);
  }
  audit.count.lost += missing.length;
}

/**
 * A leg that was heard of after the question was asked is not judged by the answer. Nor is one,
 * while the link was up all the time, whose originate may still wait in the driver.
 */
function mayJudge(turn: Turn, audit: Audit, leg: Leg): boolean {
  if (leg.touchedAt >= audit.requestedAt) return false;
  if (audit.afterGap) return true;
  return !isUnderWay(turn, leg, 'originate');
}

/**
 * A leg that lives on: what it did meanwhile is caught up, what it should do is asked for. A leg
 * that was heard of after the question is not told anew where it is: the answer may be older.
 */
function adopt(turn: Turn, audit: Audit, leg: Leg, seen: LegSnapshot): void {
  audit.count.adopted += 1;
  noteAlive(turn, leg);
  const isFresh = leg.touchedAt >= audit.requestedAt;
  if (!isFresh) catchUp(turn, audit, leg, seen);
  settleEffects(turn, leg, audit.requestedAt);
  if (audit.afterGap) repeatCommands(turn, audit, leg);
  restoreMedia(turn, audit, leg);
  if (!isFresh) restoreBridge(turn, audit, leg);
}

function catchUp(turn: Turn, audit: Audit, leg: Leg, seen: LegSnapshot): void {
  const call = callOf(turn.world, leg);
  if (seen.state === 'answered') {
    const { answeredAt } = seen;
    noteAnswered(turn, leg, call, { ...(answeredAt !== undefined && { answeredAt }) });
  }
  if (leg.media && audit.playing.has(leg.media.mediaId)) leg.media.started = true;
  const actual = audit.bridgeOf.get(leg.legId);
  const isHeld = seen.held && actual === undefined;
  const role = audit.roleOf.get(leg.legId);
  if (actual === leg.bridgeId && isHeld === leg.held && role === roleOf(leg)) return;
  if (actual === undefined) leg.bridgeId = undefined;
  else leg.bridgeId = actual;
  leg.held = isHeld;
  takeRole(leg, role);
  if (call) noteMoved(turn, call, leg);
}

/** The role of those who do not simply talk. */
const roleOf = ({ role }: Leg): BridgeRole | undefined => (role === 'talk' ? undefined : role);

const REPEATED: ReadonlySet<string> = new Set(['answer', 'join', 'leave', 'hold', 'hangup']);

/**
 * After a gap: what was asked for before it and shows no effect is asked for again. An open
 * originate never is: its leg is here and will report. Media is begun anew by `restoreMedia`.
 */
function repeatCommands(turn: Turn, audit: Audit, leg: Leg): void {
  for (const commandId of [...leg.commandIds]) {
    const open = turn.world.commands.get(commandId);
    if (!open || open.sentAt >= audit.requestedAt) continue;
    const { command } = open;
    if (REPEATED.has(command.type)) {
      sendAgain(turn, commandId);
      audit.count.resent += 1;
    } else if (command.type === 'originate') {
      setTimer(turn, { kind: 'command', commandId }, turn.at + deadlineMs(command));
    } else if (command.type === 'detect-machine') {
      // What was heard meanwhile nobody tells: somebody may be waiting in silence.
      settle(turn, commandId);
      const call = callOf(turn.world, leg);
      if (call) noteMachine(turn, call, 'unsure');
    } else settle(turn, commandId);
  }
}

/**
 * What should play and cannot be seen to play. After a gap it is begun again: better twice than a
 * silent wait. Else the report of its end was lost; one that never began has its deadline.
 */
function restoreMedia(turn: Turn, audit: Audit, leg: Leg): void {
  const { media } = leg;
  const call = callOf(turn.world, leg);
  if (leg.hangup) return;
  if (!media) return restoreMusic(turn, leg, call);
  if (media.since >= audit.requestedAt || audit.playing.has(media.mediaId)) return;
  if (!audit.afterGap) {
    const isFresh = leg.touchedAt >= audit.requestedAt;
    const end = { mediaId: media.mediaId, reason: 'finished' } as const;
    if (media.started && !isFresh) noteMediaEnded(turn, leg, call, end);
    return;
  }
  // It may play on all the same, begun by an engine before this one: a tone would do so for ever.
  const { legId, switchId } = leg;
  send(turn, switchId, { type: 'stop-media', legId, mediaId: media.mediaId });
  // What was said to one who waits may be true no more: the music goes on.
  if (call?.phase === 'queued') playMusic(turn, call);
  else playTo(turn, legId, { media: media.media, bargeIn: media.bargeIn });
  audit.count.resent += 1;
}

/** A caller in a queue whose music failed to begin hears it from the next look on. */
function restoreMusic(turn: Turn, leg: Leg, call: Call | undefined): void {
  const isSilent = call && hearsMusic(call) && leg.owner.kind === 'customer';
  if (isSilent && leg.wantedBridgeId === undefined) playMusic(turn, call);
}

/** Out of the place that it belongs in, with no command under way: put there. */
function restoreBridge(turn: Turn, audit: Audit, leg: Leg): void {
  const { wantedBridgeId } = leg;
  if (wantedBridgeId === undefined || leg.hangup) return;
  // A hold that was never carried out, and whose deadline has passed, is forgotten.
  if (leg.wantedHeld && !leg.held && !isUnderWay(turn, leg, 'hold')) {
    leg.wantedHeld = false;
    const call = callOf(turn.world, leg);
    if (call) holdFailed(turn, call, leg);
  }
  const isAway = leg.bridgeId !== wantedBridgeId;
  const isOther = (leg.part?.role ?? 'talk') !== (leg.role ?? 'talk');
  if (leg.wantedHeld || !(isAway || isOther) || isUnderWay(turn, leg, 'join')) return;
  joinLeg(turn, leg, wantedBridgeId);
  audit.count.resent += 1;
}

/** A leg that we do not know: a caller is taken, a call of ours that nobody wants is ended. */
function takeStranger(turn: Turn, audit: Audit, leg: LegSnapshot): void {
  const { world } = turn;
  if (world.legs.has(leg.legId)) return;
  const ended = world.endedLegs.get(leg.legId);
  if (ended && ended.endedAt >= audit.requestedAt) return;
  if (leg.direction === 'inbound' && !ended) {
    const { switchId } = audit.snapshot;
    const { legId, ani = '', dnis = '', createdAt } = leg;
    const answeredAt = leg.state === 'answered' ? (leg.answeredAt ?? turn.at) : undefined;
    const offer = { type: 'leg.offered', switchId, legId, ani, dnis } as const;
    const seen = { ...offer, ...(createdAt !== undefined && { createdAt }) };
    return takeCall(turn, seen, answeredAt);
  }
  hangUpOrphan(turn, audit.snapshot.switchId, leg.legId);
  audit.count.orphaned += 1;
}
