import { setImmediate } from 'node:timers/promises';
import type { EslEvent } from '../../../src/driver/freeswitch/esl-frame';
import type { EslLink, EslListener } from '../../../src/driver/freeswitch/esl-link';
import { type EslLinkName, eslLinkOf } from '../../../src/driver/freeswitch/link-choice';
import { SILENT_LOG } from '../../../src/driver/link/driver-log';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import { echo, reply, ScriptedSocket } from './scripted-socket';

const LINKS: readonly EslLinkName[] = ['net', 'modesl'];

describe.each(LINKS)('the link to the event socket, by %s', (name) => {
  let socket: ScriptedSocket;
  let link: EslLink;
  let clock: SimulatedClock;
  let said: string[];
  let events: EslEvent[];

  const listener: EslListener = {
    up: () => said.push('up'),
    down: (reason) => said.push(`down: ${reason}`),
    event: (event) => events.push(event),
    probed: (answer) => said.push(`probed: ${answer}`),
  };

  type Answer = Parameters<typeof ScriptedSocket.listen>[0];
  const open = async (answer: Answer = echo, refusal: string | null = null): Promise<void> => {
    socket = await ScriptedSocket.listen(answer, refusal);
    clock = new SimulatedClock();
    const options = { host: '127.0.0.1', port: socket.port, password: 'secret' };
    const parts = { options, clock, log: SILENT_LOG, probe: { line: 'api global_getvar x' } };
    link = eslLinkOf(parts, name);
    await link.open(listener);
  };

  /** Real I/O takes turns of the loop, of which nobody knows how many. */
  const eventually = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await setImmediate();
  };

  beforeEach(() => {
    said = [];
    events = [];
  });
  afterEach(async () => {
    await link.close();
    await socket.close();
  });

  it('logs in, asks for the events that are read, and says that it is up', async () => {
    await open();
    expect(said).toEqual(['up']);
    expect(socket.commands[0]).toBe('auth secret');
    expect(socket.commands.at(-1)).toMatch(/^event json BACKGROUND_JOB .* CUSTOM sofia::register/);
  });

  it('tells a wrong password, and does not try again', async () => {
    await expect(open(() => reply('-ERR invalid'))).rejects.toMatchObject({
      code: 'ESL_UNAUTHORIZED',
    });
    clock.advanceBy(60_000);
    await setImmediate();
    expect(socket.sockets).toHaveLength(1);
  });

  it('gives each reply to its command, be they sent at once', async () => {
    await open();
    const lines = ['api a', 'api b', 'noevents', 'api c'];
    const replies = await Promise.all(lines.map((line) => link.request({ line })));
    expect(replies).toEqual(['a', 'b', '+OK', 'c']);
  });

  it('refuses a line end, which would begin another command', async () => {
    await open();
    const before = socket.commands.length;
    const unsafe = [{ line: 'api a\n\napi b' }, { line: 'x', headers: { name: 'a\r\nb: c' } }];
    for (const command of unsafe) {
      const failure = { code: 'ESL_UNSAFE', remedy: expect.stringContaining('line end') };
      await expect(link.request(command)).rejects.toMatchObject(failure);
    }
    expect(await link.request({ line: 'api c' })).toBe('c');
    expect(socket.commands).toHaveLength(before + 1);
  });

  it('refuses all that waits when the link breaks, and comes back with its events', async () => {
    await open((command) => (/^api [nx]/.test(command) ? null : echo(command)));
    const waiting = [link.request({ line: 'api never' }), link.request({ line: 'api x' })];
    const refused = Promise.all(
      waiting.map((one) => expect(one).rejects.toMatchObject({ code: 'SWITCH_DOWN' })),
    );
    await eventually(() => socket.commands.includes('api x'));
    if (name === 'net') socket.sockets[0]?.destroy();
    else socket.sockets[0]?.end();
    await refused;
    await expect(link.request({ line: 'api y' })).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    clock.advanceBy(300);
    await eventually(() => said.length === 3);
    expect(said).toEqual(['up', expect.stringMatching(/^down: /), 'up']);
    expect(socket.commands.filter((command) => command.startsWith('event json'))).toHaveLength(
      name === 'net' ? 2 : 4,
    );
    expect(await link.request({ line: 'api fresh' })).toBe('fresh');
  });

  it('survives a reply that is no proper encoding', async () => {
    await open((command) =>
      command === 'filter x' ? reply('+OK filter added. 50%off') : echo(command),
    );
    const filtered = await link.request({ line: 'filter x' }).catch((error) => error.code);
    expect(filtered).toBe(name === 'net' ? '+OK filter added. 50%off' : 'SWITCH_DOWN');
    clock.advanceBy(300);
    await eventually(() => said.at(-1) === 'up');
    expect(await link.request({ line: 'api a' })).toBe('a');
  });

  it('finds a link that is half open within 15 s', async () => {
    let isMute = false;
    await open((command) => (isMute ? null : echo(command)));
    isMute = true;
    clock.advanceBy(5000);
    await eventually(() => socket.commands.includes('api global_getvar x'));
    expect(said).toEqual(['up']);
    clock.advanceBy(10_000);
    expect(said[1]).toBe('down: the event socket is silent');
  });

  it('hands on what the question of the watch was answered', async () => {
    await open();
    clock.advanceBy(5000);
    await eventually(() => said.length === 2);
    expect(said[1]).toBe('probed: global_getvar x');
  });

  it('tells what FreeSWITCH said before it closed', async () => {
    await open();
    const notice = 'The system is being shut down.\n';
    const head = `Content-Type: text/disconnect-notice\nContent-Length: ${notice.length}\n\n`;
    socket.sockets[0]?.end(head + notice);
    await eventually(() => said.length === 2);
    expect(said[1]).toBe('down: FreeSWITCH said: The system is being shut down.');
  });

  it('tells an address that is refused', async () => {
    const frame = (type: string, text: string) =>
      `Content-Type: text/${type}\nContent-Length: ${text.length}\n\n${text}`;
    const denied = frame('rude-rejection', 'Access Denied, go away.\n');
    const bye = frame('disconnect-notice', 'Disconnected, goodbye.\n');
    await expect(open(echo, denied + bye)).rejects.toMatchObject({ code: 'ESL_DENIED' });
  });
});
