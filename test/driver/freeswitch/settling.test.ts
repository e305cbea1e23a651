import { FreeswitchSwitch } from '../../../src/driver/freeswitch/freeswitch-switch';
import { SystemClock } from '../../../src/engine/system-clock';
import type { Clock } from '../../../src/port/clock';
import { EventLog } from '../../conformance/event-log';
import { echo, response, ScriptedSocket } from './scripted-socket';

const SPEED = 20;

/** Time that runs faster than the system's. */
class QuickClock implements Clock {
  private readonly system = new SystemClock();
  private readonly start = this.system.now();

  now(): number {
    return this.start + (this.system.now() - this.start) * SPEED;
  }

  schedule(at: number, fire: () => void): () => void {
    return this.system.schedule(this.start + (at - this.start) / SPEED, fire);
  }
}

const NOBODY = '{"row_count":0}';
const GATEWAY = '<gateway><name>carrier</name><status>UP</status></gateway>';

/** A FreeSWITCH without calls. */
function empty(command: string): string {
  if (command.startsWith('api show')) return response(NOBODY);
  if (command.startsWith('api status')) return response('0 session(s) - peak 0');
  if (command.startsWith('api sofia')) return response(GATEWAY);
  return echo(command);
}

const clock = new QuickClock();
let log: EventLog;
let socket: ScriptedSocket;
let driver: FreeswitchSwitch;

function connect(): Promise<void> {
  log = new EventLog(new SystemClock());
  const esl = { host: '127.0.0.1', port: socket.port, password: 'x' };
  driver = new FreeswitchSwitch({ switchId: 'fs', clock, esl });
  return driver.connect(log.sink);
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = clock.now() + 5000 * SPEED;
  while (!isSo() && clock.now() < deadline) await new Promise(setImmediate);
  expect(isSo()).toBe(true);
}

afterEach(async () => {
  await driver.close();
  await socket.close();
});

it('what was not answered right after the link came up is asked again', async () => {
  let refusals = 1;
  socket = await ScriptedSocket.listen((command) =>
    command === 'api show channels as json' && refusals-- > 0
      ? response('-ERR not now')
      : empty(command),
  );
  await connect();
  await log.next('endpoint.changed', { endpoint: 'carrier', reachable: true });
  const listings = (): number => socket.commands.filter((one) => /show channels/.test(one)).length;
  await until(() => listings() === 2);
  expect(log.all('switch.up')).toHaveLength(1);
});

it('a caller who comes while we settle in for the second time is not forgotten', async () => {
  const held: string[] = [];
  socket = await ScriptedSocket.listen((command, from) => {
    if (!command.startsWith('api global_') || held.includes('released')) return empty(command);
    held.push(command);
    if (held.length === 1) from.destroy();
    return null;
  });
  await connect();
  await until(() => held.length === 2);
  const caller = {
    'Event-Name': 'CHANNEL_PARK',
    'Unique-ID': '5f0c8f4e-6d4b-4b43-8a7b-0f7a7a1f1f01',
    'Call-Direction': 'inbound',
    'Caller-Caller-ID-Number': '493055',
    variable_leitstand_app: 'leitstand',
  };
  const body = JSON.stringify(caller);
  const [, second] = socket.sockets;
  second?.write(
    `Content-Type: text/event-json\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`,
  );
  // Longer than the pause after which the first attempt would have begun anew.
  await new Promise<void>((done) => {
    clock.schedule(clock.now() + 2000, done);
  });
  const late = held.slice(1);
  held.push('released');
  for (const command of late) second?.write(echo(command));
  await log.next('leg.offered', { ani: '493055' });
  expect(log.all('leg.offered')).toHaveLength(1);
});

it('a name that is none for an engine is refused with what to do about it', async () => {
  socket = await ScriptedSocket.listen(empty);
  await connect();
  const esl = { host: '127.0.0.1', port: socket.port, password: 'x' };
  const options = { switchId: 'fs', clock, esl, app: 'a b' };
  expect(() => new FreeswitchSwitch(options)).toThrow(
    expect.objectContaining({ code: 'ESL_APP_INVALID', remedy: expect.stringMatching(/letters/) }),
  );
});
