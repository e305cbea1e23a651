import type { Keys, Output } from './context';

/** A process stream as an Output. A reader that went away (`| head`) ends the process quietly. */
export function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', endQuietly);
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    onResize: (listener) => {
      stream.on('resize', listener);
      return () => {
        stream.off('resize', listener);
      };
    },
  };
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

/** From now on the process goes on without its reader: a daemon's calls are worth more. */
export function outliveReader(stream: NodeJS.WriteStream): void {
  stream.off('error', endQuietly);
  stream.on('error', () => undefined);
}

/** Resolves when all that was written has left: a slow reader of a pipe gets the end, too. */
export const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()));

/** Keys of the terminal, without echo; undefined when stdin is none. */
export function keysOf(stream: NodeJS.ReadStream): Keys | undefined {
  if (stream.isTTY !== true) return undefined;
  return {
    listen: (listener) => {
      const onData = (chunk: Buffer | string): void => listener(chunk.toString());
      stream.setRawMode(true);
      stream.on('data', onData);
      stream.resume();
      return () => {
        stream.off('data', onData);
        stream.setRawMode(false);
        stream.pause();
      };
    },
  };
}

/** All that comes on a stream until its end. */
export async function inputOf(stream: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process at once. */
export function interruption(): () => Promise<void> {
  let first: Promise<void> | undefined;
  return () => {
    first ??= new Promise<void>((resolve) => {
      let asked = false;
      const onSignal = (): void => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);
    });
    return first;
  };
}
