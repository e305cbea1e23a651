/** Colours for a terminal; the plain one leaves text as it is (NO_COLOR, pipes, `--json`). */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  info(text: string): string;
  reverse(text: string): string;
}

const ESC = '\u001b[';
const sgr = (on: number, off: number) => (text: string) => `${ESC}${on}m${text}${ESC}${off}m`;
const same = (text: string): string => text;

const COLOUR: Paint = {
  strong: sgr(1, 22),
  faint: sgr(2, 22),
  good: sgr(32, 39),
  warn: sgr(33, 39),
  bad: sgr(31, 39),
  info: sgr(36, 39),
  reverse: sgr(7, 27),
};

const PLAIN: Paint = {
  strong: same,
  faint: same,
  good: same,
  warn: same,
  bad: same,
  info: same,
  reverse: same,
};

export const paintFor = (colour: boolean): Paint => (colour ? COLOUR : PLAIN);
