import { LegRevisions } from '../link/leg-revisions';
import { wake } from '../link/leg-watch';
import { RecentIds } from '../link/recent-ids';
import { inboundLegId } from './channel-id';
import type { Leg } from './leg';

export interface BridgeEntry {
  readonly bridgeId: string;
  readonly legs: Set<Leg>;
  /** Its legs are in a conference, and stay there until one is left. */
  lifted: boolean;
  /** Joins and leaves run one after the other. */
  tail: Promise<void>;
  /** So many of them wait or run. */
  busy: number;
}

/** The legs and bridges of one switch, as the driver knows them. */
export class LegBook extends LegRevisions {
  readonly bridges = new Map<string, BridgeEntry>();
  private readonly byLegId = new Map<string, Leg>();
  private readonly byUuid = new Map<string, Leg>();
  private readonly recentlyEnded = new RecentIds();
  private readonly givenUp = new RecentIds();
  private readonly foreign = new RecentIds();

  constructor(private readonly switchId: string) {
    super();
  }

  get(legId: string): Leg | undefined {
    return this.byLegId.get(legId);
  }

  ofChannel(uuid: string): Leg | undefined {
    return this.byUuid.get(uuid);
  }

  legs(): readonly Leg[] {
    return [...this.byLegId.values()];
  }

  /** A channel whose end was reported a while ago; late events about it mean nothing. */
  hasEnded(uuid: string): boolean {
    return this.recentlyEnded.has(uuid);
  }

  /** A call of ours that was reported as failed, though FreeSWITCH may have made its channel. */
  isGivenUp(uuid: string): boolean {
    return this.givenUp.has(uuid);
  }

  giveUp(leg: Leg): void {
    this.close(leg);
    this.givenUp.add(leg.uuid);
  }

  /** A channel of somebody else, which nobody has to ask about again. */
  isForeign(uuid: string): boolean {
    return this.foreign.has(uuid);
  }

  leaveAlone(uuid: string): void {
    this.foreign.add(uuid);
  }

  /** A leg that we are about to call. */
  open(legId: string): Leg {
    this.givenUp.delete(legId);
    this.recentlyEnded.delete(legId);
    return this.enter(blank(legId, legId, 'outbound'));
  }

  /** The leg of a channel that lives already. */
  adopt(uuid: string, direction: 'inbound' | 'outbound'): Leg {
    const known = this.byUuid.get(uuid);
    if (known) return known;
    const legId = direction === 'inbound' ? inboundLegId(this.switchId, uuid) : uuid;
    const leg = this.enter(blank(legId, uuid, direction));
    leg.ordered = true;
    leg.made = true;
    return leg;
  }

  /** Forgets a leg; its id is remembered for a while. */
  close(leg: Leg): void {
    leg.ended = true;
    leg.parked = false;
    this.separate(leg);
    outOfConference(leg);
    this.byLegId.delete(leg.legId);
    this.byUuid.delete(leg.uuid);
    this.moveOut(leg);
    this.recentlyEnded.add(leg.uuid);
    wake(leg);
  }

  /** Two in a pair. */
  pair(one: Leg, other: Leg): void {
    for (const leg of [one, other]) {
      this.separate(leg);
      leg.parked = false;
      outOfConference(leg);
    }
    one.partner = other;
    other.partner = one;
    wake(one);
    wake(other);
  }

  /** The pair is no more; where its legs are now, their next events tell. */
  separate(leg: Leg): void {
    const other = leg.partner;
    delete leg.partner;
    if (other?.partner !== leg) return;
    delete other.partner;
    wake(other);
  }

  bridge(bridgeId: string): BridgeEntry {
    const known = this.bridges.get(bridgeId);
    if (known) return known;
    const legs = new Set<Leg>();
    const entry = { bridgeId, legs, lifted: false, tail: Promise.resolve(), busy: 0 };
    this.bridges.set(bridgeId, entry);
    return entry;
  }

  moveIn(leg: Leg, bridgeId: string): void {
    if (leg.bridgeId !== bridgeId) this.moveOut(leg);
    leg.bridgeId = bridgeId;
    this.bridge(bridgeId).legs.add(leg);
  }

  moveOut(leg: Leg): void {
    const { bridgeId } = leg;
    if (bridgeId === undefined) return;
    delete leg.bridgeId;
    this.bridges.get(bridgeId)?.legs.delete(leg);
    this.tidy(bridgeId);
  }

  /** Forgets a bridge that nobody is in or on the way to. */
  tidy(bridgeId: string): void {
    const entry = this.bridges.get(bridgeId);
    if (entry && entry.legs.size === 0 && entry.busy === 0) this.bridges.delete(bridgeId);
  }

  private enter(leg: Leg): Leg {
    this.byLegId.set(leg.legId, leg);
    this.byUuid.set(leg.uuid, leg);
    return leg;
  }
}

/** It is in none now, and nothing that was said about it there holds in the next one. */
export function outOfConference(leg: Leg): void {
  delete leg.conference;
  delete leg.memberId;
  delete leg.muted;
  delete leg.unheardBy;
}

function blank(legId: string, uuid: string, direction: 'inbound' | 'outbound'): Leg {
  return {
    legId,
    uuid,
    direction,
    state: direction === 'inbound' ? 'offered' : 'dialing',
    ordered: false,
    made: false,
    parked: false,
    revision: 0,
    part: { role: 'talk' },
    held: false,
    redirecting: false,
    takenAway: false,
    told: false,
    tail: Promise.resolve(),
    watchers: new Set(),
    ended: false,
  };
}
