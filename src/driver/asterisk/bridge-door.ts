import { Failure } from '../link/failure';
import { type AriReply, type AriRequest, isDone, messageOf } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { BridgeEntry } from './leg-book';
import { addChannelsRequest, createBridgeRequest, removeChannelRequest } from './to-wire';

/** As long as a prompt may take that an engine before us began. */
const APART_MS = 60_000;

/** Legs that go through in one request. */
interface Party {
  readonly legs: Leg[];
  readonly reply: Promise<AriReply>;
}

/** The way of legs into bridges and out of them. Those who are ready together go in together. */
export class BridgeDoor {
  private readonly parties = new Map<BridgeEntry, Party>();

  constructor(private readonly desk: DriverDesk) {}

  /** 409: it is there already, which is as good. */
  async make(bridgeId: string): Promise<void> {
    const reply = await this.desk.ask(createBridgeRequest(bridgeId));
    if (isDone(reply) || reply.status === 409) return;
    throw new Failure('REFUSED', messageOf(reply));
  }

  async enter(bridge: BridgeEntry, leg: Leg): Promise<void> {
    await bridge.made;
    const reply = leg.adopted ? await this.add(bridge, [leg]) : await this.together(bridge, leg);
    if (!isDone(reply)) throw channelFailure(reply);
  }

  /** Straight from one bridge that lives into another one. */
  move(bridgeId: string, channelIds: readonly string[], isAdopted: boolean): Promise<AriReply> {
    return this.ask(addChannelsRequest(bridgeId, channelIds), isAdopted);
  }

  leave(bridgeId: string, leg: Leg): Promise<AriReply> {
    return this.ask(removeChannelRequest(bridgeId, leg.channelId), leg.adopted);
  }

  /** Asterisk adds all or none; when none, each is tried alone and hears of its own mistake. */
  private async together(bridge: BridgeEntry, leg: Leg): Promise<AriReply> {
    const party = this.parties.get(bridge) ?? this.gather(bridge);
    party.legs.push(leg);
    const reply = await party.reply;
    return isDone(reply) || party.legs.length === 1 ? reply : this.add(bridge, [leg]);
  }

  /** Those who waited for the bridge wake one after the other, before what is queued here. */
  private gather(bridge: BridgeEntry): Party {
    const legs: Leg[] = [];
    const reply = Promise.resolve().then(() => {
      this.parties.delete(bridge);
      return this.add(bridge, legs);
    });
    const party = { legs, reply };
    this.parties.set(bridge, party);
    return party;
  }

  /** The bridge may have been destroyed in this very moment; then it is made again, once. */
  private async add(bridge: BridgeEntry, legs: readonly Leg[]): Promise<AriReply> {
    const channelIds = legs.map(({ channelId }) => channelId);
    const request = addChannelsRequest(bridge.bridgeId, channelIds);
    const isAdopted = legs.some(({ adopted }) => adopted);
    const reply = await this.ask(request, isAdopted);
    if (isDone(reply) || !/^bridge not/i.test(messageOf(reply))) return reply;
    bridge.made = this.make(bridge.bridgeId);
    await bridge.made;
    return this.ask(request, isAdopted);
  }

  /**
   * Asterisk moves a leg only when its prompt is over. Ours are stopped first; of a leg that we
   * took over nobody knows what plays.
   */
  private ask(request: AriRequest, isAdopted: boolean): Promise<AriReply> {
    if (!isAdopted) return this.desk.ask(request);
    return this.desk.ask({ ...request, apart: true }, { deadlineMs: APART_MS });
  }
}
