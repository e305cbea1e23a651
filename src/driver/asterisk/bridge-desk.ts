import type { HoldCommand, JoinCommand, LeaveCommand } from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { isDone, messageOf } from './ari-link';
import { BridgeDoor } from './bridge-door';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { BridgeEntry } from './leg-book';
import { isMusicClass } from './media';
import type { MediaDesk } from './media-desk';
import { destroyBridgeRequest, musicRequest, setVariableRequest } from './to-wire';

const EVENT_WAIT_MS = 2000;

/** Set on the channel while its leg is held, so that a later daemon can tell. */
export const HELD_VARIABLE = 'LEITSTAND_HELD';

/** Bridges: made when first named, gone when the last leg has left. */
export class BridgeDesk {
  private readonly door: BridgeDoor;

  constructor(
    private readonly desk: DriverDesk,
    private readonly media: MediaDesk,
  ) {
    this.door = new BridgeDoor(desk);
  }

  async join(command: JoinCommand, leg: Leg): Promise<void> {
    if (command.role === 'whisper') {
      throw new Failure('UNSUPPORTED', 'whispering needs a leg to be named, not a bridge');
    }
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    await this.media.silence(leg);
    if (leg.held) await this.endHold(leg);
    const bridge = this.bridge(command.bridgeId);
    bridge.joining += 1;
    const { entrances } = leg;
    try {
      await this.door.enter(bridge, leg, command.role === 'listen');
      // The answer may overtake the event, and one that is in there already is taken out and put in
      // again: until the new entrance the bridge may look empty.
      const isIn = (): boolean => leg.bridgeId === command.bridgeId && leg.entrances > entrances;
      await until(this.desk.clock, leg, isIn, EVENT_WAIT_MS);
    } finally {
      bridge.joining -= 1;
      this.tidy(command.bridgeId);
    }
  }

  async leave(command: LeaveCommand, leg: Leg): Promise<void> {
    await this.takeOut(command, leg, 'left');
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
      made: this.door.make(bridgeId),
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
    await this.media.silence(leg);
    leg.leaving = reason;
    const reply = await this.door.leave(bridgeId, leg);
    if (isDone(reply)) {
      await until(this.desk.clock, leg, () => leg.bridgeId !== bridgeId, EVENT_WAIT_MS);
      return;
    }
    delete leg.leaving;
    throw channelFailure(reply);
  }

  private async endHold(leg: Leg): Promise<void> {
    leg.held = false;
    await Promise.all([
      this.media.stopMusic(leg),
      this.desk.ask(setVariableRequest(leg.channelId, HELD_VARIABLE, '')),
    ]);
  }
}
