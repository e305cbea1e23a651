import type { Reply } from './director';
import type { EslFrame } from './esl-frame';
import type { FakeFreeSwitch } from './fake-freeswitch';
import type { FakeLeg } from './fake-leg';

type Row = Record<string, string>;

/** Answers a question about the switch or its channels; false: it is none. */
export function answerQuery(fake: FakeFreeSwitch, command: string, reply: Reply): boolean {
  const [, verb = '', rest = ''] = /^api (\S+) ?(.*)$/s.exec(command) ?? [];
  const ask = (scene: string, leg: FakeLeg | null = null, words = {}): boolean => {
    fake.play(scene, leg, { words, reply });
    return true;
  };
  const uuid = rest.split(' ')[0] ?? '';
  const leg = fake.leg(uuid);
  switch (verb) {
    case 'uuid_exists':
      return ask(leg ? 'exists' : 'exists @ gone', leg, { leg: uuid });
    case 'uuid_dump':
      return ask(leg ? `dump @ ${stateToDump(leg)}` : 'dump @ gone', leg, { leg: uuid });
    case 'sched_del':
      return ask('unschedule', leg, { leg: uuid });
    case 'status':
      return showStatus(fake, reply);
    case 'show':
      return rest.startsWith('channels') ? showChannels(fake, reply) : showRegistrations(fake, ask);
    case 'global_getvar':
      return getGlobal(fake, rest, ask);
    case 'global_setvar': {
      const [name = '', value = ''] = rest.split('=', 2);
      fake.globals.set(name, value);
      return ask('set global', null, { token: value });
    }
    default:
      return asRecorded(fake, command, reply);
  }
}

/** One that is recorded or listens is in the state that it would be in without that. */
const stateToDump = (leg: FakeLeg): string => leg.state.replace(/^(recorded|listening)/, 'parked');

type Ask = (scene: string, leg?: FakeLeg | null, words?: Record<string, string>) => boolean;

function getGlobal(fake: FakeFreeSwitch, name: string, ask: Ask): boolean {
  const value = fake.globals.get(name);
  return value === undefined ? ask(`global ${name}`) : ask('global is set', null, { token: value });
}

function showRegistrations(fake: FakeFreeSwitch, ask: Ask): boolean {
  const [device] = fake.registered;
  return device === undefined ? ask('no registrations') : ask('registrations', null, { device });
}

/** With so many sessions as there are. */
function showStatus(fake: FakeFreeSwitch, reply: Reply): boolean {
  const recorded = fake.director.recording.scene('status').passages[0]?.frame;
  if (!recorded) return false;
  const count = fake.living().length;
  const said = recorded.body.toString().replace(/^\d+(?= session\(s\) - )/m, String(count));
  reply({ headers: recorded.headers, body: Buffer.from(said) });
  return true;
}

/** Made of the rows that were recorded for legs in these states. */
function showChannels(fake: FakeFreeSwitch, reply: Reply): boolean {
  const none = fake.director.recording.scene('channels @ none').passages[0]?.frame;
  const rows = fake.living().flatMap((leg) => rowOf(fake, leg));
  if (!none) return false;
  const listed = JSON.stringify({ row_count: rows.length, rows });
  reply(rows.length === 0 ? none : { headers: none.headers, body: Buffer.from(listed) });
  return true;
}

function rowOf(fake: FakeFreeSwitch, leg: FakeLeg): Row[] {
  const scene = fake.director.find(`channels @ ${stateToDump(leg)}`);
  const recorded = scene?.passages[0]?.frame;
  if (!scene || !recorded) return [];
  const { rows } = JSON.parse(recorded.body.toString()) as { rows: readonly Row[] };
  const row = rows.find(({ uuid }) => uuid === scene.roles.get('leg'));
  const frame: EslFrame = { headers: recorded.headers, body: Buffer.from(JSON.stringify(row)) };
  const cast = fake.director.cast(frame, scene, { leg, words: leg.words() });
  return [JSON.parse(cast.body.toString()) as Row];
}

/** The reply that was recorded for a command of this form. */
function asRecorded(fake: FakeFreeSwitch, command: string, reply: Reply): boolean {
  const recorded = fake.director.recording.replyTo(command);
  if (recorded) reply(recorded);
  return recorded !== null;
}
