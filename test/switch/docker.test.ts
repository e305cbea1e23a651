import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fillTemplate } from '../../src/driver/asterisk/embedded/configuration';
import { projectFolder } from '../../src/driver/asterisk/embedded/part';

/** No container engine is needed here: what the images are made of is checked, not the images. */
const docker = join(projectFolder(), 'docker');
const dialplan = join(projectFolder(), 'dialplan');
let target = '';

beforeEach(() => {
  target = mkdtempSync(join(tmpdir(), 'leitstand-render-'));
});

afterEach(() => {
  rmSync(target, { recursive: true, force: true });
});

const AWKWARD = 'a&b\\1$(id)`"\'#%';

function render(env: Record<string, string>): (file: string) => string {
  const etc = join(target, 'etc');
  execFileSync(join(docker, 'render'), [dialplan, etc], {
    env: { PATH: '/usr/bin:/bin', RUN_DIR: target, MODULE_DIR: '/modules', ...env },
    stdio: 'pipe',
  });
  return (file) => readFileSync(join(etc, file), 'utf8');
}

test('the composition names files that are there, and has the four services', () => {
  const { services } = parse(readFileSync(join(docker, 'compose.yaml'), 'utf8'));
  expect(Object.keys(services).sort()).toEqual(['asterisk', 'engine', 'postgres', 'redis']);
  for (const { build } of [services.asterisk, services.engine]) {
    expect(existsSync(join(docker, build.context, build.dockerfile))).toBe(true);
  }
  const loopback = [...services.postgres.ports, ...services.redis.ports];
  for (const port of loopback) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('each Dockerfile copies what is there', () => {
  for (const file of ['asterisk.Dockerfile', 'engine.Dockerfile']) {
    const text = readFileSync(join(docker, file), 'utf8');
    const copies = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
    expect(copies.length).toBeGreaterThan(0);
    for (const [, sources = ''] of copies) {
      for (const source of sources.split(' ')) {
        expect([source, existsSync(join(projectFolder(), source))]).toEqual([source, true]);
      }
    }
  }
});

test('a container is configured as the launcher configures its own Asterisk', () => {
  const read = render({ ARI_PASSWORD: AWKWARD, AMI_PASSWORD: 'b', FALLBACK_NUMBER: '4930' });
  const words = { FALLBACK_NUMBER: '4930', FALLBACK_TRUNK: '', APP: 'leitstand' };
  const template = readFileSync(join(dialplan, 'extensions.conf'), 'utf8');
  expect(read('extensions.conf')).toBe(fillTemplate(template, words, 'extensions.conf'));
  expect(read('ari.conf')).toContain(`password = ${AWKWARD}\n`);
  for (const file of readdirSync(join(target, 'etc'))) {
    expect([file, read(file).match(/@[A-Z_]+@/)]).toEqual([file, null]);
  }
});

test('phones and carriers come from the environment', () => {
  const read = render({
    ARI_PASSWORD: 'a',
    AMI_PASSWORD: 'b',
    DEVICES: 'desk-1:one:two desk-2:three',
    TRUNKS: 'carrier:sip.example.net:5061',
  });
  expect(read('pjsip.devices.conf')).toContain('username = desk-1\npassword = one:two\n');
  expect(read('pjsip.devices.conf')).toContain('[desk-2](leitstand-device)');
  expect(read('pjsip.trunks.conf')).toContain('contact = sip:sip.example.net:5061\n');
  expect(read('pjsip.trunks.conf')).toContain('match = sip.example.net\n');
});

test('without passwords nothing is rendered', () => {
  expect(() => render({})).toThrow(/ARI_PASSWORD/);
});

test('a word that nobody knows is an error, not a hole', () => {
  expect(() => fillTemplate('port = @PORT@', {}, 'http.conf')).toThrow(/http.conf.*@PORT@/);
});
