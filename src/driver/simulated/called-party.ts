import type { Endpoint, FarEnd, Line, Notice } from './far-end';
import type { PartyAnswer, PartyMix } from './persona';
import type { Prng } from './prng';

/** All numbers behind a trunk. What a number does is drawn anew for each call. */
export class Trunk implements Endpoint {
  readonly kind = 'trunk';
  reachable = true;

  constructor(
    private readonly mix: PartyMix,
    private readonly prng: Prng,
  ) {}

  farEnd(): FarEnd | null {
    const answer = this.prng.weighted(this.mix.answers);
    return answer === 'unknown-number' ? null : new CalledParty(answer, this.mix, this.prng);
  }
}

const THINK_MS = 2_500;
const BETWEEN_KEYS_MS = 400;

/** A person or a machine at a number that we call. */
export class CalledParty implements FarEnd {
  readonly sounds: 'human' | 'machine';
  private silence: (() => void) | null = null;

  constructor(
    private readonly answer: PartyAnswer,
    private readonly mix: PartyMix,
    private readonly prng: Prng,
  ) {
    this.sounds = answer === 'machine' ? 'machine' : 'human';
  }

  notice(notice: Notice, line: Line): void {
    switch (notice.type) {
      case 'called':
        this.called(line);
        break;
      case 'answered':
        this.pickedUp(line);
        break;
      case 'media':
        this.silence?.();
        this.press(line, notice.media[0] ?? '');
        break;
      case 'joined':
        this.talk(line);
        break;
      case 'alone':
      case 'left':
        this.silence = line.after(this.mix.silencePatienceMs * 2, () => line.hangUp());
        break;
      default:
        break;
    }
  }

  /** A machine hears no prompt. */
  private press(line: Line, prompt: string): void {
    const wanted = this.mix.keys?.[prompt];
    if (this.sounds === 'machine' || !wanted) return;
    const digits = this.prng.pick(wanted);
    for (const [place, digit] of [...digits].entries()) {
      line.after(THINK_MS + place * BETWEEN_KEYS_MS, () => line.press(digit, 120));
    }
  }

  private called(line: Line): void {
    const { answer, prng, mix } = this;
    const setupMs = 50 + Math.round(prng.exponential(mix.setupMeanMs));
    if (answer === 'busy' || answer === 'unreachable') {
      line.after(setupMs, () => line.hangUp(answer));
      return;
    }
    line.after(setupMs, () => line.ring());
    const answerMs = setupMs + 500 + Math.round(prng.exponential(mix.answerMeanMs));
    if (answer === 'rejects') line.after(answerMs, () => line.hangUp('rejected'));
    else if (answer !== 'no-answer') line.after(answerMs, () => line.answer());
  }

  private pickedUp(line: Line): void {
    // A machine records until its tape is full, a person soon puts a silent phone down.
    const staysMs = this.sounds === 'machine' ? 60_000 : this.mix.silencePatienceMs;
    this.silence = line.after(staysMs, () => line.hangUp());
  }

  private talk(line: Line): void {
    this.silence?.();
    const { prng, mix } = this;
    const talkMs = Math.round(prng.logNormal(mix.talkMedianMs, 0.6));
    line.after(prng.chance(mix.hangsUpFirst) ? talkMs : talkMs * 3, () => line.hangUp());
  }
}
