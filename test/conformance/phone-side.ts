import type { PhoneCall } from '../switch/phone-call';
import { type Behaviour, BUSY, REJECTS } from '../switch/sip-phone';
import type { FarAnswer, FarSide } from './switch-harness';

/** A SIP phone in the test's hand. What it is told to do, it does in order. */
export class PhoneSide implements FarSide {
  private last: Promise<unknown>;

  constructor(private readonly call: Promise<PhoneCall>) {
    this.last = call;
  }

  answer(): void {
    this.act((call) => call.answer());
  }

  hangUp(cause?: 'busy' | 'rejected'): void {
    this.act(async (call) => {
      const isRinging = call.direction === 'incoming' && call.stage !== 'answered';
      if (isRinging) call.refuse(cause === 'busy' ? 486 : 603);
      else await call.hangUp();
    });
  }

  press(digits: string): void {
    this.act((call) => call.voice.pressKeys(digits));
  }

  sing(hz: number | null): void {
    this.act(async ({ voice }) => {
      if (hz === null) voice.stopTone();
      else voice.sendTone(hz);
    });
  }

  async hears(hz: number): Promise<void> {
    await (await this.call).voice.hears(hz);
  }

  async hearsNot(hz: number): Promise<void> {
    await (await this.call).voice.hearsNoTone(hz);
  }

  async hearsNothing(): Promise<void> {
    await (await this.call).voice.hearsNothing();
  }

  async answered(): Promise<void> {
    await (await this.call).answered();
  }

  async ended(): Promise<void> {
    await (await this.call).ended();
  }

  async redirectedTo(): Promise<string> {
    return (await this.call).redirected();
  }

  /** A call that is over does nothing more, and that is no failure of the test. */
  private act(move: (call: PhoneCall) => Promise<unknown>): void {
    this.last = this.last.then(async () => move(await this.call)).catch(() => undefined);
  }
}

/** What a phone of sipp does to be that; a number that no phone has is answered as unknown. */
export const BEHAVIOUR: Readonly<Partial<Record<FarAnswer, Behaviour>>> = {
  answers: { answerAfterMs: 100 },
  'by-hand': 'ring',
  busy: BUSY,
  rejects: REJECTS,
};
