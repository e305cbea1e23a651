/** Longer than any entry; what a reader of strange files sets aside at most. */
export const LINE_BYTES_MAX = 1_048_576;

/** One line: `bytes[from - 1]` is free for the reader to write to, the newline is not in it. */
export interface Line {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** The file ended without a newline, or the line was too long and is cut. */
  readonly isBroken: boolean;
}

/** Cuts a stream into lines without a copy of each: the buffer is used again for the next. */
export class LineReader {
  private room = Buffer.alloc(2 * LINE_BYTES_MAX);
  /** Byte 0 belongs to the first line's reader. */
  private end = 1;
  /** Within a line of which the first part was given out as broken. */
  private isSkipping = false;

  constructor(private readonly onLine: (line: Line) => void) {}

  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + this.room.length - this.end);
      this.room.set(piece, this.end);
      this.end += piece.length;
      at += piece.length;
      this.cut();
    }
  }

  /** The stream has ended. */
  close(): void {
    if (this.end > 1 && !this.isSkipping) this.give(1, this.end, true);
    this.end = 1;
  }

  private cut(): void {
    const filled = this.room.subarray(0, this.end);
    let from = 1;
    for (;;) {
      const newline = filled.indexOf(0x0a, from);
      if (newline < 0) break;
      if (!this.isSkipping) this.give(from, newline, newline - from > LINE_BYTES_MAX);
      this.isSkipping = false;
      from = newline + 1;
    }
    this.room.copyWithin(1, from, this.end);
    this.end -= from - 1;
    if (this.end - 1 <= LINE_BYTES_MAX) return;
    if (!this.isSkipping) this.give(1, this.end, true);
    this.isSkipping = true;
    this.end = 1;
  }

  private give(from: number, to: number, isBroken: boolean): void {
    this.onLine({ bytes: this.room, from, to, isBroken });
  }
}
