import { computeCalendar } from '../config/calendar';
import { callingHours, hoursCalendarId } from '../core/dialer/calling-window';
import { profilesAt } from '../core/dialer/law/law-book';
import type { Cause } from '../core/input';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';

const DAY_MS = 86_400_000;
const CAUSE: Cause = { actor: 'engine', reason: 'calling hours of a time zone' };

export interface CallingHoursOptions {
  readonly engine: Pick<Engine, 'centre' | 'submit'>;
  readonly clock: Clock;
  /** How far ahead they are computed. */
  readonly days: number;
}

/**
 * Hands the engine the hours at which a law lets people be called, for each time zone in which
 * leads live. Where they are not known, nobody is called.
 */
export class CallingHours {
  /** Until when each calendar is known. */
  private readonly known = new Map<string, number>();

  constructor(private readonly options: CallingHoursOptions) {}

  /** Resolves when the engine knows the hours of these zones for a campaign. */
  async ensure(campaignId: string, zones: readonly string[]): Promise<void> {
    const { engine, clock, days } = this.options;
    const now = clock.now();
    const campaign = engine.centre().campaigns?.find((one) => one.campaignId === campaignId);
    if (!campaign) return;
    for (const profile of profilesAt(campaign.law.profileIds, now)) {
      for (const zone of zones) {
        const id = hoursCalendarId(profile.profileId, zone);
        // Hours end on a day that is computed anew a day before it comes.
        if ((this.known.get(id) ?? 0) > now + DAY_MS) continue;
        const hours = callingHours(profile, zone);
        if (!hours) continue;
        const today = Math.floor(now / DAY_MS) * DAY_MS;
        const body = computeCalendar(hours, today - DAY_MS, today + days * DAY_MS);
        await engine.submit(body, CAUSE);
        this.known.set(id, body.until);
      }
    }
  }
}
