import { CodedError } from '../../port/coded-error';
import type { BridgeSnapshot, LegSnapshot, SwitchSnapshot } from '../../port/switch';
import type { LegWitness } from '../../port/switch-event';
import { partIn, rolesOf } from '../link/bridge-part';
import type { AriBridge, AriChannel } from './ari-event';
import { type AriReply, isDone, messageOf } from './ari-link';
import type { BoothDesk } from './booth-desk';
import { HELD_VARIABLE, PART_VARIABLE } from './bridge-desk';
import { isHelperChannel, legIdOf } from './channel-id';
import type { DriverDesk } from './driver-desk';
import { isNoChannel } from './failure';
import type { WireReader } from './from-wire';
import type { Leg } from './leg';
import { type BridgeEntry, stateOf } from './leg-book';
import type { MediaDesk } from './media-desk';
import type { RecordingDesk } from './recording-desk';
import { type SnoopDesk, snoopOf } from './snoop-desk';
import { boothIn, channelVariableRequest, hangupRequest, unsubscribeRequest } from './to-wire';

const LISTING_MS = 15_000;

interface Listing {
  readonly channels: readonly AriChannel[];
  /** Channels of ours that are no legs. */
  readonly snoopIds: readonly string[];
  readonly bridges: readonly AriBridge[];
}

export interface SnapshotParts {
  readonly desk: DriverDesk;
  readonly reader: WireReader;
  readonly media: MediaDesk;
  readonly recordings: RecordingDesk;
  readonly booths: BoothDesk;
  readonly snoops: SnoopDesk;
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
  const { channels, snoopIds, bridges } = await listing(desk);
  const alive = channels.filter(({ id }) => isAlive(desk, id));
  const met = alive.filter(({ id }) => !book.ofChannel(id));
  const found = new Set(alive.map((channel) => book.adopt(channel)));
  for (const leg of before) if (!found.has(leg) && leg.made) missed(parts, leg);
  const untouched = [...found].filter((leg) => leg.revision <= revision);
  agreeOnBridges(desk, bridges, new Set(untouched));
  const toLearn = isStale ? alive : met;
  const gone = await Promise.all(toLearn.map((channel) => learn(desk, channel, revision)));
  for (const leg of gone) if (leg) vanished(parts, leg, met);
  if (isStale) await afterGap(parts, snoopIds, met);
  const legs = book.legs().filter((leg) => leg.made);
  return {
    switchId: desk.switchId,
    legs: legs.map(legSnapshot),
    bridges: bridgeSnapshots(desk),
    media: legs.flatMap(({ legId, media }) => (media ? [{ mediaId: media.mediaId, legId }] : [])),
    recordings: recordings.ids(),
    pausedRecordings: recordings.pausedIds(),
    ended,
  };
}

/** What only a gap can have put out of order, or an engine before us have left. */
async function afterGap(
  { desk, reader, media, recordings, booths, snoops }: SnapshotParts,
  snoopIds: readonly string[],
  met: readonly AriChannel[],
): Promise<void> {
  const { book } = desk;
  const legs = met.flatMap(({ id }) => book.ofChannel(id) ?? []);
  for (const leg of legs) if (leg.direction === 'inbound') reader.subscribe(leg);
  await Promise.all([recordings.verify(), media.verify(), recordings.adopt(snoopIds, legs)]);
  booths.verify();
  for (const channelId of snoopIds) {
    const { purpose, id = '' } = snoopOf(channelId) ?? {};
    if (purpose !== 'record' && !book.booths.has(id)) snoops.end(channelId);
  }
  book.isStale = false;
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

/**
 * Asterisk lists its channel and has none: a redirect that crosses a hangup leaves such a ghost,
 * for ever. One that nobody was told of is forgotten; else it counts as not listed.
 */
function vanished(parts: SnapshotParts, leg: Leg, met: readonly AriChannel[]): void {
  const { book, app, ask } = parts.desk;
  const isUnheardOf = leg.revision === 0 && met.some(({ id }) => id === leg.channelId);
  if (isUnheardOf && !leg.ended) book.close(leg);
  else missed(parts, leg);
  ask(unsubscribeRequest(app, leg.channelId)).catch(() => undefined);
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
  const all = (read(channels) as AriChannel[]).filter(({ id }) => isOurs.has(id));
  return {
    channels: all.filter(({ name }) => !isHelperChannel(name)),
    snoopIds: all.filter(({ name }) => isHelperChannel(name)).map(({ id }) => id),
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
  const told = placesOf(desk, bridges);
  for (const leg of untouched) {
    const placeId = told.get(leg);
    if (leg.cancelLeft || leg.moving) continue;
    if (placeId === undefined) delete leg.placeId;
    else leg.placeId = placeId;
    const booth = book.booths.get(placeId ?? '');
    if (booth) leg.booth = booth;
    const bridgeId = booth?.bridgeId ?? placeId;
    if (bridgeId === leg.bridgeId) continue;
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

/** Where each leg is. A booth of an engine before us is known by its name. */
function placesOf(desk: DriverDesk, bridges: readonly AriBridge[]): ReadonlyMap<Leg, string> {
  const { book, switchId } = desk;
  const told = new Map<Leg, string>();
  for (const { id, name, channels } of bridges) {
    const place = boothIn(name);
    if (place && !book.booths.has(id)) {
      const coachedLegId = legIdOf(switchId, place.channelId);
      book.booths.set(id, { boothId: id, bridgeId: place.bridgeId, coachedLegId });
    }
    for (const channelId of channels) {
      const leg = book.ofChannel(channelId);
      if (leg) told.set(leg, id);
    }
  }
  return told;
}

function entryOf({ book }: DriverDesk, bridgeId: string): BridgeEntry {
  const known = book.bridges.get(bridgeId);
  if (known) return known;
  const made = Promise.resolve();
  const entry: BridgeEntry = { bridgeId, legIds: new Set(), joining: 0, made };
  book.bridges.set(bridgeId, entry);
  return entry;
}

/**
 * What a leg's channel alone does not tell, asked of Asterisk once for each leg we met here.
 * Returns the leg when Asterisk has no such channel, though it lists one.
 */
async function learn(
  desk: DriverDesk,
  channel: AriChannel,
  revision: number,
): Promise<Leg | undefined> {
  const leg = desk.book.ofChannel(channel.id);
  if (!leg || leg.revision > revision) return;
  if (leg.direction === 'inbound') {
    leg.ani ??= channel.caller?.number ?? '';
    leg.dnis ??= dnisOf(channel);
  }
  if (!leg.upBefore) leg.state = stateOf(channel.state, leg.direction);
  const answer = await desk.ask(channelVariableRequest(leg.channelId, 'CDR(answer,u)'));
  if (isNoChannel(answer)) return leg;
  const at = Math.round(Number(valueIn(answer) ?? 0) * 1000);
  if (leg.state === 'answered' && at > 0) leg.answeredAt ??= at;
  if (!leg.adopted) return;
  const held = await variable(desk, leg, HELD_VARIABLE);
  leg.held = held !== undefined && leg.bridgeId === undefined;
  leg.part = partIn(await variable(desk, leg, PART_VARIABLE));
  leg.muted = leg.part.role !== 'talk' && leg.booth === undefined;
}

/** From `leitstand,4711`, the arguments with which the dialplan sent it to us. */
function dnisOf(channel: AriChannel): string {
  const args = channel.dialplan?.app_data?.split(',').slice(1) ?? [];
  const told = args[0] === 'inbound' ? args[1] : args[0];
  return (told === 'amd' ? undefined : told) ?? channel.dialplan?.exten ?? '';
}

async function variable(desk: DriverDesk, leg: Leg, name: string): Promise<string | undefined> {
  return valueIn(await desk.ask(channelVariableRequest(leg.channelId, name)));
}

function valueIn(reply: AriReply): string | undefined {
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

const bridgeSnapshots = ({ book }: DriverDesk): readonly BridgeSnapshot[] =>
  [...book.bridges.values()]
    .filter(({ legIds }) => legIds.size > 0)
    .map(({ bridgeId, legIds }) => {
      const legs = [...legIds].flatMap((legId) => book.get(legId) ?? []);
      return { bridgeId, legIds: [...legIds], roles: rolesOf(legs) };
    });
