import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';
import type { DriverLog } from '../link/driver-log';
import { checkAction } from './ami-frame';
import type { AmiLink, AmiLinkOptions, AmiPacket } from './ami-link';
import { AmiSessionLink, type AmiWire, type AmiWireListener } from './ami-session';

const ANSWER_MS = 5000;

interface LibraryManager {
  connect(port: number, host: string, connected: () => void): void;
  login(done: (error?: Record<string, unknown>) => void): void;
  action(fields: Record<string, string>): void;
  disconnect(): void;
  on(event: string, listener: (packet: Record<string, unknown> & Error) => void): void;
}

/** Without a port it does not connect by itself. */
type Library = (
  port: undefined,
  host: string,
  user: string,
  password: string,
  events: boolean,
) => LibraryManager;

/**
 * AMI through the npm package `asterisk-manager`, which has to be installed beside Leitstand. Each
 * connection gets an object of its own: one that has lost its wire keeps its actions and sends
 * them at the next login, minutes late.
 */
export function asteriskManagerLink(
  options: AmiLinkOptions,
  clock: Clock,
  log: DriverLog,
): AmiLink {
  const openWire = (listener: AmiWireListener): Promise<AmiWire> =>
    openManager(options, clock, listener);
  return new AmiSessionLink({ options, openWire, clock, log });
}

async function openManager(
  { host, port, user, password }: AmiLinkOptions,
  clock: Clock,
  listener: AmiWireListener,
): Promise<AmiWire> {
  const library = await load();
  const manager = library(undefined, host, user, password, false);
  await connected(manager, clock, { host, port });
  manager.on('rawevent', (packet) => listener.packet(plain(packet)));
  manager.on('close', () => listener.closed('the AMI connection closed'));
  return {
    write: (fields) => {
      checkAction(fields);
      const { ActionID: actionid = '', Action: action = '', ...rest } = fields;
      manager.action({ ...rest, actionid, action });
    },
    login: () => login(manager, clock),
    terminate: () => manager.disconnect(),
  };
}

async function load(): Promise<Library> {
  // Named by a variable, because the package may be absent when this is compiled.
  const name = 'asterisk-manager';
  try {
    const loaded = (await import(name)) as Library & { default?: Library };
    return loaded.default ?? loaded;
  } catch {
    const remedy = 'npm install asterisk-manager@0.2.0, or choose ami.link: net.';
    const what = 'the package asterisk-manager is not installed';
    throw new CodedError('LINK_NOT_INSTALLED', what, remedy);
  }
}

function connected(
  manager: LibraryManager,
  clock: Clock,
  { host, port }: { host: string; port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(clock.now() + ANSWER_MS, () => {
      manager.disconnect();
      reject(new Error('no connection in time'));
    });
    manager.on('error', (error) => {
      cancel();
      reject(error);
    });
    manager.connect(port, host, () => {
      cancel();
      resolve();
    });
  });
}

/** Its answer to a bad password goes to this callback only. */
function login(manager: LibraryManager, clock: Clock): Promise<AmiPacket> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(clock.now() + ANSWER_MS, () => {
      reject(new CodedError('AMI_DEADLINE', 'no answer to the login'));
    });
    manager.login((error) => {
      cancel();
      resolve(error ? plain(error) : { response: 'Success' });
    });
  });
}

/** Its packets hold arrays for keys that repeat, and objects for variables. */
function plain(packet: Record<string, unknown>): AmiPacket {
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(packet)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') fields[key] = first;
  }
  return fields;
}
