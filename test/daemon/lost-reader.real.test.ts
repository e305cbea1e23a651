import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DaemonHome } from './daemon-home';

jest.setTimeout(60_000);

const LAUNCHER = join(__dirname, '../../bin/leitstand');

let home: DaemonHome;
let child: ChildProcess | undefined;
beforeEach(() => {
  home = new DaemonHome({ config: 'switches: [{ switchId: main, kind: simulated }]' });
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await home.close();
});

test('a daemon whose output nobody reads any more goes on serving', async () => {
  const words = ['serve', '--config', join(home.folder, 'leitstand.yaml')];
  const daemon = spawn(process.execPath, [LAUNCHER, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = daemon;
  const ended = once(daemon, 'exit');
  // As `leitstand serve | head -1` does.
  await once(daemon.stdout, 'data');
  daemon.stdout.destroy();
  daemon.stderr.destroy();
  const answer = await Promise.race([home.get('/healthz'), ended]);
  expect(answer).toMatchObject({ status: 200 });
  daemon.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
