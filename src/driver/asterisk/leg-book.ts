import { LegRevisions } from '../link/leg-revisions';
import { wake } from '../link/leg-watch';
import { RecentIds } from '../link/recent-ids';
import type { AriChannel } from './ari-event';
import { timeOf } from './ari-event';
import { isOwnLegId, legIdOf } from './channel-id';
import type { Booth, Leg } from './leg';

export interface BridgeEntry {
  readonly bridgeId: string;
  readonly legIds: Set<string>;
  /** Joins under way: an empty bridge is kept for them. */
  joining: number;
  /** Resolves when Asterisk has made it. */
  made: Promise<void>;
}

/** The legs and bridges of one switch, as the driver knows them. */
export class LegBook extends LegRevisions {
  readonly bridges = new Map<string, BridgeEntry>();
  /** By the id of their own bridge. */
  readonly booths = new Map<string, Booth>();
  private readonly byLegId = new Map<string, Leg>();
  private readonly recentlyEnded = new RecentIds();
  private readonly givenUp = new RecentIds();

  constructor(private readonly switchId: string) {
    super();
  }

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

  /** A call of ours that was reported as failed, though Asterisk may have made its channel. */
  isGivenUp(channelId: string): boolean {
    return this.givenUp.has(channelId);
  }

  giveUp(leg: Leg): void {
    this.close(leg);
    this.givenUp.add(leg.channelId);
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
    this.recentlyEnded.add(leg.legId);
    wake(leg);
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
    part: { role: 'talk' },
    muted: false,
    moving: false,
    entrances: 0,
    held: false,
    unsure: new Map(),
    redirecting: false,
    takenAway: false,
    detecting: false,
    tail: Promise.resolve(),
    watchers: new Set(),
    ended: false,
  };
}
