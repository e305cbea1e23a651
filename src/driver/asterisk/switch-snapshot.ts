import { CodedError } from '../../port/coded-error';
import type { BridgeSnapshot, LegSnapshot, SwitchSnapshot } from '../../port/switch';
import type { LegWitness } from '../../port/switch-event';
import type { AriBridge, AriChannel } from './ari-event';
import { type AriReply, isDone, messageOf } from './ari-link';
import { HELD_VARIABLE } from './bridge-desk';
import { isHelperChannel, legIdOf } from './channel-id';
import type { DriverDesk } from './driver-desk';
import type { Leg } from './leg';
import { stateOf } from './leg-book';

const LISTING_MS = 15_000;

interface Listing {
  readonly channels: readonly AriChannel[];
  readonly bridges: readonly AriBridge[];
}

/**
 * What lives on the switch and is ours, and makes the driver's own book agree with it. Events
 * that come while Asterisk answers win over its answer.
 */
export async function takeSnapshot(
  desk: DriverDesk,
  recordings: readonly string[],
  ended: readonly LegWitness[],
): Promise<SwitchSnapshot> {
  const before = new Set(desk.book.legs());
  const { channels, bridges } = await listing(desk);
  const alive = channels.filter(({ id }) => !desk.book.hasEnded(legIdOf(desk.switchId, id)));
  const strangers = alive.filter(({ id }) => !desk.book.ofChannel(id));
  const found = new Set(alive.map((channel) => desk.book.adopt(channel)));
  for (const leg of before) {
    if (!found.has(leg) && leg.inStasis) desk.book.close(leg);
  }
  adoptBridges(desk, bridges);
  await Promise.all(strangers.map((channel) => learn(desk, channel)));
  const legs = desk.book.legs().filter((leg) => found.has(leg) || !before.has(leg));
  return {
    switchId: desk.switchId,
    legs: legs.map(legSnapshot),
    bridges: bridgeSnapshots(desk),
    media: legs.flatMap(({ legId, media }) => (media ? [{ mediaId: media.mediaId, legId }] : [])),
    recordings,
    ended,
  };
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

/** Bridges that nobody of us has named since this process began, with who is in them. */
function adoptBridges(desk: DriverDesk, bridges: readonly AriBridge[]): void {
  const { book } = desk;
  for (const { id: bridgeId, channels } of bridges) {
    const known = book.bridges.get(bridgeId);
    const entry = known ?? { bridgeId, legIds: new Set(), joining: 0, made: Promise.resolve() };
    for (const channelId of channels) {
      const leg = book.ofChannel(channelId);
      if (!leg || leg.bridgeId !== undefined || leg.cancelLeft || leg.held) continue;
      leg.bridgeId = bridgeId;
      entry.legIds.add(leg.legId);
    }
    if (known || entry.legIds.size > 0) book.bridges.set(bridgeId, entry);
  }
}

/** What a leg's channel alone does not tell, asked of Asterisk once for each leg we met here. */
async function learn(desk: DriverDesk, channel: AriChannel): Promise<void> {
  const leg = desk.book.ofChannel(channel.id);
  if (!leg) return;
  if (leg.direction === 'inbound') {
    leg.ani ??= channel.caller?.number ?? '';
    leg.dnis ??= dnisOf(channel);
  }
  leg.state = stateOf(channel.state, leg.direction);
  const answer = await variable(desk, leg, 'CDR(answer,u)');
  const answeredAt = answer === undefined ? Number.NaN : Math.round(Number(answer) * 1000);
  if (leg.state === 'answered' && answeredAt > 0) leg.answeredAt ??= answeredAt;
  leg.held = (await variable(desk, leg, HELD_VARIABLE)) !== undefined && leg.bridgeId === undefined;
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
