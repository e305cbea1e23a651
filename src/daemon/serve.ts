import type { CliContext } from '../cli/context';
import { printError } from '../cli/error-text';
import { EXIT, type ExitCode } from '../cli/exit-code';
import type { ServeOptions } from '../cli/parts';
import { problemLine } from '../config/file-problem';
import { type LoadedConfig, loadConfig } from '../config/load';
import type { CodedError } from '../port/coded-error';
import { type Daemon, startDaemon } from './daemon';
import { keepConnection } from './first-token';
import { openLog } from './log';
import { SimulatedWorld } from './simulated-world';

/** Runs the daemon in the foreground until a signal, or until its engine stops by itself. */
export async function serve(context: CliContext, options: ServeOptions): Promise<ExitCode> {
  const loaded = load(context, options);
  const { config } = loaded;
  const log = openLog(config.log);
  const say = (line: string): void => context.out.write(`${line}\n`);
  for (const problem of loaded.warnings) context.err.write(`${problemLine(problem)}\n`);
  const interrupted = context.interrupted();
  const { clock } = context;
  const daemon = await startDaemon({ config, clock, log, say, mayStandIn: isUnchosen(loaded) });
  const worlds = populate(daemon, loaded, context);
  const isTerminal = context.out.isTTY;
  await keepConnection({ daemon, dataDir: config.dataDir, log, say, isTerminal });
  say(`API ${daemon.url}, data in ${config.dataDir}`);
  say('ready; SIGTERM or Ctrl-C ends the daemon, calls on the switches live on');
  const failure = await Promise.race([interrupted, daemon.failed]);
  for (const world of worlds) world.stop();
  await daemon.stop();
  return failure === undefined ? EXIT.ok : failed(context, failure);
}

const load = ({ env }: CliContext, { config, dataDir }: ServeOptions): LoadedConfig =>
  loadConfig({
    env,
    ...(config === undefined ? {} : { file: config }),
    ...(dataDir === undefined ? {} : { overrides: { dataDir } }),
  });

const isUnchosen = ({ values }: LoadedConfig): boolean =>
  values.some(({ key, source }) => key === 'switches[0].kind' && source === 'default');

/** The people around simulated switches, each with the seed and the callers that it was given. */
function populate(
  { engine, switches }: Daemon,
  { config }: LoadedConfig,
  { clock }: CliContext,
): SimulatedWorld[] {
  return switches.simulated.map((one) => {
    const chosen = config.switches.find(({ switchId }) => switchId === one.switchId);
    const { seed, callsPerHour } =
      chosen?.kind === 'simulated' ? chosen : { seed: 1, callsPerHour: 0 };
    const world = new SimulatedWorld({ engine, clock, seed, switches: [one], callsPerHour });
    world.start();
    return world;
  });
}

/** The engine stopped by itself: a person is told why, a supervisor of processes by the code. */
function failed(context: CliContext, error: CodedError): ExitCode {
  printError(context, error, false);
  return error.code === 'SWITCH_REPLACED' ? EXIT.replaced : EXIT.engineStopped;
}
