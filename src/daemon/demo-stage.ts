import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pino from 'pino';
import { stringify } from 'yaml';
import { computeCalendars } from '../config/calendar';
import { readCentre } from '../config/centre-file';
import { problemLine } from '../config/file-problem';
import { loadConfig } from '../config/load';
import type { Centre } from '../core/centre';
import type { Cause } from '../core/input';
import { freePort } from '../driver/asterisk/embedded/free-port';
import type { Device } from '../driver/asterisk/embedded/settings';
import { USUAL_CALLERS, USUAL_PHONES } from '../driver/simulated/persona';
import type { Clock } from '../port/clock';
import { projectFile } from './build';
import { type Daemon, startDaemon } from './daemon';
import { demoCentre } from './demo-centre';
import { DemoNetwork } from './demo-network';
import { openLog } from './log';
import { SimulatedWorld } from './simulated-world';
import { Undo } from './undo';

export interface DemoStageOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** Absent: a temporary one, removed at the end. */
  readonly dataDir?: string;
  /** Folder of an installed Asterisk; absent: the simulated switch. */
  readonly asterisk?: string;
  readonly say: (line: string) => void;
}

/** Everything that the demo runs on, up and ready, with nobody calling yet. */
export interface DemoStage {
  readonly daemon: Daemon;
  readonly dataDir: string;
  /** Callers begin to call. */
  open(): void;
  /** Nobody calls any more; those who are there stay. */
  quieten(): void;
  /** Stops every process and removes what was temporary. */
  close(): Promise<void>;
}

const CALLS_PER_HOUR = 950;
/** So that something is to be seen at once. */
const FIRST_CALLERS = 4;
const CALLERS = {
  ...USUAL_CALLERS,
  patienceMeanMs: 45_000,
  talkMedianMs: 11_000,
  whimMostMs: 15_000,
};
const PHONES = {
  ...USUAL_PHONES,
  answerMeanMs: 1500,
  answerLateMs: 8000,
  talkMedianMs: 12_000,
  awayMeanMs: 10_000,
};
const CAUSE: Cause = { actor: 'demo', reason: 'the demo is set up' };

export async function setStage(options: DemoStageOptions): Promise<DemoStage> {
  const undo = new Undo(pino({ level: 'silent' }));
  try {
    return await build(options, undo);
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** What the engine's switch and the world around it have to agree on. */
interface Plan {
  readonly dataDir: string;
  readonly centre: Centre;
  readonly devices: readonly Required<Device>[];
  /** SIP ports of the engine's Asterisk and of the network's. */
  readonly enginePort: number;
  readonly networkPort: number;
}

async function plan(options: DemoStageOptions, undo: Undo): Promise<Plan> {
  const centre = exampleCentre();
  const enginePort = await freePort('udp', 'SIP of the engine');
  const networkPort = await freePort('udp', 'SIP of the network');
  const devices = centre.agents.map(({ phone: { device } }) => ({
    device,
    password: `demo-${device}-${enginePort}`,
  }));
  return { dataDir: folderOf(options, undo), centre, devices, enginePort, networkPort };
}

async function build(options: DemoStageOptions, undo: Undo): Promise<DemoStage> {
  const { clock, seed } = options;
  const planned = await plan(options, undo);
  const { dataDir } = planned;
  const network = networkOf(options, planned);
  const daemon = await startOwnDaemon(options, planned);
  for (const one of daemon.switches.embedded) undo.later('asterisk', () => one.stop());
  undo.later('daemon', () => daemon.stop());
  await apply(daemon, planned.centre, clock);
  if (network !== undefined) {
    undo.later('network', () => network.stop());
    await network.start();
  }
  const world = new SimulatedWorld({
    engine: daemon.engine,
    clock,
    seed,
    switches: daemon.switches.simulated,
    callsPerHour: network === undefined ? CALLS_PER_HOUR : 0,
    callers: CALLERS,
    phones: PHONES,
  });
  undo.later('world', () => world.stop());
  const open = (): void => {
    world.staff(6, 15_000);
    world.start();
    world.rush(FIRST_CALLERS);
    network?.open(FIRST_CALLERS);
  };
  const quieten = (): void => {
    world.stop();
    network?.quieten();
  };
  return { daemon, dataDir, open, quieten, close: () => undo.all() };
}

function networkOf(
  { asterisk: prefix, clock, seed }: DemoStageOptions,
  { dataDir, ...planned }: Plan,
): DemoNetwork | undefined {
  if (prefix === undefined) return undefined;
  const runDir = join(dataDir, 'network');
  return new DemoNetwork({
    ...{ prefix, runDir, clock, seed, callsPerHour: CALLS_PER_HOUR },
    ...planned,
  });
}

/** Configured by a file of its own, and by nothing of the machine's environment. */
function startOwnDaemon(options: DemoStageOptions, planned: Plan): Promise<Daemon> {
  const { clock, seed, say, asterisk: folder } = options;
  const { dataDir, devices, enginePort: sip, networkPort: port } = planned;
  const trunks = [{ trunk: 'network', host: '127.0.0.1', port }];
  const main =
    folder === undefined
      ? { switchId: 'main', kind: 'simulated', seed }
      : { switchId: 'main', kind: 'embedded', folder, devices, trunks, ports: { sip } };
  const file = join(dataDir, 'leitstand.yaml');
  writeFileSync(file, stringify({ dataDir, http: { port: 0 }, switches: [main] }), { mode: 0o600 });
  const { config } = loadConfig({ file, env: {} });
  const log = openLog(config.log, join(dataDir, 'demo.log'));
  return startDaemon({ config, clock, log, say, mayStandIn: false, isBrief: true });
}

/** PostgreSQL does not run as root: its other user has to pass through the folder. */
function folderOf({ dataDir }: DemoStageOptions, undo: Undo): string {
  if (dataDir !== undefined) {
    const folder = resolve(dataDir);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-demo-'));
  chmodSync(folder, 0o711);
  undo.later('folder', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function exampleCentre(): Centre {
  const file = projectFile('docs', 'examples', 'centre.yaml');
  const { centre, problems } = readCentre(readFileSync(file, 'utf8'), { file });
  if (centre === undefined) throw new Error(problems.map(problemLine).join('\n'));
  return demoCentre(centre);
}

async function apply({ engine }: Daemon, centre: Centre, clock: Clock): Promise<void> {
  await engine.submit({ type: 'centre.applied', centre }, CAUSE);
  for (const body of computeCalendars(centre, clock.now(), 7)) await engine.submit(body, CAUSE);
}
