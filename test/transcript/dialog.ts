import { readFileSync } from 'node:fs';
import { type EslFrame, EslFrameReader, eventOf, frameBytes } from '../fake/esl-frame';

/** What was said on an event socket, in order, with ms since the start. */
export type Line =
  | { readonly by: 'server'; readonly atMs: number; readonly frame: EslFrame }
  | { readonly by: 'client'; readonly atMs: number; readonly command: string }
  /** A note of the recorder: from here on a scene is played, with these roles. */
  | { readonly by: 'scene'; readonly atMs: number; readonly text: string };

const MARK = /\n=== (SERVER <<<|CLIENT >>>|SCENE ---|EOF) +([\d.]+) s(?:\n|$)/g;

/** Reads a `.dialog.txt` (test/transcript/README.md has its form). Throws where it is broken. */
export function readDialog(file: string): Line[] {
  // One character a byte, so that a place in the text is a place in the bytes.
  const text = readFileSync(file, 'latin1');
  const marks = [...text.matchAll(MARK)];
  const server = new EslFrameReader();
  const lines: Line[] = [];
  marks.forEach((mark, index) => {
    const said = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length);
    const atMs = Math.round(Number(mark[2]) * 1000);
    lines.push(...linesOf(mark[1] ?? '', said, { atMs, server }));
  });
  if (server.unread.length > 0) throw new Error(`${file} ends within a frame`);
  return lines;
}

function linesOf(
  mark: string,
  said: string,
  { atMs, server }: { readonly atMs: number; readonly server: EslFrameReader },
): Line[] {
  if (mark === 'SERVER <<<') {
    const frames = server.push(Buffer.from(said, 'latin1'));
    return frames.map((frame) => ({ by: 'server', atMs, frame }));
  }
  const text = Buffer.from(said, 'latin1').toString();
  if (mark === 'SCENE ---') return [{ by: 'scene', atMs, text: text.trim() }];
  if (mark !== 'CLIENT >>>') return [];
  return commandsOf(text).map((command) => ({ by: 'client', atMs, command }));
}

/** Commands as they end with an empty line; a chunk may hold several. */
export const commandsOf = (text: string): string[] =>
  text
    .replace(/\r/g, '')
    .split(/\n\n+/)
    .filter((command) => command.trim() !== '');

/**
 * A dialog (one character a byte) without the events of stretches that only lead to the next
 * scene: commands and replies are all that is needed of them. Each frame gets its own mark.
 */
export function withoutSetting(text: string): string {
  const marks = [...text.matchAll(MARK)];
  const server = new EslFrameReader();
  let isScene = false;
  return marks
    .map((mark, index) => {
      const said = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length);
      if (mark[1] === 'SCENE ---') isScene = !said.startsWith('between');
      if (mark[1] !== 'SERVER <<<') return mark[0] + said;
      const frames = server.push(Buffer.from(said, 'latin1'));
      return frames
        .filter((frame) => isScene || eventOf(frame) === null)
        .map((frame) => mark[0] + frameBytes(frame).toString('latin1'))
        .join('');
    })
    .join('');
}
