import { join } from 'node:path';
import type { Logger } from 'pino';
import type {
  AsteriskConfig,
  DaemonConfig,
  EmbeddedConfig,
  FreeswitchConfig,
} from '../config/schema';
import { AsteriskSwitch } from '../driver/asterisk/asterisk-switch';
import { EmbeddedAsterisk } from '../driver/asterisk/embedded/embedded-asterisk';
import { providePart } from '../driver/asterisk/embedded/part';
import { FreeswitchSwitch } from '../driver/freeswitch/freeswitch-switch';
import { SimulatedSwitch } from '../driver/simulated/simulated-switch';
import type { Clock } from '../port/clock';
import { isCodedError } from '../port/coded-error';
import type { Switch } from '../port/switch';
import { AsteriskWatch } from './asterisk-watch';
import { asteriskRecordings, freeswitchRecordings, type RecordingPlace } from './recording-place';

export interface SwitchesOptions {
  readonly config: DaemonConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** Nobody chose the switches: where no Asterisk can be had, a simulated one takes its place. */
  readonly mayStandIn: boolean;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** An embedded Asterisk ends with this process, however that one ends. */
  readonly isBrief?: boolean;
}

/** What the daemon drives, and what of it is to be stopped or to be populated. */
export interface Switches {
  readonly all: Switch[];
  readonly simulated: SimulatedSwitch[];
  readonly embedded: EmbeddedAsterisk[];
  /** To be stopped before anything else of a switch. */
  readonly watches: AsteriskWatch[];
  /** Where the recordings of each are to be had. */
  readonly recordings: Map<string, RecordingPlace>;
}

/** Starts what has to run and makes a driver for each switch. Rejects with a part's own code. */
export async function makeSwitches(options: SwitchesOptions): Promise<Switches> {
  const switches: Switches = {
    all: [],
    simulated: [],
    embedded: [],
    watches: [],
    recordings: new Map(),
  };
  for (const config of options.config.switches) {
    switch (config.kind) {
      case 'simulated':
        addSimulated(switches, options, config);
        break;
      case 'asterisk':
        switches.all.push(asteriskSwitch(config, options));
        switches.recordings.set(config.switchId, asteriskRecordings(config));
        break;
      case 'freeswitch':
        switches.all.push(freeswitchSwitch(config, options));
        switches.recordings.set(config.switchId, freeswitchRecordings(config));
        break;
      case 'embedded':
        await addEmbedded(switches, options, config);
        break;
    }
  }
  return switches;
}

interface SimulatedChoice {
  readonly switchId: string;
  readonly seed: number;
}

function addSimulated(
  switches: Switches,
  { clock, say }: SwitchesOptions,
  { switchId, seed }: SimulatedChoice,
): void {
  const one = new SimulatedSwitch({ switchId, clock, seed });
  for (const other of switches.simulated) {
    one.tieTo(other);
    other.tieTo(one);
  }
  switches.simulated.push(one);
  const reason = 'a simulated switch makes no sound';
  switches.recordings.set(switchId, { kind: 'none', reason });
  switches.all.push(one);
  say(`switch ${switchId}: simulated, no real telephony`);
}

async function addEmbedded(
  switches: Switches,
  options: SwitchesOptions,
  config: EmbeddedConfig,
): Promise<void> {
  let prefix: string;
  try {
    prefix = config.folder ?? (await providePart('asterisk'));
  } catch (error) {
    if (!options.mayStandIn || !isCodedError(error)) throw error;
    options.log.warn({ code: error.code, reason: error.message }, 'no Asterisk can be had here');
    return addSimulated(switches, options, { switchId: config.switchId, seed: 1 });
  }
  const asterisk = await startEmbedded(prefix, config, options);
  switches.embedded.push(asterisk);
  const path = asterisk.recordingFolder;
  switches.recordings.set(config.switchId, { kind: 'folder', path });
  const { switchId } = config;
  const { clock, log } = options;
  if (options.isBrief !== true) {
    switches.watches.push(new AsteriskWatch({ asterisk, switchId, clock, log }));
  }
  switches.all.push(embeddedSwitch(asterisk, config, options));
  options.say(`switch ${config.switchId}: Asterisk, SIP at 127.0.0.1:${asterisk.sipPort}`);
}

async function startEmbedded(
  prefix: string,
  { switchId, devices, trunks, tieLines, ports, fallbackNumber }: EmbeddedConfig,
  { config, isBrief }: SwitchesOptions,
): Promise<EmbeddedAsterisk> {
  const asterisk = new EmbeddedAsterisk({
    prefix,
    runDir: join(config.dataDir, `asterisk-${switchId}`),
    instance: switchId,
    devices: devices.map(({ device, password }) =>
      password === undefined ? { device } : { device, password },
    ),
    trunks,
    tieLines,
    ports,
    app: config.engineId,
    endsWithParent: isBrief === true,
    ...(fallbackNumber === undefined ? {} : { fallbackNumber }),
  });
  await asterisk.start();
  return asterisk;
}

const embeddedSwitch = (
  asterisk: EmbeddedAsterisk,
  { switchId }: EmbeddedConfig,
  { clock, log, config }: SwitchesOptions,
): AsteriskSwitch =>
  new AsteriskSwitch({
    switchId,
    clock,
    log: log.child({ switchId }),
    ari: {
      url: asterisk.ariUrl,
      user: asterisk.ariUser,
      password: asterisk.ariPassword,
      app: config.engineId,
    },
    ami: {
      host: '127.0.0.1',
      port: asterisk.amiPort,
      user: asterisk.amiUser,
      password: asterisk.amiPassword,
    },
    witnessFile: asterisk.witnessFile,
  });

const asteriskSwitch = (
  { switchId, ari, ami, witnessFile }: AsteriskConfig,
  { clock, log }: SwitchesOptions,
): AsteriskSwitch =>
  new AsteriskSwitch({
    switchId,
    clock,
    log: log.child({ switchId }),
    ari,
    ...(ami === undefined ? {} : { ami }),
    ...(witnessFile === undefined ? {} : { witnessFile }),
  });

/** An absent key stays absent, where the driver asks the switch itself. */
const freeswitchSwitch = (
  {
    kind: _,
    domain,
    soundFolder,
    recordingFolder,
    recordingMount: _mount,
    witnessFile,
    ...rest
  }: FreeswitchConfig,
  { clock, log }: SwitchesOptions,
): FreeswitchSwitch =>
  new FreeswitchSwitch({
    ...rest,
    clock,
    log: log.child({ switchId: rest.switchId }),
    ...(domain === undefined ? {} : { domain }),
    ...(soundFolder === undefined ? {} : { soundFolder }),
    ...(recordingFolder === undefined ? {} : { recordingFolder }),
    ...(witnessFile === undefined ? {} : { witnessFile }),
  });
