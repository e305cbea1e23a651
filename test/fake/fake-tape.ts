/** What a recording of the fake would hold, in the switch's own time. */
export class FakeTape {
  readonly stretches: { readonly fromMs: number; readonly tones: readonly number[] }[] = [];
  private before = 0;
  private runsSince: number | null = null;

  constructor(private readonly speed: number) {}

  get durationMs(): number {
    const running = this.runsSince === null ? 0 : (Date.now() - this.runsSince) * this.speed;
    return this.before + running;
  }

  /** It is recorded from now on; what was before stays. */
  begin(): void {
    this.runsSince ??= Date.now();
  }

  hear(tones: readonly number[]): void {
    if (this.runsSince !== null) this.stretches.push({ fromMs: this.durationMs, tones });
  }

  end(): void {
    this.before = this.durationMs;
    this.runsSince = null;
  }
}
