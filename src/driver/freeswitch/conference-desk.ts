import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import { errorOf, isOk } from './esl-link';
import type { Leg } from './leg';
import type { BridgeEntry } from './leg-book';
import { conferenceOf, muteCommand, relateCommand } from './to-wire';

const GONE_MS = 1000;
/** Some frames of 20 ms each: what a conference keeps of a member's speech. */
const DRAIN_MS = 100;

/**
 * Who hears whom in a conference. One that listens is muted. One that whispers is not, but is
 * related to each other member so that they do not hear it; whoever comes in is not, until that is
 * said, and so a whisper is muted while somebody comes in.
 */
export class ConferenceDesk {
  constructor(private readonly desk: DriverDesk) {}

  /** Before somebody comes in; what was said before the mute is out of the mix after it. */
  async hush(entry: BridgeEntry): Promise<void> {
    const loud = membersOf(entry).filter(({ part, muted }) => part.role === 'whisper' && !muted);
    for (const leg of loud) await this.mute(leg, true);
    const [one] = loud;
    if (one) await until(this.desk.clock, one, () => false, DRAIN_MS);
  }

  /** After somebody has come, gone, or taken on another part. */
  async settle(entry: BridgeEntry): Promise<void> {
    for (const leg of membersOf(entry)) await this.settleLeg(leg, entry);
  }

  private async settleLeg(leg: Leg, entry: BridgeEntry): Promise<void> {
    const { part } = leg;
    if (part.role === 'listen') return this.mute(leg, true);
    const others = membersOf(entry).filter((one) => one !== leg);
    const isCoached = ({ legId }: Leg): boolean =>
      part.role === 'whisper' && part.coachedLegId === legId;
    const hearers = part.role === 'talk' ? others : others.filter(isCoached);
    if (hearers.length === 0 && part.role === 'whisper') return this.mute(leg, true);
    const deaf = others.filter((one) => !hearers.includes(one));
    if (deaf.some((one) => !this.isDeafTo(one, leg))) await this.mute(leg, true);
    for (const other of deaf) await this.relate(leg, other, true);
    for (const other of hearers) await this.relate(leg, other, false);
    await this.mute(leg, false);
  }

  private async mute(leg: Leg, muted: boolean): Promise<void> {
    if (leg.muted === muted || leg.ended) return;
    await this.order(leg, muteCommand(placeOf(leg), leg.memberId ?? '', muted));
    leg.muted = muted;
  }

  private isDeafTo(other: Leg, { unheardBy }: Leg): boolean {
    return other.memberId !== undefined && unheardBy?.has(other.memberId) === true;
  }

  /** One that is on its way out hears nothing either; FreeSWITCH's word of that may come later. */
  private async relate(leg: Leg, other: Leg, isDeaf: boolean): Promise<void> {
    const { memberId = '', unheardBy } = leg;
    const otherId = other.memberId;
    if (otherId === undefined || unheardBy?.has(otherId) === isDeaf) return;
    const command = relateCommand(placeOf(leg), [memberId, otherId], isDeaf ? 'nospeak' : 'clear');
    try {
      await this.order(leg, command);
    } catch (error) {
      const isGone = (): boolean => other.memberId !== otherId;
      if (!(await until(this.desk.clock, other, isGone, GONE_MS))) throw error;
    }
    leg.unheardBy ??= new Set();
    if (isDeaf) leg.unheardBy.add(otherId);
    else leg.unheardBy.delete(otherId);
  }

  private async order(leg: Leg, command: Parameters<DriverDesk['ask']>[0]): Promise<void> {
    const reply = await this.desk.ask(command);
    if (isOk(reply) || leg.ended) return;
    throw new Failure('REFUSED', errorOf(reply) || 'FreeSWITCH refused');
  }
}

/** Those who have arrived in its conference. */
const membersOf = (entry: BridgeEntry): readonly Leg[] => {
  const name = conferenceOf(entry.bridgeId);
  return [...entry.legs].filter(
    (leg) => leg.conference === name && leg.memberId !== undefined && !leg.ended,
  );
};

const placeOf = ({ conference }: Leg): string => conference ?? '';
