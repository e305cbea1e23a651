import { CodedError } from '../../port/coded-error';
import { partIn } from '../link/bridge-part';
import { until } from '../link/leg-watch';
import {
  conferenceIn,
  directionOf,
  dumpOf,
  isDead,
  isParked,
  mediaIn,
  memberIn,
  partnerIn,
  recordingsIn,
  stateOf,
  variableIn,
} from './channel-dump';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { isTaken, learnCaller, type WireReader } from './from-wire';
import type { Leg } from './leg';
import { outOfConference } from './leg-book';
import type { MediaReader } from './media-reader';
import type { RecordingDesk } from './recording-desk';
import { timeOf } from './switch-time';
import { breakCommand, channelsCommand, dumpCommand, statusCommand, VARIABLE } from './to-wire';

const LISTING_MS = 15_000;
const LAST_EVENT_MS = 3000;
const LISTING_AGAIN_MS = 100;
const LISTINGS_MAX = 15;

export interface ListingParts {
  readonly desk: DriverDesk;
  readonly reader: WireReader;
  readonly media: MediaReader;
  readonly recordings: RecordingDesk;
  /** Brings back into order what only a gap can have put out of it. */
  readonly afterGap: () => Promise<void>;
}

interface Found {
  readonly uuid: string;
  readonly dump: EslEvent | null;
}

/**
 * Makes the driver's book agree with the channels that live. Events that come while FreeSWITCH
 * answers win over its answers. `isSettling`: right after the link came up, when the ends that
 * were told meanwhile are still to be read; nobody is taken for gone then, and what has become of
 * the legs that are known is left to the engine's own snapshot, which tells it.
 */
export async function agreeOnChannels(parts: ListingParts, isSettling: boolean): Promise<void> {
  const { desk } = parts;
  const { book } = desk;
  const revision = book.latest;
  const known = new Set(isSettling ? book.legs() : []);
  const found = book.isStale ? await lookAtAll(desk) : await lookAt(desk, await unsure(desk));
  for (const { uuid, dump } of found) {
    const leg = book.ofChannel(uuid);
    if (dump === null || isDead(dump)) {
      if (leg && !isSettling) missed(parts, leg);
      continue;
    }
    if (!leg) {
      meet(parts, uuid, dump);
      continue;
    }
    if (leg.direction === 'inbound' && !isTaken(dump)) parts.reader.take(leg);
    if (leg.revision <= revision && !known.has(leg)) learn(parts, leg, dump);
  }
  for (const { uuid, dump } of found) {
    const leg = book.ofChannel(uuid);
    if (!leg || known.has(leg)) continue;
    if (dump && leg.revision <= revision) agreeOnPartner(desk, leg, dump);
  }
}

/**
 * After a gap. The list comes from a database that is up to a second behind, so it is asked for
 * again until it has as many channels as FreeSWITCH counts.
 */
async function lookAtAll(desk: DriverDesk): Promise<readonly Found[]> {
  const { ask, book, clock } = desk;
  for (let attempt = 1; ; attempt += 1) {
    const known = book.legs().filter((leg) => leg.ordered || leg.made);
    const listed = uuidsIn(await ask(channelsCommand, { deadlineMs: LISTING_MS }));
    const found = await lookAt(desk, [...known.map(({ uuid }) => uuid), ...listed]);
    const alive = found.filter(({ dump }) => dump !== null).length;
    const counted = /^(\d+) session\(s\) - /m.exec(await ask(statusCommand))?.[1];
    if (alive >= Number(counted ?? 0) || attempt >= LISTINGS_MAX) return found;
    await new Promise<void>((done) => {
      clock.schedule(clock.now() + LISTING_AGAIN_MS, done);
    });
  }
}

/** Channels of which not all is known; whoever is missing in the list is looked at by itself. */
async function unsure({ ask, book }: DriverDesk): Promise<readonly string[]> {
  const listed = new Set(uuidsIn(await ask(channelsCommand, { deadlineMs: LISTING_MS })));
  const known = book.legs().filter((leg) => leg.made && !listed.has(leg.uuid));
  const isNew = (uuid: string): boolean =>
    !book.ofChannel(uuid) &&
    (!book.hasEnded(uuid) || book.isGivenUp(uuid)) &&
    !book.isForeign(uuid);
  return [...known.map(({ uuid }) => uuid), ...[...listed].filter(isNew)];
}

function lookAt({ ask }: DriverDesk, uuids: readonly string[]): Promise<readonly Found[]> {
  const look = async (uuid: string): Promise<Found> => {
    const reply = await ask(dumpCommand(uuid), { deadlineMs: LISTING_MS });
    return { uuid, dump: dumpOf(reply) };
  };
  return Promise.all([...new Set(uuids)].map(look));
}

function uuidsIn(reply: string): readonly string[] {
  try {
    const { rows = [] } = JSON.parse(reply) as { rows?: readonly { uuid?: unknown }[] };
    return rows.flatMap(({ uuid }) => (typeof uuid === 'string' ? [uuid] : []));
  } catch {
    throw new CodedError('SWITCH_DOWN', 'FreeSWITCH did not list its channels');
  }
}

/**
 * A leg without a channel. After a gap its end was told while nobody listened, and the snapshot
 * tells it by leaving it out; else its last event is on the way.
 */
function missed({ desk, reader, media, recordings }: ListingParts, leg: Leg): void {
  const { book, clock } = desk;
  if (leg.ended) return;
  if (book.isStale && !book.isFresh(leg)) {
    book.close(leg);
    if (leg.media) media.forget(leg, leg.media);
    return recordings.legEnded(leg);
  }
  void until(clock, leg, () => false, LAST_EVENT_MS).then(() => reader.ended(leg, {}));
}

/** A channel that is not in the book: of an engine before us, of one who waits, or foreign. */
function meet(parts: ListingParts, uuid: string, dump: EslEvent): void {
  const { desk, reader } = parts;
  const { book, app } = desk;
  if (book.isGivenUp(uuid)) return reader.letGo(uuid);
  if (book.hasEnded(uuid)) return;
  const isOurs = variableIn(dump, VARIABLE.app) === app;
  const direction = directionOf(dump);
  if (!isOurs) {
    // The dialplan marks a caller in his first moments only.
    if (direction === 'outbound' || isParked(dump)) book.leaveAlone(uuid);
    return;
  }
  if (direction === 'inbound' && !isTaken(dump)) {
    if (!isParked(dump)) return;
    reader.offer(uuid, dump);
    if (dump.variable_current_application === 'playback') {
      desk.ask(breakCommand(uuid)).catch(() => undefined);
    }
    return;
  }
  learn(parts, book.adopt(uuid, direction), dump);
}

/** What a dump tells of a leg of ours. */
function learn({ desk, media, recordings }: ListingParts, leg: Leg, dump: EslEvent): void {
  const { book } = desk;
  leg.made = true;
  learnCaller(leg, dump);
  leg.state = stateOf(dump);
  if (leg.state === 'answered') {
    const answeredAt = timeOf(dump['Caller-Channel-Answered-Time']);
    if (answeredAt !== undefined) leg.answeredAt ??= answeredAt;
  }
  leg.part = partIn(variableIn(dump, VARIABLE.role));
  leg.held = variableIn(dump, VARIABLE.held) !== undefined;
  const bridgeId = variableIn(dump, VARIABLE.bridge);
  if (bridgeId === undefined) book.moveOut(leg);
  else book.moveIn(leg, bridgeId);
  const conference = conferenceIn(dump);
  leg.parked = isParked(dump);
  if (conference === undefined) outOfConference(leg);
  else {
    const memberId = memberIn(dump);
    if (leg.memberId !== memberId) outOfConference(leg);
    leg.conference = conference;
    if (memberId !== undefined) leg.memberId = memberId;
    if (bridgeId !== undefined) book.bridge(bridgeId).lifted = true;
  }
  learnMedia(media, leg, dump);
  const found = recordingsIn(dump);
  for (const [recordingId, note] of found) recordings.adopt(recordingId, leg, note);
  recordings.agree(leg, new Set([...found.values()].map(({ file }) => file)));
}

function learnMedia(reader: MediaReader, leg: Leg, dump: EslEvent): void {
  const mediaId = mediaIn(dump);
  const known = leg.media;
  if (known && known.mediaId !== mediaId) reader.ended(leg, known, { reason: 'finished' });
  if (mediaId === undefined || known?.mediaId === mediaId) return;
  const ofHold = mediaId === `hold-${leg.uuid}`;
  reader.watch(leg, { mediaId, ofHold, started: true });
}

function agreeOnPartner({ book }: DriverDesk, leg: Leg, dump: EslEvent): void {
  const uuid = partnerIn(dump);
  const partner = uuid === undefined ? undefined : book.ofChannel(uuid);
  if (partner === leg.partner) return;
  if (partner) book.pair(leg, partner);
  else book.separate(leg);
}
