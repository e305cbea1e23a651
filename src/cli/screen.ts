import type { Output } from './context';

const ESC = '\u001b[';
const ENTER = `${ESC}?1049h${ESC}?25l`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;

/** The terminal's other screen, drawn over in place: no flicker, and nothing left behind. */
export class Screen {
  private open = false;

  constructor(private readonly out: Output) {}

  draw(lines: readonly string[]): void {
    const start = this.open ? '' : ENTER;
    this.open = true;
    const body = lines.map((line) => `${line}${ESC}K`).join('\r\n');
    // One write a picture: a terminal never shows half of it.
    this.out.write(`${start}${ESC}H${body}${ESC}J`);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.out.write(LEAVE);
  }
}
