import type { Endpoint, FarEnd, Line, Notice } from './far-end';
import type { PhoneMix } from './persona';
import type { Prng } from './prng';

export interface PhoneParts {
  readonly mix: PhoneMix;
  readonly prng: Prng;
  /** The phone lost its registration, or has it again. */
  readonly onReachable: (reachable: boolean) => void;
  /** Somebody who comes back needs time that no leg measures. */
  readonly later: (delayMs: number, act: () => void) => void;
}

/**
 * An agent's phone with one line: what it does with an offer is drawn anew each time. A second
 * call while it is in use is busy, as on a desk phone without call waiting.
 */
export class Phone implements Endpoint {
  readonly kind = 'device';
  reachable = true;
  private inUse = 0;

  constructor(private readonly parts: PhoneParts) {}

  farEnd(): FarEnd {
    return { sounds: 'human', notice: (notice, line) => this.notice(notice, line) };
  }

  private notice(notice: Notice, line: Line): void {
    switch (notice.type) {
      case 'called':
        this.called(line);
        break;
      case 'joined':
        this.talk(line);
        break;
      case 'alone':
        // The customer has gone: an agent puts the receiver down if nobody else ends the call.
        line.after(this.parts.prng.between(1500, 6000), () => line.hangUp());
        break;
      case 'ended':
        this.inUse--;
        break;
      default:
        break;
    }
  }

  private called(line: Line): void {
    const { mix, prng } = this.parts;
    this.inUse++;
    const answer = this.inUse > 1 ? 'busy' : prng.weighted(mix.answers);
    if (answer === 'busy') {
      line.after(prng.between(20, 120), () => line.hangUp('busy'));
      return;
    }
    line.after(prng.between(20, 150), () => line.ring());
    const answerMs = 200 + Math.round(prng.exponential(mix.answerMeanMs));
    if (answer === 'answers') line.after(answerMs, () => line.answer());
    else if (answer === 'rejects') line.after(answerMs, () => line.hangUp('rejected'));
    else if (answer === 'vanishes') this.vanishAfter(line, answerMs);
    else if (answer === 'answers-late') {
      line.after(mix.answerLateMs + prng.between(-5, 5), () => line.answer());
    }
  }

  /** Half of them vanish while they ring, half in the middle of the talk. */
  private vanishAfter(line: Line, answerMs: number): void {
    const { prng, mix, onReachable, later } = this.parts;
    const talks = prng.chance(0.5);
    if (talks) line.after(answerMs, () => line.answer());
    line.after(answerMs + prng.between(1000, talks ? 40_000 : 5000), () => {
      onReachable(false);
      later(Math.round(prng.exponential(mix.awayMeanMs)) + 1000, () => onReachable(true));
      // Media stops at once; the switch believes it only after its own timeout.
      line.after(prng.between(0, 10_000), () => line.hangUp('unreachable'));
    });
  }

  private talk(line: Line): void {
    const { prng, mix } = this.parts;
    if (!prng.chance(mix.hangsUpFirst)) return;
    line.after(Math.round(prng.logNormal(mix.talkMedianMs, 0.6)), () => line.hangUp());
  }
}
