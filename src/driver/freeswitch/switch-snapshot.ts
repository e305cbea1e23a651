import type { BridgeSnapshot, LegSnapshot, SwitchSnapshot } from '../../port/switch';
import type { LegWitness } from '../../port/switch-event';
import { rolesOf } from '../link/bridge-part';
import { agreeOnChannels, type ListingParts } from './channel-listing';
import type { DriverDesk } from './driver-desk';
import type { Leg } from './leg';

/** What lives on the switch and is ours, after the driver's own book was made to agree with it. */
export async function takeSnapshot(
  parts: ListingParts,
  ended: readonly LegWitness[],
): Promise<SwitchSnapshot> {
  const { desk, recordings } = parts;
  const { isStale } = desk.book;
  await agreeOnChannels(parts, false);
  desk.book.isStale = false;
  if (isStale) await parts.afterGap();
  const legs = desk.book.legs().filter((leg) => leg.ordered || leg.made);
  return {
    switchId: desk.switchId,
    legs: legs.map(legSnapshot),
    bridges: bridgeSnapshots(desk),
    media: legs.flatMap(({ legId, media }) =>
      media && !media.ofHold ? [{ mediaId: media.mediaId, legId }] : [],
    ),
    recordings: recordings.ids(),
    pausedRecordings: recordings.pausedIds(),
    ended,
  };
}

function legSnapshot(leg: Leg): LegSnapshot {
  const { legId, direction, state, held, createdAt, answeredAt, ani, dnis } = leg;
  const caller = direction === 'inbound' ? { ani: ani ?? '', dnis: dnis ?? '' } : {};
  return {
    legId,
    direction,
    state,
    held,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...caller,
  };
}

const bridgeSnapshots = (desk: DriverDesk): readonly BridgeSnapshot[] =>
  [...desk.book.bridges.values()]
    .filter(({ legs }) => legs.size > 0)
    .map(({ bridgeId, legs }) => ({
      bridgeId,
      legIds: [...legs].map(({ legId }) => legId),
      roles: rolesOf(legs),
    }));
