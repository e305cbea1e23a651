import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../port/coded-error';
import { projectFolder } from './part';
import type { EmbeddedOptions, Settings } from './settings';
import { makeSocketFolder, socketFolder } from './socket-folder';

/** Folders below a run folder that Asterisk expects to be there. */
const FOLDERS = [
  'etc',
  'lib/keys',
  'cache',
  'log/cel-custom',
  'spool/recording',
  'spool/outgoing',
  'spool/tmp',
  'data/sounds',
];
/** Repeated for each device or trunk, not a file of its own. */
const REPEATED = new Set(['pjsip.device.conf', 'pjsip.trunk.conf', 'pjsip.tie-line.conf']);

/** Asterisk logs an error where one of these is missing; empty, it keeps its defaults. */
const EMPTY = ['acl', 'ccss', 'features', 'pjproject', 'udptl', 'websocket_client'];

type Words = Readonly<Record<string, string | number>>;

/** Puts words for `@NAME@`. Throws with BAD_ASTERISK_TEMPLATE where one has no word. */
export function fillTemplate(text: string, words: Words, file: string): string {
  return text.replace(/@([A-Z][A-Z0-9_]*)@/g, (_, name: string) => {
    const word = words[name];
    if (word === undefined) {
      throw new CodedError('BAD_ASTERISK_TEMPLATE', `${file}: nothing is known for @${name}@`);
    }
    return String(word);
  });
}

/**
 * Writes the configuration of one instance below its run folder, from the templates of dialplan/
 * and the site's own. Whole each time, so that what was removed is gone.
 */
export function writeConfiguration(options: EmbeddedOptions, settings: Settings): void {
  const { runDir } = options;
  for (const folder of FOLDERS) mkdirSync(join(runDir, folder), { recursive: true });
  makeSocketFolder(runDir);
  const etc = join(runDir, 'etc');
  chmodSync(etc, 0o700);
  for (const file of readdirSync(etc)) rmSync(join(etc, file), { recursive: true });
  for (const name of EMPTY) writeFileSync(join(etc, `${name}.conf`), '');
  const dialplan = join(projectFolder(), 'dialplan');
  const words = wordsOf(options, settings);
  for (const folder of [dialplan, ...(options.overlayDir ? [options.overlayDir] : [])]) {
    for (const file of readdirSync(folder)) {
      if (!file.endsWith('.conf') || REPEATED.has(file)) continue;
      const text = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(etc, file), fillTemplate(text, words, file), { mode: 0o600 });
    }
  }
  const repeat = (file: string, each: readonly Words[]): string => {
    const text = readFileSync(join(dialplan, file), 'utf8');
    return each.map((one) => fillTemplate(text, { ...words, ...one }, file)).join('\n');
  };
  const devices = settings.devices.map((one) => ({
    DEVICE: one.device,
    DEVICE_PASSWORD: one.password,
  }));
  const trunks = settings.trunks.map((one) => ({
    TRUNK: one.trunk,
    TRUNK_HOST: one.host,
    TRUNK_PORT: one.port,
  }));
  writeFileSync(join(etc, 'pjsip.devices.conf'), repeat('pjsip.device.conf', devices));
  writeFileSync(join(etc, 'pjsip.trunks.conf'), repeat('pjsip.trunk.conf', trunks));
  const tieLines = settings.tieLines.map((one) => ({
    TIE_LINE: one.trunk,
    TIE_LINE_HOST: one.host,
    TIE_LINE_PORT: one.port,
    TIE_LINE_OWN_NAME: one.ownName,
    TIE_LINE_PASSWORD: one.password,
  }));
  writeFileSync(join(etc, 'pjsip.tie-lines.conf'), repeat('pjsip.tie-line.conf', tieLines));
  layOutData(options);
}

function wordsOf(options: EmbeddedOptions, settings: Settings): Words {
  const { ports } = settings;
  return {
    ETC_DIR: join(options.runDir, 'etc'),
    RUN_DIR: options.runDir,
    SOCKET_DIR: socketFolder(options.runDir),
    DATA_DIR: join(options.runDir, 'data'),
    MODULE_DIR: moduleFolder(options.prefix),
    MUSIC_DIR: musicFolder(options),
    SYSTEM_NAME: settings.instance,
    OPEN_FILES_MAX: openFilesMax(),
    APP: settings.app,
    FALLBACK_NUMBER: settings.fallbackNumber,
    FALLBACK_TRUNK: settings.trunks[0]?.trunk ?? '',
    BIND_ADDRESS: '127.0.0.1',
    SIP_BIND: `127.0.0.1:${ports.sip}`,
    HTTP_PORT: ports.http,
    AMI_PORT: ports.ami,
    AMI_PERMIT: '127.0.0.1/255.255.255.255',
    RTP_FIRST: ports.rtpFirst,
    RTP_LAST: ports.rtpLast,
    ARI_USER: settings.ariUser,
    ARI_PASSWORD: settings.ariPassword,
    AMI_USER: settings.amiUser,
    AMI_PASSWORD: settings.amiPassword,
    QUALIFY_S: settings.qualifyS,
    RTP_TIMEOUT_S: settings.rtpTimeoutS,
  };
}

/** Its name carries the machine's architecture: usr/lib/<triple>/asterisk/modules. */
function moduleFolder(prefix: string): string {
  const libraries = join(prefix, 'usr', 'lib');
  const triples = existsSync(libraries) ? readdirSync(libraries) : [];
  const folders = triples.map((triple) => join(libraries, triple, 'asterisk', 'modules'));
  const found = folders.find((folder) => existsSync(folder));
  if (found === undefined || !existsSync(join(prefix, 'bin', 'asterisk'))) {
    throw new CodedError(
      'ASTERISK_NOT_INSTALLED',
      `no Asterisk in ${prefix}`,
      'bin/parts asterisk installs one and prints its folder',
    );
  }
  return found;
}

const ownSounds = (): string => join(projectFolder(), 'dialplan', 'sounds');

function musicFolder({ soundsDir }: EmbeddedOptions): string {
  const own = soundsDir === undefined ? undefined : join(soundsDir, 'music');
  return own !== undefined && existsSync(own) ? own : join(ownSounds(), 'music');
}

/**
 * Asterisk reads its documentation, REST description and sounds from one folder: links to the
 * installed ones, with our announcements and the site's among the sounds, the later before.
 */
function layOutData({ prefix, runDir, soundsDir }: EmbeddedOptions): void {
  const installed = join(prefix, 'usr', 'share', 'asterisk');
  const data = join(runDir, 'data');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(join(data, 'sounds'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== 'sounds') symlinkSync(join(installed, name), join(data, name));
  }
  const english = readdirSync(join(installed, 'sounds')).find((name) => name.startsWith('en'));
  if (english !== undefined) linkAll(join(installed, 'sounds', english), join(data, 'sounds/en'));
  for (const folder of [ownSounds(), ...(soundsDir === undefined ? [] : [soundsDir])]) {
    for (const language of readdirSync(folder, { withFileTypes: true })) {
      if (!/^[a-z]{2}(_[A-Z]{2})?$/.test(language.name)) continue;
      linkAll(join(folder, language.name), join(data, 'sounds', language.name));
    }
  }
}

function linkAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    rmSync(join(to, name), { force: true, recursive: true });
    symlinkSync(join(from, name), join(to, name));
  }
}

/** The hard limit of this process, which its children may not pass. */
function openFilesMax(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1];
  return Math.min(Number(hard ?? 1024), 200_000);
}
