import type { FarEnd, Line, Notice } from './far-end';
import type { CallerPersona } from './persona';
import type { Prng } from './prng';

/**
 * What to press at a prompt, by its first media uri. `*` stands for every other prompt. Callers
 * choose one of the list, each as likely.
 */
export type KeysByPrompt = Readonly<Record<string, readonly string[]>>;

const WRONG_KEYS = '#*0987654';
const STORM_DIGITS = 60;
const THINK_MS = [600, 3500] as const;
const BETWEEN_KEYS_MS = [120, 600] as const;

/** A caller: waits, presses keys, talks, holds, and hangs up for a reason of its own. */
export class Caller implements FarEnd {
  readonly sounds = 'human';
  private patience: (() => void) | null = null;
  private talkEnd: (() => void) | null = null;
  private typing: (() => void) | null = null;
  private prompts = 0;

  constructor(
    private readonly persona: CallerPersona,
    private readonly keys: KeysByPrompt,
    private readonly prng: Prng,
  ) {}

  /** To be called once, when the call has been placed. */
  begin(line: Line): void {
    const { whimMs, patienceMs } = this.persona;
    if (whimMs !== undefined) line.after(whimMs, () => line.hangUp());
    this.waitAtMost(line, patienceMs);
  }

  notice(notice: Notice, line: Line): void {
    switch (notice.type) {
      case 'media':
        if (this.asksForKeys(notice)) this.readPrompt(line, notice.media[0] ?? '');
        break;
      case 'joined':
        this.talk(line);
        break;
      case 'left':
        this.waitAtMost(
          line,
          notice.reason === 'hold' ? this.persona.holdPatienceMs : this.persona.patienceMs,
        );
        break;
      case 'alone':
        // Somebody who hears nothing any more says hello a few times, and then goes.
        this.waitAtMost(line, 8000);
        break;
      default:
        break;
    }
  }

  /** A prompt that waits for keys, or an announcement that names some. */
  private asksForKeys({ bargeIn, media }: Extract<Notice, { type: 'media' }>): boolean {
    return bargeIn || Object.hasOwn(this.keys, media[0] ?? '');
  }

  private waitAtMost(line: Line, ms: number): void {
    this.patience?.();
    this.patience = line.after(ms, () => line.hangUp());
  }

  private talk(line: Line): void {
    this.patience?.();
    this.patience = null;
    if (this.talkEnd) return;
    const { talkMs, hangsUpFirst } = this.persona;
    // When the agent should have ended it and did not, the caller does, in the end.
    const endsAfterMs = hangsUpFirst ? talkMs : talkMs * 2 + 20_000;
    this.talkEnd = line.after(endsAfterMs, () => line.hangUp());
  }

  private readPrompt(line: Line, prompt: string): void {
    this.typing?.();
    this.prompts++;
    const { habit } = this.persona;
    const wanted = this.keys[prompt] ?? this.keys['*'];
    if (!wanted || habit === 'none') return;
    const right = this.prng.pick(wanted);
    const thinkMs = this.prng.between(...THINK_MS);
    if (habit === 'storm') this.storm(line);
    else if (habit === 'early') this.press(line, right, 50);
    else if (habit === 'wrong' && this.prompts % 2 === 1) {
      this.press(line, this.prng.pick([...WRONG_KEYS]), thinkMs);
    } else this.press(line, right, thinkMs);
  }

  private press(line: Line, digits: string, delayMs: number): void {
    const [digit] = digits;
    if (digit === undefined) return;
    this.typing = line.after(delayMs, () => {
      line.press(digit, this.prng.between(60, 250));
      this.press(line, digits.slice(1), this.prng.between(...BETWEEN_KEYS_MS));
    });
  }

  private storm(line: Line): void {
    for (let i = 0; i < STORM_DIGITS; i++) {
      const digit = this.prng.pick([...'0123456789*#']);
      line.after(100 + i * this.prng.between(0, 15), () => line.press(digit, 40));
    }
  }
}
