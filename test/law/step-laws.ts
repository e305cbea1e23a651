import type { Input } from '../../src/core/input';
import type { World } from '../../src/core/world';
import type { Stepped } from '../../src/engine/core';
import { CallbackLaws } from './callback-laws';
import { CountLaws } from './count-laws';
import { DayLaws } from './day-laws';
import { EstimateLaws } from './estimate-laws';
import { HangupLaws } from './hangup-laws';
import { HearingLaws } from './hearing-laws';
import { OfferLaws } from './offer-laws';
import { PartyLaws } from './party-laws';
import type { People } from './people';
import { RecordLaws } from './record-laws';
import { RecordingLaws } from './recording-laws';

/** All laws that look at a step: its input, what came out, and the world after it. */
export class StepLaws {
  readonly records = new RecordLaws();
  private readonly offers = new OfferLaws();
  readonly recordings = new RecordingLaws();
  private readonly counts = new CountLaws();
  private readonly estimates = new EstimateLaws();
  private readonly hearing = new HearingLaws();
  private readonly callbacks = new CallbackLaws();
  private readonly days = new DayLaws();
  private readonly parties = new PartyLaws();
  private readonly hangups: HangupLaws;

  constructor(people?: People) {
    this.hangups = new HangupLaws(people);
  }

  /** To be called after each step of a journal, from its first on. */
  take(world: World, input: Input, stepped: Stepped): void {
    for (const fact of stepped.facts) this.records.take(fact);
    this.offers.take(world, input, stepped);
    this.recordings.take(world, stepped);
    this.counts.take(world, input, stepped);
    this.estimates.take(world, input, stepped);
    this.hearing.take(world, input, stepped);
    this.callbacks.take(world, input, stepped);
    this.days.take(world, input, stepped);
    this.parties.take(world, input, stepped);
    this.hangups.take(world, input, stepped);
  }

  /** After everything has been hung up and sealed. */
  finish(): void {
    this.records.finish();
    this.recordings.finish();
    this.callbacks.finish();
  }

  get broken(): readonly string[] {
    const { records, recordings, offers, counts, estimates } = this;
    const { hearing, callbacks, days, parties, hangups } = this;
    const facts = [records, recordings, offers, counts, estimates, days];
    const people = [hearing, callbacks, parties, hangups];
    return [...facts, ...people].flatMap((laws) => laws.broken);
  }
}
