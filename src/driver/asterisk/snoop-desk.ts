import type { AriRequest } from './ari-link';
import { isDone } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import { hangupRequest } from './to-wire';

const ARRIVAL_MS = 2000;

/** What a snooping channel is for, the first word of its id. */
type SnoopPurpose = 'record' | 'whisper' | 'filler' | 'filler-two';
type SnoopId = `${SnoopPurpose}:${string}`;

/** What it hears of its leg (`out`: what is sent to it), and whether it speaks to it. */
interface SnoopDirections {
  readonly spy: 'both' | 'out';
  readonly whisper?: 'out';
}

/**
 * Snooping channels of ours, which hear a leg and may speak to it. Asterisk ends them with their
 * leg; they are no legs, and appear in no snapshot.
 */
export class SnoopDesk {
  private readonly arriving = new Map<string, () => void>();

  constructor(private readonly desk: DriverDesk) {}

  /** A new one on the leg, in our app. Gives its channel id. */
  async begin(leg: Leg, snoopId: SnoopId, directions: SnoopDirections): Promise<string> {
    const arrival = this.arrival(snoopId);
    const request: AriRequest = {
      method: 'POST',
      path: ['channels', leg.channelId, 'snoop', snoopId],
      query: { app: this.desk.app, appArgs: 'helper', ...directions },
    };
    const reply = await this.desk.ask(request);
    if (!isDone(reply)) throw channelFailure(reply);
    await arrival;
    return snoopId;
  }

  /** It is in our app: Asterisk takes orders for it from now on. */
  arrived(channelId: string): void {
    this.arriving.get(channelId)?.();
  }

  end(snoopId: string): void {
    this.desk.ask(hangupRequest(snoopId, 16), { urgent: true }).catch(() => undefined);
  }

  private arrival(snoopId: string): Promise<void> {
    const { clock } = this.desk;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.arriving.delete(snoopId);
        resolve();
      };
      const cancel = clock.schedule(clock.now() + ARRIVAL_MS, done);
      this.arriving.set(snoopId, done);
    });
  }
}

/** The recording, or the booth, that a helper channel of ours is for; null: none of ours. */
export function snoopOf(channelId: string): { purpose: SnoopPurpose; id: string } | null {
  const [, purpose, id] = /^(record|whisper|filler|filler-two):(.+)$/.exec(channelId) ?? [];
  return purpose === undefined || id === undefined
    ? null
    : { purpose: purpose as SnoopPurpose, id };
}
