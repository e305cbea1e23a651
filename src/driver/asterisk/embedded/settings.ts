import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../port/coded-error';
import { freePort, isFree, type Transport } from './free-port';

/** An agent's phone; without a password one is made up and kept with the run folder. */
export interface Device {
  readonly device: string;
  readonly password?: string;
}

/** A carrier. */
export interface Trunk {
  readonly trunk: string;
  readonly host: string;
  readonly port: number;
}

/** Another switch of ours, whose phones callers here can be joined with, and the other way. */
export interface TieLine {
  /** The other switch's name here: what the engine knows as the trunk. */
  readonly trunk: string;
  readonly host: string;
  readonly port: number;
  /** Our name there. */
  readonly ownName: string;
  /** The same on both sides. */
  readonly password: string;
}

/** 0, or left out: a free one. The RTP range may be shared with another instance. */
export interface Ports {
  readonly sip: number;
  readonly http: number;
  readonly ami: number;
  readonly rtpFirst: number;
  readonly rtpLast: number;
}

/** What an embedded Asterisk is started with. Everything listens on loopback. */
export interface EmbeddedOptions {
  /** Folder of the installed Asterisk (`providePart('asterisk')`). */
  readonly prefix: string;
  /** Configuration, sockets, logs and recordings; one folder an instance. */
  readonly runDir: string;
  /** Begins the channel ids; letters, digits and hyphens. Usually the switchId. */
  readonly instance: string;
  readonly ports?: Partial<Ports>;
  readonly devices?: readonly Device[];
  readonly trunks?: readonly Trunk[];
  readonly tieLines?: readonly TieLine[];
  /** The Stasis application, `leitstand`. */
  readonly app?: string;
  /** Called through the first trunk when the engine stays away for a minute. */
  readonly fallbackNumber?: string;
  readonly ariUser?: string;
  readonly ariPassword?: string;
  readonly amiUser?: string;
  readonly amiPassword?: string;
  /** Announcements of one's own, by language: `<soundsDir>/de/…`; `music` replaces the music. */
  readonly soundsDir?: string;
  /** Its *.conf are rendered after ours, over those of the same name: a site's own files. */
  readonly overlayDir?: string;
  /** Seconds between two looks at a phone or trunk, 30; 0 never looks. */
  readonly qualifyS?: number;
  /** Seconds without a phone's voice after which it has vanished, 60; 0 never. */
  readonly rtpTimeoutS?: number;
  /** Ends with the process that started it, however that one ends. For tests. */
  readonly endsWithParent?: boolean;
  readonly bootTimeoutMs?: number;
}

/** Everything decided: what the templates are filled with, kept beside the run folder's state. */
export interface Settings {
  readonly instance: string;
  readonly app: string;
  readonly ports: Ports;
  readonly devices: readonly Required<Device>[];
  readonly trunks: readonly Trunk[];
  readonly tieLines: readonly TieLine[];
  readonly fallbackNumber: string;
  readonly ariUser: string;
  readonly ariPassword: string;
  readonly amiUser: string;
  readonly amiPassword: string;
  readonly qualifyS: number;
  readonly rtpTimeoutS: number;
}

/** What a run folder remembers from one process to the next. */
export interface Instance {
  readonly pid: number;
  readonly settings: Settings;
}

const secret = (): string => randomBytes(18).toString('base64url');

/**
 * Fills in what the options leave open, from the folder's last run where that still holds: phones
 * keep their passwords and the port they register at. Rejects with PORT_IN_USE or
 * BAD_ASTERISK_SETTING.
 */
export async function decide(options: EmbeddedOptions, last?: Settings): Promise<Settings> {
  const ports = await decidePorts(options, last);
  const settings: Settings = {
    ports,
    instance: options.instance,
    app: options.app ?? 'leitstand',
    devices: decideDevices(options, last),
    trunks: options.trunks ?? [],
    tieLines: options.tieLines ?? [],
    fallbackNumber: options.fallbackNumber ?? '',
    ariUser: options.ariUser ?? 'leitstand',
    ariPassword: options.ariPassword ?? last?.ariPassword ?? secret(),
    amiUser: options.amiUser ?? 'leitstand',
    amiPassword: options.amiPassword ?? last?.amiPassword ?? secret(),
    qualifyS: options.qualifyS ?? 30,
    rtpTimeoutS: options.rtpTimeoutS ?? 60,
  };
  check(settings);
  return settings;
}

/** The same, for an Asterisk that still runs: its ports and passwords stay as they are. */
export function decideForRunning(options: EmbeddedOptions, running: Settings): Settings {
  const settings = {
    ...running,
    devices: decideDevices(options, running),
    trunks: options.trunks ?? [],
    tieLines: options.tieLines ?? [],
    fallbackNumber: options.fallbackNumber ?? '',
  };
  check(settings);
  return settings;
}

/** Whether a running Asterisk is what the options ask for, or could be after a reload. */
export function fits(options: EmbeddedOptions, running: Settings): boolean {
  const same = (wanted: unknown, is: unknown): boolean => wanted === undefined || wanted === is;
  const ports = Object.entries(options.ports ?? {});
  return (
    running.instance === options.instance &&
    same(options.app ?? 'leitstand', running.app) &&
    same(options.ariUser, running.ariUser) &&
    same(options.ariPassword, running.ariPassword) &&
    same(options.amiUser, running.amiUser) &&
    same(options.amiPassword, running.amiPassword) &&
    ports.every(([name, port]) => port === 0 || same(port, running.ports[name as keyof Ports]))
  );
}

function decideDevices(options: EmbeddedOptions, last?: Settings): Required<Device>[] {
  const known = new Map(last?.devices.map((one) => [one.device, one.password]));
  return (options.devices ?? []).map(({ device, password }) => ({
    device,
    password: password ?? known.get(device) ?? secret(),
  }));
}

async function decidePorts(options: EmbeddedOptions, last?: Settings): Promise<Ports> {
  const wanted = options.ports ?? {};
  const pick = async (name: 'sip' | 'http' | 'ami', transport: Transport): Promise<number> => {
    const port = wanted[name] ?? 0;
    const before = last?.ports[name] ?? 0;
    if (port === 0 && before !== 0 && (await isFree(transport, before))) return before;
    return freePort(transport, name.toUpperCase(), port);
  };
  return {
    sip: await pick('sip', 'udp'),
    http: await pick('http', 'tcp'),
    ami: await pick('ami', 'tcp'),
    rtpFirst: wanted.rtpFirst || 16_384,
    rtpLast: wanted.rtpLast || 18_383,
  };
}

/** A name or value that would end its line in a configuration file, or begin another. */
function check(settings: Settings): void {
  const lines = [...settings.trunks, ...settings.tieLines];
  const names: [string, string][] = [
    ['instance', settings.instance],
    ['app', settings.app],
    ['ariUser', settings.ariUser],
    ['amiUser', settings.amiUser],
    ...settings.devices.map(({ device }): [string, string] => ['device', device]),
    ...lines.map(({ trunk }): [string, string] => ['trunk', trunk]),
    ...settings.tieLines.map(({ ownName }): [string, string] => ['ownName', ownName]),
  ];
  for (const [what, name] of names) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name)) throw badSetting(what, 'a name');
  }
  const doubled = names
    .filter(([what]) => what === 'device' || what === 'trunk')
    .map(([, name]) => name)
    .find((name, index, all) => all.indexOf(name) !== index);
  if (doubled !== undefined) throw badSetting(`device or trunk ${doubled}`, 'there only once');
  const secrets = [settings.ariPassword, settings.amiPassword];
  const holders = [...settings.devices, ...settings.tieLines];
  for (const text of [...secrets, ...holders.map(({ password }) => password)]) {
    if (!/^[\x21-\x3a\x3c-\x7e]{1,128}$/.test(text)) {
      throw badSetting('a password', 'printable ASCII without blanks and semicolons');
    }
  }
  for (const { host, trunk } of lines) {
    if (!/^[A-Za-z0-9.:_-]+$/.test(host)) throw badSetting(`the host of trunk ${trunk}`, 'a host');
  }
  if (!/^\+?[0-9]*$/.test(settings.fallbackNumber)) throw badSetting('fallbackNumber', 'digits');
}

const badSetting = (what: string, rule: string): CodedError =>
  new CodedError('BAD_ASTERISK_SETTING', `embedded Asterisk: ${what} must be ${rule}`);

const stateFile = (runDir: string): string => join(runDir, 'instance.json');

export function readInstance(runDir: string): Instance | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(runDir), 'utf8')) as Instance;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, and for this user's eyes only: it holds passwords. */
export function writeInstance(runDir: string, instance: Instance): void {
  mkdirSync(runDir, { recursive: true });
  const file = stateFile(runDir);
  writeFileSync(`${file}.new`, JSON.stringify(instance, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
