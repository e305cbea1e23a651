import type { HoldCommand, JoinCommand, LeaveCommand } from '../../port/switch-command';
import { noteOf, partOf } from '../link/bridge-part';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import { ConferenceDesk } from './conference-desk';
import type { DriverDesk } from './driver-desk';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import { type BridgeEntry, outOfConference } from './leg-book';
import { isMusicClass } from './media';
import type { MediaDesk } from './media-desk';
import type { RecordingDesk } from './recording-desk';
import {
  bridgeCommand,
  conferenceCommand,
  conferenceOf,
  parkCommand,
  setVariablesCommand,
  VARIABLE,
} from './to-wire';

const MOVE_MS = 3000;
const BRIDGE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;
/** FreeSWITCH ends a call after 70 transfers; each of ours is given the whole number again. */
const TRANSFERS_MAX = '70';

export interface BridgeDeskParts {
  readonly media: MediaDesk;
  readonly recordings: RecordingDesk;
  /** Without sounds and keys of its own (freeswitch-conf/). */
  readonly conferenceProfile: string;
}

/**
 * Bridges. One leg is parked, and belongs to its bridge by a variable; two that talk are a pair;
 * with a third one, or one that only listens, they become a conference and stay one until a
 * single leg is left, which is parked. What is done to one bridge is done one after the other.
 */
export class BridgeDesk {
  private readonly conferences: ConferenceDesk;

  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: BridgeDeskParts,
  ) {
    this.conferences = new ConferenceDesk(desk);
  }

  async join(command: JoinCommand, leg: Leg): Promise<void> {
    const { bridgeId } = command;
    const part = partOf(command);
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    if (!BRIDGE_ID.test(bridgeId)) throw new Failure('REFUSED', 'the bridge id is not a plain one');
    await this.parts.media.silence(leg);
    const before = leg.bridgeId;
    const isMove = before !== undefined && before !== bridgeId;
    if (isMove) await this.parts.recordings.settle(before, leg);
    const joined = this.inTurn(bridgeId, async (entry) => {
      const isIn = leg.conference === conferenceOf(bridgeId) && before === bridgeId;
      const place = { [VARIABLE.bridge]: bridgeId, [VARIABLE.role]: noteOf(part) };
      await this.mark(leg, { ...place, [VARIABLE.held]: '' });
      leg.held = false;
      leg.part = part;
      this.desk.book.moveIn(leg, bridgeId);
      if (isIn) await this.changePart(leg, entry);
      else await this.arrive(leg, entry);
      if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
      this.desk.report({ type: 'leg.joined', legId: leg.legId, bridgeId, ...part });
      await this.parts.recordings.settle(bridgeId);
    });
    await joined.finally(() => {
      if (isMove && leg.bridgeId !== before) this.departed(before);
    });
  }

  private async arrive(leg: Leg, entry: BridgeEntry): Promise<void> {
    try {
      await this.place(leg, entry);
    } catch (error) {
      await this.takeBack(leg, entry.bridgeId);
      throw error;
    }
  }

  /** In the same conference. One for which that fails is heard by nobody from then on. */
  private async changePart(leg: Leg, entry: BridgeEntry): Promise<void> {
    try {
      await this.conferences.settle(entry);
    } catch (error) {
      leg.part = { role: 'listen' };
      await this.mark(leg, { [VARIABLE.role]: noteOf(leg.part) }).catch(() => undefined);
      await this.conferences.settle(entry).catch(() => undefined);
      throw error;
    }
  }

  /** It did not get in: it is parked and in no bridge, so that the next snapshot tells so. */
  private async takeBack(leg: Leg, bridgeId: string): Promise<void> {
    if (leg.ended) return;
    this.desk.book.moveOut(leg);
    leg.part = { role: 'talk' };
    try {
      await this.mark(leg, { [VARIABLE.bridge]: '', [VARIABLE.role]: '' });
      if (!leg.parked) await this.park(leg);
    } catch (error) {
      const { legId } = leg;
      this.desk.log.warn({ legId, reason: String(error) }, 'a join could not be taken back');
    }
    this.departed(bridgeId);
  }

  async leave({ bridgeId }: LeaveCommand, leg: Leg): Promise<void> {
    if (!leg.held) return this.takeOut(leg, bridgeId, 'left');
    await this.parts.media.silence(leg);
    await this.mark(leg, { [VARIABLE.held]: '' });
    if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
    leg.held = false;
    this.desk.report({ type: 'leg.left', legId: leg.legId, bridgeId, reason: 'left' });
  }

  async hold({ bridgeId, music }: HoldCommand, leg: Leg): Promise<void> {
    if (!isMusicClass(music)) throw new Failure('REFUSED', 'this is no music class');
    await this.takeOut(leg, bridgeId, 'hold');
    if (!leg.ended) await this.parts.media.playHold(leg, music);
  }

  /** A leg is gone from it; the last one of a conference goes back to its own thread. */
  departed(bridgeId: string): void {
    this.inTurn(bridgeId, async (entry) => {
      await this.parts.recordings.settle(bridgeId);
      if (!entry.lifted) return;
      const [last, second] = [...entry.legs];
      if (second) return this.conferences.settle(entry);
      entry.lifted = false;
      if (last?.conference !== undefined) await this.park(last);
    }).catch((error: Error) => {
      this.desk.log.warn(
        { bridgeId, reason: error.message },
        'a bridge that was left is not right',
      );
    });
  }

  /** After a gap: who hears whom is said again where it matters. */
  async verify(): Promise<void> {
    for (const entry of [...this.desk.book.bridges.values()]) {
      const isPlain = [...entry.legs].every(({ part }) => part.role === 'talk');
      if (!entry.lifted || isPlain) continue;
      await this.inTurn(entry.bridgeId, () => this.conferences.settle(entry));
    }
  }

  /** Brings a leg, which the book has in the bridge by now, to the others who are there. */
  private async place(leg: Leg, entry: BridgeEntry): Promise<void> {
    const others = [...entry.legs].filter((one) => one !== leg);
    const [other] = others;
    const isElsewhere = leg.partner ? !entry.legs.has(leg.partner) : leg.conference !== undefined;
    if (!leg.parked && (!other || isElsewhere)) await this.park(leg);
    if (!other) return;
    const isPair = others.length === 1 && [leg, other].every(({ part }) => part.role === 'talk');
    if (isPair && !entry.lifted) return this.pair(other, leg, entry);
    await this.lift(entry, leg, others);
  }

  private async pair(other: Leg, leg: Leg, entry: BridgeEntry): Promise<void> {
    if (leg.partner === other) return;
    await this.parts.media.silence(other);
    await until(this.desk.clock, other, () => other.parked, MOVE_MS);
    const reply = other.ended ? '' : await this.desk.ask(bridgeCommand(other.uuid, leg.uuid));
    if (isOk(reply)) {
      const isDone = (): boolean => leg.partner === other || other.ended;
      const done = await until(this.desk.clock, leg, isDone, MOVE_MS);
      if (leg.partner === other || leg.ended) return;
      if (!done) throw new Failure('REFUSED', 'FreeSWITCH told of no bridge');
    }
    if (!other.ended && !leg.ended) throw this.notMoved(reply, leg);
    // The other one hung up in this very moment: it is now as if it had never been there.
    await until(this.desk.clock, leg, () => leg.parked, MOVE_MS);
    entry.legs.delete(other);
  }

  /** All of them into one conference; those who are there already stay. */
  private async lift(entry: BridgeEntry, leg: Leg, others: readonly Leg[]): Promise<void> {
    const name = conferenceOf(entry.bridgeId);
    const isNew = !entry.lifted;
    entry.lifted = true;
    if (isNew) {
      for (const one of others) await this.parts.media.silence(one);
      const [first, second] = others;
      const both = second !== undefined && first?.partner === second;
      for (const one of both ? others.slice(0, 1) : others) await this.confer(one, name, both);
    } else await this.conferences.hush(entry);
    await this.confer(leg, name, false);
    const isIn = (one: Leg): boolean => one.conference === name && one.memberId !== undefined;
    for (const one of isNew ? [...others, leg] : [leg]) {
      const inTime = await until(this.desk.clock, one, () => isIn(one), MOVE_MS);
      if (!inTime && one === leg) throw new Failure('REFUSED', 'it did not get in there');
    }
    await this.conferences.settle(entry);
  }

  private async confer(leg: Leg, name: string, both: boolean): Promise<void> {
    if (leg.ended) return;
    const mute = leg.part.role !== 'talk';
    const place = { name, profile: this.parts.conferenceProfile, mute, both };
    await this.mark(leg, { max_session_transfers: TRANSFERS_MAX });
    if (both && leg.partner) {
      await this.mark(leg.partner, { max_session_transfers: TRANSFERS_MAX });
    }
    for (const one of both && leg.partner ? [leg.partner, leg] : [leg]) {
      one.parked = false;
      outOfConference(one);
      one.muted = mute;
      one.unheardBy = new Set();
    }
    this.desk.book.separate(leg);
    const reply = await this.desk.ask(conferenceCommand(leg.uuid, place));
    if (!isOk(reply)) throw this.notMoved(reply, leg);
  }

  private async takeOut(leg: Leg, bridgeId: string, reason: 'left' | 'hold'): Promise<void> {
    if (leg.bridgeId !== bridgeId) {
      const isKnown = this.desk.book.bridges.has(bridgeId);
      throw new Failure(isKnown ? 'LEG_WRONG_STATE' : 'BRIDGE_NOT_FOUND', 'it is not in there');
    }
    await this.parts.media.silence(leg);
    await this.inTurn(bridgeId, async () => {
      await this.parts.recordings.settle(bridgeId, leg);
      const held = reason === 'hold' ? bridgeId : '';
      await this.mark(leg, { [VARIABLE.bridge]: '', [VARIABLE.role]: '', [VARIABLE.held]: held });
      leg.part = { role: 'talk' };
      if (!leg.parked) await this.park(leg);
      if (leg.ended) throw new Failure('LEG_NOT_FOUND', 'the leg has ended');
      leg.held = reason === 'hold';
      this.desk.book.moveOut(leg);
      this.desk.report({ type: 'leg.left', legId: leg.legId, bridgeId, reason });
    });
    this.departed(bridgeId);
  }

  /** Out of its pair or conference. The one that stays behind is parked by FreeSWITCH itself. */
  private async park(leg: Leg): Promise<void> {
    leg.parked = false;
    outOfConference(leg);
    this.desk.book.separate(leg);
    const reply = await this.desk.ask(parkCommand(leg.uuid));
    if (!isOk(reply)) throw this.notMoved(reply, leg);
    const inTime = await until(this.desk.clock, leg, () => leg.parked, MOVE_MS);
    if (!inTime) throw new Failure('REFUSED', 'FreeSWITCH told of no park');
  }

  /** For an engine after us. */
  private async mark(leg: Leg, variables: Readonly<Record<string, string>>): Promise<void> {
    const reply = await this.desk.ask(setVariablesCommand(leg.uuid, variables));
    if (!isOk(reply)) throw channelFailure(reply, leg);
  }

  private notMoved(reply: string, leg: Leg): Failure {
    return leg.ended ? new Failure('LEG_NOT_FOUND', 'the leg has ended') : channelFailure(reply);
  }

  private inTurn(bridgeId: string, work: (entry: BridgeEntry) => Promise<void>): Promise<void> {
    const { book } = this.desk;
    const entry = book.bridge(bridgeId);
    entry.busy += 1;
    const done = entry.tail
      .then(() => work(entry))
      .finally(() => {
        entry.busy -= 1;
        book.tidy(bridgeId);
      });
    entry.tail = done.catch(() => undefined);
    return done;
  }
}
