import type { BridgePart, HoldCommand, JoinCommand, LeaveCommand } from '../../port/switch-command';
import { noteOf, partOf } from '../link/bridge-part';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { isDone, messageOf } from './ari-link';
import type { BoothDesk } from './booth-desk';
import type { BridgeDoor } from './bridge-door';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { BridgeEntry } from './leg-book';
import { isMusicClass } from './media';
import type { MediaDesk } from './media-desk';
import {
  destroyBridgeRequest,
  musicRequest,
  setVariableRequest,
  stopMusicRequest,
} from './to-wire';

const EVENT_WAIT_MS = 2000;

/** Set on the channel while its leg is held, so that a later daemon can tell. */
export const HELD_VARIABLE = 'LEITSTAND_HELD';

/** Set on the channel while its leg does not simply talk: `listen`, or `whisper:LEG`. */
export const PART_VARIABLE = 'LEITSTAND_PART';

export interface BridgeDeskParts {
  readonly media: MediaDesk;
  readonly door: BridgeDoor;
  readonly booths: BoothDesk;
}

/** Bridges: made when first named, gone when the last leg has left. */
export class BridgeDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: BridgeDeskParts,
  ) {}

  async join(command: JoinCommand, leg: Leg): Promise<void> {
    const { bridgeId } = command;
    const part = partOf(command);
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    await this.parts.media.silence(leg);
    if (leg.held) await this.endHold(leg);
    const isTalk = part.role === 'talk' && leg.part.role === 'talk';
    if (leg.bridgeId === bridgeId && !isTalk) return this.changePart(leg, part);
    await this.note(leg, part);
    const bridge = this.bridge(bridgeId);
    bridge.joining += 1;
    try {
      await this.parts.booths.prepare(leg);
      await this.enter(bridge, leg);
      await this.parts.booths.settle(leg);
    } catch (error) {
      await this.takeBack(leg);
      throw error;
    } finally {
      bridge.joining -= 1;
      this.tidy(bridgeId);
    }
    if (part.role === 'whisper') this.tell(leg);
    this.parts.booths.follow(leg.legId, bridgeId);
  }

  private async enter(bridge: BridgeEntry, leg: Leg): Promise<void> {
    const { entrances } = leg;
    await this.parts.door.enter(bridge, leg);
    // The answer may overtake the event, and one that is in there already is taken out and put in
    // again: until the new entrance the bridge may look empty.
    const isIn = (): boolean => leg.bridgeId === bridge.bridgeId && leg.entrances > entrances;
    await until(this.desk.clock, leg, isIn, EVENT_WAIT_MS);
  }

  /** In the same bridge. One for which that fails is heard by nobody from then on. */
  private async changePart(leg: Leg, part: BridgePart): Promise<void> {
    await this.note(leg, part);
    try {
      await this.parts.booths.settle(leg);
    } catch (error) {
      await this.note(leg, { role: 'listen' }).catch(() => undefined);
      throw error;
    }
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    this.tell(leg);
  }

  /** It got in, and could not whisper there: as if it had never been in. */
  private async takeBack(leg: Leg): Promise<void> {
    const { bridgeId, placeId } = leg;
    if (leg.ended || leg.part.role !== 'whisper') return;
    leg.moving = true;
    try {
      if (placeId !== undefined) await this.parts.door.leave(placeId, leg);
      await this.note(leg, { role: 'talk' });
      await this.parts.booths.leave(leg);
    } catch (error) {
      const { legId } = leg;
      this.desk.log.warn({ legId, reason: String(error) }, 'a join could not be taken back');
    }
    leg.moving = false;
    delete leg.bridgeId;
    if (bridgeId !== undefined) this.desk.book.bridges.get(bridgeId)?.legIds.delete(leg.legId);
  }

  /** For us, and for an engine after us. */
  private async note(leg: Leg, part: BridgePart): Promise<void> {
    const isSame = noteOf(leg.part) === noteOf(part);
    leg.part = part;
    if (isSame) return;
    const request = setVariableRequest(leg.channelId, PART_VARIABLE, noteOf(part));
    const reply = await this.desk.ask(request);
    if (!isDone(reply)) throw channelFailure(reply);
  }

  private tell({ legId, bridgeId, part }: Leg): void {
    if (bridgeId !== undefined) this.desk.report({ type: 'leg.joined', legId, bridgeId, ...part });
  }

  async leave(command: LeaveCommand, leg: Leg): Promise<void> {
    if (!leg.held) return this.takeOut(command, leg, 'left');
    await this.parts.media.silence(leg);
    await this.endHold(leg);
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    const { legId } = leg;
    this.desk.report({ type: 'leg.left', legId, bridgeId: command.bridgeId, reason: 'left' });
  }

  async hold(command: HoldCommand, leg: Leg): Promise<void> {
    if (!isMusicClass(command.music)) throw new Failure('REFUSED', 'this is no music class');
    await this.takeOut(command, leg, 'hold');
    leg.held = true;
    const music = await this.desk.ask(musicRequest(leg.channelId, command.music));
    if (!isDone(music) && !leg.ended) {
      this.desk.log.warn({ legId: leg.legId, said: messageOf(music) }, 'a held leg has no music');
    }
    await this.desk.ask(setVariableRequest(leg.channelId, HELD_VARIABLE, command.bridgeId));
  }

  /** A leg is gone from it, be it to another one. */
  departed(leg: Leg, bridgeId: string): void {
    this.parts.booths.drop(leg);
    this.tidy(bridgeId);
    this.parts.booths.follow(leg.legId, bridgeId);
  }

  /** Destroys a bridge that nobody is in or on the way to. */
  tidy(bridgeId: string): void {
    const bridge = this.desk.book.bridges.get(bridgeId);
    if (!bridge || bridge.joining > 0 || bridge.legIds.size > 0) return;
    this.desk.book.bridges.delete(bridgeId);
    this.destroy(bridgeId);
  }

  destroy(bridgeId: string): void {
    this.desk.ask(destroyBridgeRequest(bridgeId)).catch((error: Error) => {
      this.desk.log.warn({ bridgeId, error: error.message }, 'an empty bridge was left behind');
    });
  }

  private bridge(bridgeId: string): BridgeEntry {
    const known = this.desk.book.bridges.get(bridgeId);
    if (known) return known;
    const bridge: BridgeEntry = {
      bridgeId,
      legIds: new Set(),
      joining: 0,
      made: this.parts.door.make(bridgeId),
    };
    bridge.made.catch(() => this.desk.book.bridges.delete(bridgeId));
    this.desk.book.bridges.set(bridgeId, bridge);
    return bridge;
  }

  private async takeOut(
    command: LeaveCommand | HoldCommand,
    leg: Leg,
    reason: 'left' | 'hold',
  ): Promise<void> {
    const { bridgeId } = command;
    if (leg.bridgeId !== bridgeId) {
      const isKnown = this.desk.book.bridges.has(bridgeId);
      throw new Failure(isKnown ? 'LEG_WRONG_STATE' : 'BRIDGE_NOT_FOUND', 'it is not in there');
    }
    await this.parts.media.silence(leg);
    await this.parts.booths.clear(leg, bridgeId);
    leg.leaving = reason;
    const reply = await this.parts.door.leave(leg.placeId ?? bridgeId, leg);
    if (!isDone(reply)) {
      delete leg.leaving;
      throw channelFailure(reply);
    }
    await until(this.desk.clock, leg, () => leg.bridgeId !== bridgeId, EVENT_WAIT_MS);
    await this.note(leg, { role: 'talk' });
    await this.parts.booths.leave(leg);
  }

  private async endHold(leg: Leg): Promise<void> {
    const [music] = await Promise.all([
      this.desk.ask(stopMusicRequest(leg.channelId)),
      this.desk.ask(setVariableRequest(leg.channelId, HELD_VARIABLE, '')),
    ]);
    if (!isDone(music)) throw channelFailure(music);
    leg.held = false;
  }
}
