import { type Command, InvalidArgumentError } from 'commander';
import { renderBoard } from '../board';
import type { Session } from '../context';
import { frameOf, type LiveSource, showLive, streamLive } from '../live-screen';
import { liveViewOf } from '../live-view';
import { printJson, printJsonLine, printLine } from '../print';
import { example, type Register } from '../registration';

interface Options {
  readonly once?: boolean;
  readonly interval: number;
}

export const registerTop: Register = (program: Command, run) => {
  const top = program
    .command('top')
    .description('campaigns, queues, calls and agents, live; q quits')
    .option('--once', 'print one picture and end')
    .option('--interval <seconds>', 'a new picture at least so often', intervalMs, 1000);
  example(top, 'leitstand top', 'leitstand top --once', 'leitstand top --json | jq .queues');
  top.action(run(showTop));
};

function intervalMs(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0.2 && seconds <= 3600) return seconds * 1000;
  throw new InvalidArgumentError('It must be from 0.2 to 3600 seconds.');
}

/** Without a terminal there is no live picture: one is printed, or NDJSON until the signal. */
async function showTop(session: Session, options: Options): Promise<void> {
  const { context, json } = session;
  const read = () => liveViewOf(session.daemon(), context.clock.now());
  if (options.once === true || (!context.out.isTTY && !json)) {
    const view = await read();
    if (json) printJson(session, view);
    else for (const line of renderBoard(view, frameOf(session))) printLine(session, line);
    return;
  }
  const source: LiveSource = {
    read,
    intervalMs: options.interval,
    footer: ['q quits'],
    onChange: (listener) => follow(session, listener),
  };
  if (json) await streamLive(session, source, (view) => printJsonLine(session, view));
  else await showLive(session, source);
}

/** The live feed says when to look again; without it the interval alone does. */
function follow(session: Session, listener: () => void): () => void {
  const ended = new AbortController();
  session
    .daemon()
    .live(ended.signal, listener)
    .catch(() => undefined);
  return () => ended.abort();
}
