import type { Call } from '../../src/core/call/call';
import type { Guest } from '../../src/core/call/guest';
import type { Leg } from '../../src/core/call/leg';
import type { World } from '../../src/core/world';
import type { SwitchSnapshot } from '../../src/port/switch';
import { recordingsDiffer } from './recording-laws';

/** How long a doubt may last, in ms. */
export interface Patience {
  /** What is on its way between world and switch has arrived by then. */
  readonly underWayMs: number;
  /** What only an audit finds is found within this time: a leg that nobody knows, silence. */
  readonly auditMs: number;
}

interface Doubt {
  readonly since: number;
  isTold: boolean;
}

/**
 * The world held against what a switch itself says. An event or a command under way makes them
 * differ for an instant: what differs in the same way for longer than the patience is broken.
 */
export class SwitchLaws {
  readonly broken: string[] = [];
  private doubts = new Map<string, Doubt>();

  /** To be called every few seconds. `deviceOf`: which phone an outbound leg was meant for. */
  take(
    world: World,
    snapshot: SwitchSnapshot,
    patience: Patience,
    deviceOf: (legId: string) => string | undefined,
  ): void {
    const { switchId } = snapshot;
    if (world.switches.get(switchId)?.state !== 'up') return this.forget(switchId);
    this.broken.push(...twoOnOnePhone(snapshot, deviceOf));
    const seen = new Map<string, Doubt>();
    const add = (line: string, patienceMs: number): void => {
      const key = `${switchId}: ${line}`;
      const doubt = this.doubts.get(key) ?? { since: world.at, isTold: false };
      seen.set(key, doubt);
      if (doubt.isTold || world.at - doubt.since <= patienceMs) return;
      doubt.isTold = true;
      this.broken.push(key);
    };
    for (const line of strangers(world, snapshot)) add(line, patience.auditMs);
    for (const line of silences(world, snapshot)) add(line, patience.auditMs);
    for (const line of heldInDoubt(world, snapshot)) add(line, patience.auditMs);
    for (const line of differences(world, snapshot)) add(line, patience.underWayMs);
    for (const line of recordingsDiffer(world, snapshot)) add(line, patience.auditMs);
    this.forget(switchId);
    for (const [key, doubt] of seen) this.doubts.set(key, doubt);
  }

  /** The link is away, or things go wrong on purpose: what differed may begin anew. */
  forget(switchId: string): void {
    for (const key of this.doubts.keys()) {
      if (key.startsWith(`${switchId}: `)) this.doubts.delete(key);
    }
  }
}

/** All that differs now, for an instant at which nothing is under way. */
export const brokenOnSwitch = (world: World, snapshot: SwitchSnapshot): string[] => [
  ...strangers(world, snapshot),
  ...silences(world, snapshot),
  ...heldInDoubt(world, snapshot),
  ...differences(world, snapshot),
  ...recordingsDiffer(world, snapshot),
];

export function twoOnOnePhone(
  { legs }: SwitchSnapshot,
  deviceOf: (legId: string) => string | undefined,
): string[] {
  const used = new Map<string, string>();
  return legs.flatMap(({ legId }) => {
    const device = deviceOf(legId);
    if (device === undefined) return [];
    const other = used.get(device);
    used.set(device, legId);
    return other === undefined ? [] : [`${device}'s phone has the legs ${other} and ${legId}`];
  });
}

const strangers = (world: World, { legs }: SwitchSnapshot): string[] =>
  legs
    .filter(({ legId }) => !world.legs.has(legId))
    .map(({ legId, state }) => `leg ${legId} (${state}) lives, and the world does not know it`);

/** Each difference carries since when its call stands so: whatever moves begins a new doubt. */
function differences(world: World, snapshot: SwitchSnapshot): string[] {
  const { switchId } = snapshot;
  const live = new Set(snapshot.legs.map(({ legId }) => legId));
  const dead = [...world.legs.values()]
    .filter((leg) => leg.switchId === switchId && !live.has(leg.legId))
    .filter((leg) => !isMoving(world, leg))
    .map(({ legId, touchedAt }) => `leg ${legId} (${touchedAt}) is dead, and the world keeps it`);
  return [...dead, ...restingCalls(world, switchId, (call) => misplaced(call, snapshot))];
}

/** Callers who should hear something and do not. */
const silences = (world: World, snapshot: SwitchSnapshot): string[] =>
  restingCalls(world, snapshot.switchId, (call) => silent(world, call, snapshot));

/** Somebody is to be on hold, nothing is under way, and nobody knows whether it happened. */
const heldInDoubt = (world: World, { switchId }: SwitchSnapshot): string[] =>
  restingCalls(world, switchId, (call) => {
    const legs = legsOf(call).flatMap((legId) => world.legs.get(legId ?? '') ?? []);
    const leg = legs.find(({ wantedHeld, held }) => wantedHeld && !held);
    return leg ? `has ${leg.legId}, of which nobody knows whether it is on hold` : null;
  });

/** What is said of the calls on this switch of which nothing is asked at the moment. */
function restingCalls(
  world: World,
  switchId: string,
  complaint: (call: Call) => string | null,
): string[] {
  return [...world.calls.values()]
    .filter((call) => call.switchId === switchId)
    .filter((call) => !legsOf(call).some((id) => isMovingId(world, id)))
    .flatMap((call) => {
      const line = complaint(call);
      const touched = world.legs.get(call.legId)?.touchedAt;
      return line ? [`call ${call.callId} (${call.phase}, ${touched}) ${line}`] : [];
    });
}

const legsOf = ({ legId, agentLegId, guests = [] }: Call): readonly (string | undefined)[] => [
  legId,
  agentLegId,
  ...guests.map((guest) => guest.legId),
];

function isMovingId(world: World, legId: string | undefined): boolean {
  const leg = world.legs.get(legId ?? '');
  return leg !== undefined && isMoving(world, leg);
}

/** Something is asked of it: its deadline will tell. */
const isMoving = (world: World, leg: Leg): boolean =>
  leg.commandIds.length > 0 || world.timers.has(`gone:${leg.legId}`);

function misplaced(call: Call, snapshot: SwitchSnapshot): string | null {
  const bridgeOf = (legId = ''): string | undefined =>
    snapshot.bridges.find((b) => b.legIds.includes(legId))?.bridgeId;
  const away = (call.guests ?? []).find((guest) => !isPlaced(call, guest, snapshot));
  if (away) return `has ${away.legId}, ${away.phase} as ${away.mode ?? away.role}, elsewhere`;
  switch (call.phase) {
    case 'talking': {
      const both = [bridgeOf(call.legId), bridgeOf(call.agentLegId)];
      const isJoined = both.every((id) => id !== undefined && id === call.bridgeId);
      return isJoined ? null : `is not in one bridge: ${both.join(', ')}`;
    }
    case 'held': {
      const customer = snapshot.legs.find((leg) => leg.legId === call.legId);
      const isHeld = customer?.held === true && bridgeOf(call.legId) === undefined;
      return isHeld ? null : 'is not on hold';
    }
    case 'connecting':
      return 'is still not joined';
    default:
      return null;
  }
}

/** The switch says of a guest what the call does. */
function isPlaced(call: Call, guest: Guest, { legs, bridges }: SwitchSnapshot): boolean {
  const { legId, mode } = guest;
  const bridge = bridges.find((b) => b.legIds.includes(legId));
  if (guest.phase === 'held') return !bridge && legs.some((l) => l.legId === legId && l.held);
  if (guest.phase !== 'present') return true;
  const wanted = mode === undefined || mode === 'barge' ? 'talk' : mode;
  const role = bridge?.roles?.find((one) => one.legId === legId)?.role ?? 'talk';
  // A consultation is out of the customer's hearing.
  const isOverheard = guest.role === 'consult' && bridge?.legIds.includes(call.legId) === true;
  return bridge?.bridgeId === call.bridgeId && role === wanted && !isOverheard;
}

function silent(world: World, call: Call, { media }: SwitchSnapshot): string | null {
  const mediaId = world.legs.get(call.legId)?.media?.mediaId;
  const plays = media.some((m) => m.legId === call.legId && m.mediaId === mediaId);
  const waits = ['queued', 'transferring', 'parked'].includes(call.phase);
  if (waits) return plays ? null : 'hears no music';
  const isPrompting = call.phase === 'ivr' && mediaId !== undefined;
  return isPrompting && !plays ? 'hears no prompt' : null;
}
