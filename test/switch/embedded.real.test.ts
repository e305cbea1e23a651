import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transformFileSync } from '@swc/core';
import { EmbeddedAsterisk } from '../../src/driver/asterisk/embedded/embedded-asterisk';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { projectFolder, providePart } from '../../src/driver/asterisk/embedded/part';
import type { EmbeddedOptions } from '../../src/driver/asterisk/embedded/settings';

jest.setTimeout(60_000);

const run = promisify(execFile);
const started: EmbeddedAsterisk[] = [];
let prefix = '';
let folder = '';

beforeAll(async () => {
  prefix = await providePart('asterisk');
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leitstand-embedded-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function embedded(name: string, more: Partial<EmbeddedOptions> = {}): EmbeddedAsterisk {
  const runDir = join(folder, name);
  const options = { prefix, runDir, instance: name, endsWithParent: true, ...more };
  const asterisk = new EmbeddedAsterisk(options);
  started.push(asterisk);
  return asterisk;
}

/** HTTP status of a request to ARI. */
async function ari(
  asterisk: EmbeddedAsterisk,
  method = 'GET',
  path = 'asterisk/info',
  password = asterisk.ariPassword,
): Promise<number> {
  const key = Buffer.from(`${asterisk.ariUser}:${password}`).toString('base64');
  const headers = { authorization: `Basic ${key}` };
  return (await fetch(`${asterisk.ariUrl}/${path}`, { method, headers })).status;
}

test('two instances live side by side, each with its own ports, passwords and name', async () => {
  const one = embedded('one', { devices: [{ device: 'desk1' }] });
  const two = embedded('two', { devices: [{ device: 'desk1' }] });
  await Promise.all([one.start(), two.start()]);
  expect([await ari(one), await ari(two)]).toEqual([200, 200]);
  expect(await ari(one, 'GET', 'asterisk/info', two.ariPassword)).toBe(401);
  const ports = [one, two].flatMap(({ ports }) => [ports.sip, ports.http, ports.ami]);
  expect(new Set(ports).size).toBe(6);
  expect(one.devices[0]?.password).not.toBe(two.devices[0]?.password);
  expect(await two.cli('core show settings')).toMatch(/System name: +two/);
});

test('a killed one comes back with the ports and passwords that phones know', async () => {
  const asterisk = embedded('one', { devices: [{ device: 'desk1' }] });
  await asterisk.start();
  const before = { ...asterisk.ports, device: asterisk.devices[0], pid: asterisk.pid };
  await asterisk.kill();
  expect(asterisk.running).toBe(false);
  await asterisk.start();
  const after = { ...asterisk.ports, device: asterisk.devices[0], pid: before.pid };
  expect(after).toEqual(before);
  expect(asterisk.pid).not.toBe(before.pid);
  expect(await ari(asterisk)).toBe(200);
});

test('one that outlived its parent is taken over with its calls, and learns phones', async () => {
  const overlayDir = join(__dirname, 'overlay');
  const first = embedded('one', { overlayDir, devices: [{ device: 'desk1' }] });
  await first.start();
  await ari(first, 'POST', 'channels?endpoint=Local/answer@local&context=local&extension=answer');
  const devices = [{ device: 'desk1' }, { device: 'desk2' }];
  const second = embedded('one', { overlayDir, devices });
  await second.start();
  expect(second.pid).toBe(first.pid);
  expect(second.devices[0]).toEqual(first.devices[0]);
  expect(await second.cli('core show channels')).toMatch(/[1-9] active channel/);
  expect(await second.cli('pjsip show endpoint desk2')).toContain('desk2');
});

test('a run folder whose process id is now of another program is no obstacle', async () => {
  const asterisk = embedded('one');
  await asterisk.start();
  await asterisk.kill();
  const file = join(folder, 'one', 'instance.json');
  const instance = JSON.parse(readFileSync(file, 'utf8'));
  const stranger = spawn('sleep', ['60']);
  writeFileSync(file, JSON.stringify({ ...instance, pid: stranger.pid }));
  await asterisk.start();
  expect(await ari(asterisk)).toBe(200);
  expect(stranger.exitCode).toBeNull();
  stranger.kill();
});

test('its end is noticed when nobody here asked for it', async () => {
  const asterisk = embedded('one');
  await asterisk.start();
  const ended = new Promise<string>((resolve) => asterisk.onUnexpectedEnd(resolve));
  process.kill(asterisk.pid, 'SIGKILL');
  expect(await ended).toBe('SIGKILL');
});

test('what cannot work says so with a code', async () => {
  const nowhere = embedded('one', { prefix: join(folder, 'nothing') });
  await expect(nowhere.start()).rejects.toMatchObject({ code: 'ASTERISK_NOT_INSTALLED' });

  const broken = join(folder, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'modules.site.conf'), 'require = res_that_is_not_there.so\n');
  const unbootable = embedded('two', { overlayDir: broken });
  await expect(unbootable.start()).rejects.toMatchObject({
    code: 'ASTERISK_DID_NOT_BOOT',
    message: expect.stringContaining('res_that_is_not_there'),
  });

  const holder = createServer();
  const http = await freePort('tcp', 'test');
  await new Promise<void>((done) => holder.listen(http, '127.0.0.1', done));
  const late = embedded('three', { ports: { http } });
  await expect(late.start()).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await new Promise((done) => holder.close(done));

  const injected = embedded('four', { devices: [{ device: 'desk1]\n[evil' }] });
  await expect(injected.start()).rejects.toMatchObject({ code: 'BAD_ASTERISK_SETTING' });
});

test('a run folder too deep for a socket works', async () => {
  const deep = join(folder, 'deep'.repeat(20), 'er'.repeat(20));
  const asterisk = embedded('deep', { runDir: deep });
  await asterisk.start();
  expect(await ari(asterisk)).toBe(200);
});

test('an ordinary user may run it', async () => {
  const app = join(folder, 'app');
  compileInto(app);
  await run('cp', ['-a', prefix, join(folder, 'asterisk')]);
  mkdirSync(join(folder, 'plain'));
  await run('chmod', ['-R', 'a+rwX', folder]);
  const script = `
    const { EmbeddedAsterisk } = require('./app/${LAUNCHER}/embedded-asterisk.js');
    const asterisk = new EmbeddedAsterisk({
      prefix: './asterisk', instance: 'plain', runDir: './plain',
    });
    asterisk.start().then(() => asterisk.cli('core show version'))
      .then((text) => { console.log(process.getuid(), text); return asterisk.stop(); });
  `;
  const isRoot = process.getuid?.() === 0;
  const another = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const [program = '', ...words] = [...(isRoot ? another : []), process.execPath, '-e', script];
  const { stdout } = await run(program, words, { cwd: folder });
  expect(stdout).toMatch(/^[1-9]\d* Asterisk 2/);
});

const LAUNCHER = 'src/driver/asterisk/embedded';

/** The launcher and its templates as plain JavaScript, where any user may read them. */
function compileInto(app: string): void {
  const root = projectFolder();
  const launcher = readdirSync(join(root, LAUNCHER)).map((file) => join(LAUNCHER, file));
  for (const file of [...launcher, 'src/port/coded-error.ts']) {
    const jsc = { parser: { syntax: 'typescript' as const }, target: 'es2022' as const };
    const { code } = transformFileSync(join(root, file), { jsc, module: { type: 'commonjs' } });
    const target = join(app, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  cpSync(join(root, 'dialplan'), join(app, 'dialplan'), { recursive: true });
}
