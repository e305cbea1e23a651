import { CodedError } from '../../port/coded-error';
import type { BridgeSnapshot, LegSnapshot, SwitchSnapshot } from '../../port/switch';
import type { LegWitness } from '../../port/switch-event';
import type { AriBridge, AriChannel } from './ari-event';
import { type AriReply, isDone, messageOf } from './ari-link';
import { HELD_VARIABLE } from './bridge-desk';
import { isHelperChannel, legIdOf } from './channel-id';
import type { DriverDesk } from './driver-desk';
import type { WireReader } from './from-wire';
import type { Leg } from './leg';
import { type BridgeEntry, stateOf } from './leg-book';
import type { MediaDesk } from './media-desk';
import type { RecordingDesk } from './recording-desk';
import { hangupRequest } from './to-wire';

const LISTING_MS = 15_000;

interface Listing {
  readonly channels: readonly AriChannel[];
  readonly bridges: readonly AriBridge[];
}

export interface SnapshotParts {
  readonly desk: DriverDesk;
  readonly reader: WireReader;
  readonly media: MediaDesk;
  readonly recordings: RecordingDesk;
}

/**
 * What lives on the switch and is ours, and makes the driver's own book agree with it. Events
 * that come while Asterisk answers win over its answer.
 */
export async function takeSnapshot(
  parts: SnapshotParts,
  ended: readonly LegWitness[],
): Promise<SwitchSnapshot> {
  const { desk, recordings } = parts;
  const { book } = desk;
  const isStale = book.isStale;
  const revision = book.latest;
  const before = new Set(book.legs());
  const { channels, bridges } = await listing(desk);
  const alive = channels.filter(({ id }) => isAlive(desk, id));
  const met = alive.filter(({ id }) => !book.ofChannel(id));
  const found = new Set(alive.map((channel) => book.adopt(channel)));
  for (const leg of before) if (!found.has(leg) && leg.made) missed(parts, leg);
  const untouched = [...found].filter((leg) => leg.revision <= revision);
  agreeOnBridges(desk, bridges, new Set(untouched));
  const toLearn = isStale ? alive : met;
  await Promise.all(toLearn.map((channel) => learn(desk, channel, revision)));
  if (isStale) await Promise.all([recordings.verify(), parts.media.verify()]);
  if (isStale) book.isStale = false;
  const legs = book.legs().filter((leg) => leg.made);
  return {
    switchId: desk.switchId,
    legs: legs.map(legSnapshot),
    bridges: bridgeSnapshots(desk),
    media: legs.flatMap(({ legId, media }) => (media ? [{ mediaId: media.mediaId, legId }] : [])),
    recordings: recordings.ids(),
    ended,
  };
}

/** False for one that has ended since, and for one that we gave up, which is hung up. */
function isAlive(desk: DriverDesk, channelId: string): boolean {
  const { book, switchId } = desk;
  if (book.ofChannel(channelId)) return true;
  if (!book.isGivenUp(channelId)) return !book.hasEnded(legIdOf(switchId, channelId));
  desk.ask(hangupRequest(channelId, 16), { urgent: true }).catch(() => undefined);
  return false;
}

/**
 * A leg that Asterisk does not list. After a gap its end was told while nobody listened, and the
 * snapshot tells it by leaving it out; else its last event is on the way.
 */
function missed({ desk, reader }: SnapshotParts, leg: Leg): void {
  if (leg.ended) return;
  if (desk.book.isStale && !desk.book.isFresh(leg)) desk.book.close(leg);
  else if (!leg.detecting) reader.gone(leg);
}

async function listing(desk: DriverDesk): Promise<Listing> {
  const asking = { deadlineMs: LISTING_MS };
  const [app, channels, bridges] = await Promise.all([
    desk.ask({ method: 'GET', path: ['applications', desk.app] }, asking),
    desk.ask({ method: 'GET', path: ['channels'] }, asking),
    desk.ask({ method: 'GET', path: ['bridges'] }, asking),
  ]);
  const { channel_ids: ours = [], bridge_ids: ourBridges = [] } = read(app) as {
    channel_ids?: string[];
    bridge_ids?: string[];
  };
  const isOurs = new Set(ours);
  const isOurBridge = new Set(ourBridges);
  return {
    channels: (read(channels) as AriChannel[]).filter(
      ({ id, name }) => isOurs.has(id) && !isHelperChannel(name),
    ),
    bridges: (read(bridges) as AriBridge[]).filter(
      (bridge) => isOurBridge.has(bridge.id) || bridge.channels.some((id) => isOurs.has(id)),
    ),
  };
}

function read(reply: AriReply): unknown {
  if (isDone(reply)) return reply.body;
  throw new CodedError('SWITCH_DOWN', `no snapshot: ${messageOf(reply)}`);
}

/** Who is in which bridge, for legs of which nothing was heard since the question. */
function agreeOnBridges(
  desk: DriverDesk,
  bridges: readonly AriBridge[],
  untouched: ReadonlySet<Leg>,
): void {
  const { book } = desk;
  const told = new Map<Leg, string>();
  for (const { id, channels } of bridges) {
    for (const channelId of channels) {
      const leg = book.ofChannel(channelId);
      if (leg) told.set(leg, id);
    }
  }
  for (const leg of untouched) {
    const bridgeId = told.get(leg);
    if (bridgeId === leg.bridgeId || leg.cancelLeft) continue;
    if (leg.bridgeId !== undefined) book.bridges.get(leg.bridgeId)?.legIds.delete(leg.legId);
    if (bridgeId === undefined) delete leg.bridgeId;
    else {
      leg.bridgeId = bridgeId;
      entryOf(desk, bridgeId).legIds.add(leg.legId);
    }
  }
  if (!book.isStale) return;
  for (const bridge of [...book.bridges.values()]) {
    if (bridge.joining === 0 && bridge.legIds.size === 0) book.bridges.delete(bridge.bridgeId);
  }
}

function entryOf({ book }: DriverDesk, bridgeId: string): BridgeEntry {
  const known = book.bridges.get(bridgeId);
  if (known) return known;
  const made = Promise.resolve();
  const entry: BridgeEntry = { bridgeId, legIds: new Set(), joining: 0, made };
  book.bridges.set(bridgeId, entry);
  return entry;
}

/** What a leg's channel alone does not tell, asked of Asterisk once for each leg we met here. */
async function learn(desk: DriverDesk, channel: AriChannel, revision: number): Promise<void> {
  const leg = desk.book.ofChannel(channel.id);
  if (!leg || leg.revision > revision) return;
  if (leg.direction === 'inbound') {
    leg.ani ??= channel.caller?.number ?? '';
    leg.dnis ??= dnisOf(channel);
  }
  if (!leg.upBefore) leg.state = stateOf(channel.state, leg.direction);
  if (leg.state === 'answered' && leg.answeredAt === undefined) {
    const answer = await variable(desk, leg, 'CDR(answer,u)');
    const at = answer === undefined ? 0 : Math.round(Number(answer) * 1000);
    if (at > 0) leg.answeredAt ??= at;
  }
  if (!leg.adopted) return;
  const held = await variable(desk, leg, HELD_VARIABLE);
  leg.held = held !== undefined && leg.bridgeId === undefined;
}

/** From `leitstand,4711`, the arguments with which the dialplan sent it to us. */
function dnisOf(channel: AriChannel): string {
  const args = channel.dialplan?.app_data?.split(',').slice(1) ?? [];
  const told = args[0] === 'inbound' ? args[1] : args[0];
  return (told === 'amd' ? undefined : told) ?? channel.dialplan?.exten ?? '';
}

async function variable(desk: DriverDesk, leg: Leg, name: string): Promise<string | undefined> {
  const path = ['channels', leg.channelId, 'variable'];
  const reply = await desk.ask({ method: 'GET', path, query: { variable: name } });
  const value = (reply.body as { value?: unknown } | undefined)?.value;
  return isDone(reply) && typeof value === 'string' && value !== '' ? value : undefined;
}

function legSnapshot(leg: Leg): LegSnapshot {
  const { legId, direction, state, held, createdAt, answeredAt, ani, dnis } = leg;
  return {
    legId,
    direction,
    state,
    held,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(ani === undefined ? {} : { ani }),
    ...(dnis === undefined ? {} : { dnis }),
  };
}

const bridgeSnapshots = (desk: DriverDesk): readonly BridgeSnapshot[] =>
  [...desk.book.bridges.values()]
    .filter(({ legIds }) => legIds.size > 0)
    .map(({ bridgeId, legIds }) => ({ bridgeId, legIds: [...legIds] }));
