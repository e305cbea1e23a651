import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { SUBSCRIPTION } from '../../src/driver/freeswitch/subscription';
import { type Line, readDialog } from '../transcript/dialog';
import { formOf } from './command-form';
import { type EslFrame, EslFrameReader, eventOf, frameBytes } from './esl-frame';
import { FakeCommands } from './fake-commands';
import { FakeEsl } from './fake-esl';
import { FakeFreeSwitch } from './fake-freeswitch';
import { FarPhone } from './far-phone';
import { Recording } from './recording';

const FOLDER = join(__dirname, '..', 'transcript', 'freeswitch');
const recording = new Recording();

const told = (frames: readonly EslFrame[]): string[] =>
  frames.flatMap((frame) => eventOf(frame)?.['Event-Name'] ?? []);

const framesOf = (lines: readonly Line[]): EslFrame[] =>
  lines.flatMap((line) => (line.by === 'server' ? [line.frame] : []));

describe('the transcripts', () => {
  it('are whole, and every length that they announce holds', () => {
    for (const name of readdirSync(FOLDER).filter((one) => one.endsWith('.dialog.txt'))) {
      for (const frame of framesOf(readDialog(join(FOLDER, name)))) {
        const announced = Number(frame.headers.get('Content-Length') ?? 0);
        expect(announced).toBe(frame.body.length);
      }
    }
  });

  it.each([
    ['fail-busy-json', 'originate, busy'],
    ['fail-invalidgw-json', 'originate, unknown-trunk'],
  ])('of an older FreeSWITCH tell the same of %s', (reference, scene) => {
    const before = told(framesOf(readDialog(join(FOLDER, 'reference', `${reference}.dialog.txt`))));
    const now = told(recording.scene(scene).passages.map(({ frame }) => frame));
    const asked = new Set(SUBSCRIPTION.split(' '));
    expect(now.sort()).toEqual(before.filter((name) => asked.has(name)).sort());
  });
});

describe('the fake event socket', () => {
  let esl: FakeEsl;
  let fake: FakeFreeSwitch;
  const frames: EslFrame[] = [];

  /** Logs in by hand, and says these commands in one breath. */
  async function say(seed: number, commands: readonly string[]): Promise<EslFrame[]> {
    esl = await FakeEsl.listen({ password: 'secret', recording, seed });
    fake = new FakeFreeSwitch(esl, { recording, seed });
    esl.back = new FakeCommands(fake);
    fake.numbers.set('4940', new FarPhone(fake, 'busy'));
    const socket = connect(esl.port, '127.0.0.1');
    const reader = new EslFrameReader();
    frames.length = 0;
    socket.on('data', (chunk) => {
      frames.push(...reader.push(chunk));
    });
    socket.write(['auth secret', SUBSCRIPTION, ...commands, 'exit', ''].join('\n\n'));
    await new Promise<void>((done) => socket.once('end', done));
    socket.destroy();
    return frames;
  }

  afterEach(() => esl.cut());

  it('complains of a command that was not recorded, and names the nearest', async () => {
    await say(1, ['api uuid_kill 00000000-0000-0000-0000-000000000000 NO_SUCH_CAUSE']);
    expect(esl.complaints).toHaveLength(1);
    expect(esl.complaints[0]).toContain('NO_SUCH_CAUSE');
    expect(esl.complaints[0]).toMatch(/nearest are:\n {2}api uuid_kill \S+ [A-Z_]+/);
  });

  it('answers commands that come in one breath one after the other', async () => {
    const replies = (await say(1, ['api version', 'nosuchcommand', 'api list_users'])).filter(
      (frame) => eventOf(frame) === null,
    );
    const said = replies.map(({ headers, body }) => headers.get('Reply-Text') ?? body.toString());
    expect(said.slice(1, 6)).toEqual([
      '+OK accepted',
      '+OK event listener enabled json',
      expect.stringContaining('FreeSWITCH Version'),
      '-ERR command not found',
      expect.stringContaining('userid|'),
    ]);
  });

  it('tells the end of a job before that of its channel, or after, by the seed', async () => {
    const leg = '11111111-2222-4333-8444-555555555555';
    const [busy] = recording.scene('originate, busy').commands;
    const command = (busy ?? '')
      .replace(/origination_uuid=[^,]+/, `origination_uuid=${leg}`)
      .replace(/carrier\/\d+/, 'carrier/4940');
    const orders = new Set<string>();
    for (let seed = 1; seed <= 8; seed++) {
      const names = told(await say(seed, [command]));
      orders.add(
        names.filter((name) => /^(BACKGROUND_JOB|CHANNEL_HANGUP_COMPLETE)$/.test(name)).join(' '),
      );
      const end = frames.find((frame) => eventOf(frame)?.['Event-Name'] === 'CHANNEL_DESTROY');
      expect(eventOf(end as EslFrame)?.['Unique-ID']).toBe(leg);
      await esl.cut();
    }
    expect([...orders].sort()).toEqual([
      'BACKGROUND_JOB CHANNEL_HANGUP_COMPLETE',
      'CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB',
    ]);
  });
});

describe('the form of a command', () => {
  it('leaves ids, numbers and paths out, and nothing else', () => {
    const id = '99c4bdfb-2285-41b1-a672-2005ae9fe71c';
    expect(formOf(`api uuid_record ${id} start /var/a-1.wav 60`).text).toBe(
      'api uuid_record <id> start <path> <n>',
    );
    expect(formOf(`api uuid_kill ${id} USER_BUSY`).text).toBe('api uuid_kill <id> USER_BUSY');
  });

  it('is that of a frame whose bytes are counted anew', () => {
    const headers = new Map([['Content-Length', '1']]);
    const frame = { headers, body: Buffer.from('Köln') };
    expect(frameBytes(frame).toString()).toBe('Content-Length: 5\n\nKöln');
  });
});
