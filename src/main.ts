import type { CliContext } from './cli/context';
import type { Parts } from './cli/parts';
import { runCli } from './cli/program';
import { inputOf, interruption, keysOf, outliveReader, outputOf, written } from './cli/terminal';
import { processEnvironment } from './config/environment';
import { buildName, VERSION } from './daemon/build';
import { SystemClock } from './engine/system-clock';

/**
 * Entry of `leitstand`. The daemon's parts are loaded when a command needs them: a query of the
 * command line starts without SQL, Express and drivers.
 */
export async function start(argv: readonly string[]): Promise<void> {
  const keys = keysOf(process.stdin);
  const context: CliContext = {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    ...(keys === undefined ? {} : { keys }),
    clock: new SystemClock(),
    env: processEnvironment(),
    parts: PARTS,
    readInput: () => inputOf(process.stdin),
    interrupted: interruption(),
  };
  const code = await runCli(argv, context, VERSION);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // What waits in a timer (a simulated agent's next break) must not hold up the end.
  process.exit(code);
}

const PARTS: Parts = {
  serve: (context, options) => {
    for (const stream of [process.stdout, process.stderr]) outliveReader(stream);
    const { serve } = require('./daemon/serve') as typeof import('./daemon/serve');
    return serve(context, options);
  },
  demo: (context, options) => {
    const { demo } = require('./daemon/demo') as typeof import('./daemon/demo');
    return demo(context, options);
  },
  replay: (path, options) => {
    const { replayJournal } = require('./engine/replay') as typeof import('./engine/replay');
    const { liveCore } = require('./engine/live-core') as typeof import('./engine/live-core');
    return replayJournal(liveCore, path, options);
  },
  why: async (directory, callId, extra) => {
    const { answerWhy } = require('./engine/what-if') as typeof import('./engine/what-if');
    const why = require('./engine/why-report') as typeof import('./engine/why-report');
    const asked = callId === 'last' ? why.lastCallId(directory) : callId;
    const bounds = { build: buildName(), agentsMax: why.AGENTS_LISTED };
    return answerWhy({ directory, callId: asked, ...bounds, ...(extra && { withAgent: extra }) });
  },
};
