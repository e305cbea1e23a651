import type { HoldCommand, JoinCommand, LeaveCommand } from '../../port/switch-command';
import { type AriRequest, isDone, messageOf } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure, Failure } from './failure';
import type { Leg } from './leg';
import type { BridgeEntry } from './leg-book';
import { until } from './leg-watch';
import { isMusicClass } from './media';
import type { MediaDesk } from './media-desk';
import {
  addChannelRequest,
  createBridgeRequest,
  destroyBridgeRequest,
  musicRequest,
  removeChannelRequest,
  setVariableRequest,
} from './to-wire';

const EVENT_WAIT_MS = 2000;
/** As long as a prompt may take that an engine before us began. */
const APART_MS = 60_000;

/** Set on the channel while its leg is held, so that a later daemon can tell. */
export const HELD_VARIABLE = 'LEITSTAND_HELD';

/** Bridges: made when first named, gone when the last leg has left. */
export class BridgeDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly media: MediaDesk,
  ) {}

  async join(command: JoinCommand, leg: Leg): Promise<void> {
    if (command.role === 'whisper') {
      throw new Failure('UNSUPPORTED', 'whispering needs a leg to be named, not a bridge');
    }
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    await this.media.silence(leg);
    if (leg.held) await this.endHold(leg);
    const bridge = this.bridge(command.bridgeId);
    bridge.joining += 1;
    try {
      await this.add(bridge, leg, command.role === 'listen');
      // The answer may overtake the event; until that one the bridge looks empty.
      const isIn = (): boolean => leg.bridgeId === command.bridgeId;
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
      made: this.make(bridgeId),
    };
    bridge.made.catch(() => this.desk.book.bridges.delete(bridgeId));
    this.desk.book.bridges.set(bridgeId, bridge);
    return bridge;
  }

  /** 409: it is there already, which is as good. */
  private async make(bridgeId: string): Promise<void> {
    const reply = await this.desk.ask(createBridgeRequest(bridgeId));
    if (isDone(reply) || reply.status === 409) return;
    throw new Failure('REFUSED', messageOf(reply));
  }

  /** The bridge may have been destroyed in this very moment; then it is made again, once. */
  private async add(bridge: BridgeEntry, leg: Leg, mute: boolean): Promise<void> {
    await bridge.made;
    const request = apartFor(leg, addChannelRequest(bridge.bridgeId, leg.channelId, mute));
    const asking = request.apart === true ? { deadlineMs: APART_MS } : {};
    let reply = await this.desk.ask(request, asking);
    if (!isDone(reply) && /^bridge not/i.test(messageOf(reply))) {
      bridge.made = this.make(bridge.bridgeId);
      await bridge.made;
      reply = await this.desk.ask(request, asking);
    }
    if (!isDone(reply)) throw channelFailure(reply);
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
    const request = apartFor(leg, removeChannelRequest(bridgeId, leg.channelId));
    const asking = request.apart === true ? { deadlineMs: APART_MS } : {};
    const reply = await this.desk.ask(request, asking);
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

/**
 * Asterisk moves a leg only when its prompt is over. Ours are stopped first; of a leg that we took
 * over nobody knows what plays.
 */
const apartFor = (leg: Leg, request: AriRequest): AriRequest =>
  leg.adopted ? { ...request, apart: true } : request;
