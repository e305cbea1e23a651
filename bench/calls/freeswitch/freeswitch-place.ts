import { readFileSync } from 'node:fs';
import { freePort } from '../../../src/driver/asterisk/embedded/free-port';
import { FreeswitchSwitch } from '../../../src/driver/freeswitch/freeswitch-switch';
import type { Switch } from '../../../src/port/switch';
import type { SwitchCommand } from '../../../src/port/switch-command';
import { Refusal } from '../../frame/refusal';
import { SWITCH_ID } from '../centre';
import { APP, CARRIER, type Ground } from '../contender';
import type { Place } from '../place';
import { PlainLoop } from '../plain-loop';
import { processorMsOf } from '../processor-time';
import { ThroughEngine } from '../through-engine';
import { EventSocket, type EventSocketAddress } from './event-socket';
import { EventSocketWire } from './event-socket-wire';

const HELP = `name a FreeSWITCH with the set-up of freeswitch-conf/loopback, and nobody else on it:
  LEITSTAND_TEST_ESL=127.0.0.1:PORT:PASSWORD   its event socket
  LEITSTAND_TEST_ESL_SIP=127.0.0.1:PORT        its SIP profile
  LEITSTAND_TEST_ESL_PHONES=PORT               where its gateway \`carrier\` leads (default 5090)`;

interface Settings {
  readonly esl: EventSocketAddress;
  readonly sipPort: number;
  readonly phonesPort: number;
}

/** A FreeSWITCH that is there already, and stays. */
export class FreeswitchPlace implements Place {
  readonly switch = 'freeswitch';
  readonly sipPort: number;
  readonly phonesPort: number;

  private constructor(
    private readonly settings: Settings,
    private readonly pid: number | undefined,
  ) {
    this.sipPort = settings.sipPort;
    this.phonesPort = settings.phonesPort;
  }

  static async open(_: Ground, note: (text: string) => void): Promise<FreeswitchPlace> {
    const settings = settingsOf(process.env);
    await freePort('udp', "the agents' phones", settings.phonesPort);
    const pid = await pidOf(settings.esl);
    if (pid === undefined) note("FreeSWITCH's process cannot be seen: no figure of its processor");
    return new FreeswitchPlace(settings, pid);
  }

  contenders() {
    const { esl } = this.settings;
    const engine = new ThroughEngine({
      name: 'engine',
      keys: { callsPerSecond: 'callsPerSecond', ratio: 'ratio', processor: 'engine' },
      newSwitch: (clock) =>
        throughGateway(new FreeswitchSwitch({ switchId: SWITCH_ID, app: APP, esl, clock })),
    });
    return { engine, others: [new PlainLoop(new EventSocketWire(esl))] };
  }

  processorMs(): number | undefined {
    return this.pid === undefined ? undefined : processorMsOf(this.pid);
  }

  async close(): Promise<void> {
    // It is not ours to end.
  }
}

/** The settings are those of the conformance suite (docs/freeswitch-setup.md). */
function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  const setting = (name: string): string => environment[`LEITSTAND_TEST_ESL${name}`] ?? '';
  const [, host = '', port, password = ''] = /^([^:]+):(\d+):(.+)$/.exec(setting('')) ?? [];
  const [, sipPort] = /^127\.0\.0\.1:(\d+)$/.exec(setting('_SIP')) ?? [];
  const phonesPort = Number(setting('_PHONES') || 5090);
  if (!port || !sipPort || !Number.isInteger(phonesPort)) {
    throw new Refusal(`calls --switch freeswitch: ${HELP}`);
  }
  return { esl: { host, port: Number(port), password }, sipPort: Number(sipPort), phonesPort };
}

/** Undefined: it runs elsewhere, or as somebody whose files we may not read. */
async function pidOf(esl: EventSocketAddress): Promise<number | undefined> {
  const socket = await EventSocket.open(esl);
  const folder = await socket.read('api global_getvar run_dir');
  socket.close();
  try {
    const pid = Number(readFileSync(`${folder}/freeswitch.pid`, 'utf8').trim());
    // An old file may name somebody else by now.
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'freeswitch' ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The loopback set-up has no users of the agents' names: they are reached over its gateway. */
function throughGateway(target: Switch): Switch {
  return {
    switchId: target.switchId,
    connect: (sink) => target.connect(sink),
    execute: (command) => target.execute(overGateway(command)),
    snapshot: (since) => target.snapshot(since),
    close: () => target.close(),
  };
}

function overGateway(command: SwitchCommand): SwitchCommand {
  if (command.type !== 'originate' || command.to.kind !== 'device') return command;
  return { ...command, to: { kind: 'number', number: command.to.device, trunk: CARRIER } };
}
