import { randomUUID } from 'node:crypto';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { isDone } from './ari-link';
import type { BridgeDoor } from './bridge-door';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Booth, Leg } from './leg';
import type { SnoopDesk } from './snoop-desk';
import {
  addChannelsRequest,
  boothNameOf,
  createBridgeRequest,
  destroyBridgeRequest,
  muteRequest,
} from './to-wire';

const MOVE_MS = 2000;
const FILLERS = ['filler', 'filler-two'] as const;
const HELPERS = ['whisper', ...FILLERS] as const;

/**
 * Where a leg is that does not simply talk: muted in its bridge, or, while it whispers to somebody
 * who is there, in a booth beside it. Asterisk gives a snooping channel nothing of a muted leg, so
 * that one who is heard by one leg only cannot stay in the bridge itself.
 */
export class BoothDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly door: BridgeDoor,
    private readonly snoops: SnoopDesk,
  ) {}

  /** Before it goes into a bridge: nothing may be heard of it that its part does not allow. */
  async prepare(leg: Leg): Promise<void> {
    await this.mute(leg, leg.part.role !== 'talk');
  }

  /** Brings a leg to where its part wants it. Fails, and leaves it in its bridge unheard. */
  async settle(leg: Leg): Promise<void> {
    const { part, bridgeId, booth } = leg;
    if (leg.ended || bridgeId === undefined) return this.drop(leg);
    const coached = part.role === 'whisper' ? this.desk.book.get(part.coachedLegId) : undefined;
    const isThere = coached?.bridgeId === bridgeId;
    if (!isThere) return this.comeOut(leg, bridgeId);
    if (booth?.coachedLegId === coached.legId) return;
    try {
      await this.goIn(leg, coached, bridgeId);
    } catch (error) {
      await this.comeOut(leg, bridgeId);
      if (!coached.ended) throw error;
    }
  }

  /** Brings those who coach this leg to where they belong now that it has come or gone. */
  follow(legId: string, bridgeId: string): void {
    for (const leg of this.coaches(legId, bridgeId)) {
      leg.tail = leg.tail
        .then(() => this.settle(leg))
        .catch((error: Error) => {
          const { log } = this.desk;
          log.warn({ legId: leg.legId, reason: error.message }, 'a whisper could not be moved');
        });
    }
  }

  /** Nobody whispers to this leg any more: it is about to leave. */
  async clear(leg: Leg, bridgeId: string): Promise<void> {
    const out = this.coaches(leg.legId, bridgeId).map((one) => {
      const gone = one.tail.then(() => (one.ended ? undefined : this.comeOut(one, bridgeId)));
      one.tail = gone.catch(() => undefined);
      return one.tail;
    });
    await Promise.all(out);
  }

  /** It is outside of all bridges: its booth is taken down, and it may be heard again. */
  async leave(leg: Leg): Promise<void> {
    this.drop(leg);
    leg.part = { role: 'talk' };
    if (!leg.ended) await this.mute(leg, false);
  }

  /** Takes down the booth that it has left. */
  drop(leg: Leg): void {
    const { booth } = leg;
    if (!booth) return;
    delete leg.booth;
    this.takeDown(booth);
  }

  takeDown({ boothId }: Booth): void {
    this.desk.book.booths.delete(boothId);
    for (const purpose of HELPERS) this.snoops.end(`${purpose}:${boothId}`);
    this.desk.ask(destroyBridgeRequest(boothId), { urgent: true }).catch(() => undefined);
  }

  /** After a gap: booths whose leg has ended meanwhile are taken down, the others agree again. */
  verify(): void {
    const { book } = this.desk;
    const used = new Set(book.legs().map(({ booth }) => booth?.boothId));
    for (const booth of [...book.booths.values()]) {
      if (!used.has(booth.boothId)) this.takeDown(booth);
    }
    for (const { part, bridgeId } of book.legs()) {
      if (part.role === 'whisper' && bridgeId !== undefined) {
        this.follow(part.coachedLegId, bridgeId);
      }
    }
  }

  private coaches(legId: string, bridgeId: string): readonly Leg[] {
    const { book } = this.desk;
    return [...(book.bridges.get(bridgeId)?.legIds ?? [])].flatMap((id) => {
      const leg = book.get(id);
      const isCoach = leg?.part.role === 'whisper' && leg.part.coachedLegId === legId;
      return isCoach ? [leg] : [];
    });
  }

  /**
   * A whisper is mixed into what Asterisk sends to the coached leg, and where nobody else says
   * anything it sends nothing. With three channels the pair's bridge mixes, and sends without a
   * break; there are two silent ones, so that it does while only the coached leg is in there.
   */
  private async goIn(leg: Leg, coached: Leg, bridgeId: string): Promise<void> {
    const boothId = randomUUID();
    const booth = { boothId, bridgeId, coachedLegId: coached.legId };
    this.desk.book.booths.set(boothId, booth);
    try {
      const made = await this.desk.ask(
        createBridgeRequest(boothId, boothNameOf(bridgeId, coached)),
      );
      if (!isDone(made)) throw channelFailure(made);
      const [snoopId, fillerIds] = await this.helpers(leg, coached, boothId);
      const filled = await this.desk.ask(addChannelsRequest(bridgeId, fillerIds, true));
      if (!isDone(filled)) throw channelFailure(filled);
      await this.move(leg, boothId, [leg.channelId, snoopId]);
    } catch (error) {
      this.takeDown(booth);
      throw error;
    }
    this.drop(leg);
    leg.booth = booth;
    await this.mute(leg, false);
  }

  /** Rejects when all have been asked for: one that is yet to be made could not be taken down. */
  private async helpers(
    leg: Leg,
    coached: Leg,
    boothId: string,
  ): Promise<readonly [string, readonly string[]]> {
    const snoop = this.snoops.begin(coached, `whisper:${boothId}`, { spy: 'both', whisper: 'out' });
    const fillers = FILLERS.map((one) => {
      return this.snoops.begin(leg, `${one}:${boothId}`, { spy: 'out' });
    });
    await Promise.allSettled([snoop, ...fillers]);
    return [await snoop, await Promise.all(fillers)];
  }

  /** Into the bridge itself, where it is unheard unless it talks. */
  private async comeOut(leg: Leg, bridgeId: string): Promise<void> {
    await this.mute(leg, leg.part.role !== 'talk');
    if (!leg.booth && leg.placeId === bridgeId) return;
    await this.move(leg, bridgeId, [leg.channelId]);
    this.drop(leg);
  }

  private async move(leg: Leg, placeId: string, channelIds: readonly string[]): Promise<void> {
    leg.moving = true;
    try {
      const reply = await this.door.move(placeId, channelIds, leg.adopted);
      if (!isDone(reply)) throw channelFailure(reply);
      const isIn = (): boolean => leg.placeId === placeId;
      const inTime = await until(this.desk.clock, leg, isIn, MOVE_MS);
      if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
      if (!inTime) throw new Failure('REFUSED', 'Asterisk told of no entrance');
    } finally {
      leg.moving = false;
    }
  }

  private async mute(leg: Leg, muted: boolean): Promise<void> {
    if (leg.muted === muted) return;
    const reply = await this.desk.ask(muteRequest(leg.channelId, muted));
    if (!isDone(reply)) throw channelFailure(reply);
    leg.muted = muted;
  }
}
