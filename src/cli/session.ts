import { type ClientEnvironment, clientEnvironment } from '../config/environment';
import { CodedError } from '../port/coded-error';
import type { CliContext, GlobalOptions, Session } from './context';
import { DaemonClient } from './daemon-client';
import { paintFor } from './paint';
import { readConnection } from './stored-connection';

const WIDTH_WITHOUT_TERMINAL = 100;
const WIDTH_MIN = 60;
/** The configuration's default for dataDir, below where the command is run. */
const DATA_DIR = 'data';

/** What one run of a command works with. The connection is looked up when first asked for. */
export function openSession(context: CliContext, options: GlobalOptions): Session {
  const json = options.json === true;
  const settings = clientEnvironment(context.env);
  let client: DaemonClient | undefined;
  return {
    context,
    json,
    paint: paintFor(!json && context.out.isTTY && !settings.colourOff),
    width: Math.max(WIDTH_MIN, context.out.columns ?? WIDTH_WITHOUT_TERMINAL),
    zone: settings.zone,
    dataDir: options.dataDir,
    settings,
    daemon: () => {
      client ??= connect(settings, options);
      return client;
    },
  };
}

/**
 * Option before environment before the data directory's cli.json, which the daemon writes at its
 * first start. A token from the file is only sent to the URL of the same file.
 */
function connect(settings: ClientEnvironment, options: GlobalOptions): DaemonClient {
  const stored = readConnection(options.dataDir ?? DATA_DIR);
  const url = options.url ?? settings.url ?? stored?.url;
  const token =
    options.token ?? settings.token ?? (stored?.url === url ? stored?.token : undefined);
  if (url === undefined) {
    throw new CodedError(
      'DAEMON_UNREACHABLE',
      'there is no daemon known here',
      'start one with: leitstand serve; or say where it is: --url and --token',
    );
  }
  return new DaemonClient(token === undefined ? { url } : { url, token });
}
