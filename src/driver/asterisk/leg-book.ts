import { wake } from '../link/leg-watch';
import type { AriChannel } from './ari-event';
import { timeOf } from './ari-event';
import { isOwnLegId, legIdOf } from './channel-id';
import type { Leg } from './leg';

const ENDED_KEPT = 5000;

export interface BridgeEntry {
  readonly bridgeId: string;
  readonly legIds: Set<string>;
  /** Joins under way: an empty bridge is kept for them. */
  joining: number;
  /** Resolves when Asterisk has made it. */
  made: Promise<void>;
}

/** The legs and bridges of one switch, as the driver knows them. */
export class LegBook {
  readonly bridges = new Map<string, BridgeEntry>();
  private readonly byLegId = new Map<string, Leg>();
  private readonly recentlyEnded = new Set<string>();
  private readonly givenUp = new Set<string>();
  private revision = 0;
  private gapRevision = 0;
  /** Events may have been missed since the last snapshot, as always before the first one. */
  isStale = true;

  constructor(private readonly switchId: string) {}

  get(legId: string): Leg | undefined {
    return this.byLegId.get(legId);
  }

  ofChannel(channelId: string): Leg | undefined {
    return this.byLegId.get(legIdOf(this.switchId, channelId));
  }

  legs(): readonly Leg[] {
    return [...this.byLegId.values()];
  }

  /** A leg whose end was reported a while ago; late events about it mean nothing. */
  hasEnded(legId: string): boolean {
    return this.recentlyEnded.has(legId);
  }

  /** Marks that an event came about it. */
  touch(leg: Leg): void {
    this.revision += 1;
    leg.revision = this.revision;
  }

  /** The link is lost: what happens from now on nobody tells. */
  beginGap(): void {
    this.isStale = true;
    this.gapRevision = this.revision;
  }

  /** Whether events about it have come since the last gap, so that its end will be told as well. */
  isFresh(leg: Leg): boolean {
    return leg.revision > this.gapRevision;
  }

  /** Events of now have a higher revision than this. */
  get latest(): number {
    return this.revision;
  }

  /** A call of ours that was reported as failed, though Asterisk may have made its channel. */
  isGivenUp(channelId: string): boolean {
    return this.givenUp.has(channelId);
  }

  giveUp(leg: Leg): void {
    this.close(leg);
    remember(this.givenUp, leg.channelId);
  }

  /** A leg that we are about to call. */
  open(legId: string): Leg {
    this.givenUp.delete(legId);
    const leg = blank(legId, legId, 'outbound');
    this.byLegId.set(legId, leg);
    return leg;
  }

  /** The leg of a channel that Asterisk told of, known or not. */
  adopt(channel: AriChannel): Leg {
    const known = this.ofChannel(channel.id);
    if (known) return known;
    const direction = isOwnLegId(channel.id) ? 'outbound' : 'inbound';
    const leg = blank(legIdOf(this.switchId, channel.id), channel.id, direction);
    const createdAt = timeOf(channel.creationtime);
    if (createdAt !== undefined) leg.createdAt = createdAt;
    leg.state = stateOf(channel.state, direction);
    leg.inStasis = channel.dialplan?.app_name === 'Stasis';
    leg.made = true;
    leg.adopted = true;
    this.byLegId.set(leg.legId, leg);
    return leg;
  }

  /** Forgets a leg; its id is remembered for a while. */
  close(leg: Leg): void {
    leg.ended = true;
    leg.inStasis = false;
    leg.cancelLeft?.();
    this.byLegId.delete(leg.legId);
    if (leg.bridgeId !== undefined) this.bridges.get(leg.bridgeId)?.legIds.delete(leg.legId);
    remember(this.recentlyEnded, leg.legId);
    wake(leg);
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  if (ids.size <= ENDED_KEPT) return;
  for (const oldest of ids) {
    ids.delete(oldest);
    break;
  }
}

export function stateOf(channelState: string, direction: 'inbound' | 'outbound'): Leg['state'] {
  if (channelState === 'Up') return 'answered';
  if (direction === 'inbound') return 'offered';
  return channelState === 'Ringing' ? 'ringing' : 'dialing';
}

function blank(legId: string, channelId: string, direction: 'inbound' | 'outbound'): Leg {
  return {
    legId,
    channelId,
    direction,
    state: direction === 'inbound' ? 'offered' : 'dialing',
    inStasis: false,
    made: false,
    adopted: false,
    revision: 0,
    upBefore: false,
    entrances: 0,
    held: false,
    redirecting: false,
    takenAway: false,
    detecting: false,
    tail: Promise.resolve(),
    watchers: new Set(),
    ended: false,
  };
}
