import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leitstand, type Ran } from './command-line';
import { DaemonHome } from './daemon-home';

jest.setTimeout(120_000);

const EXAMPLE = readFileSync(join(__dirname, '../../docs/examples/centre.yaml'), 'utf8');

let home: DaemonHome;

beforeAll(async () => {
  home = new DaemonHome({ config: 'switches: [{ switchId: main, kind: simulated }]\n' });
  await home.daemon.start();
  await home.daemon.connection();
});

afterAll(() => home?.close());

const written = (name: string, text: string): string => {
  const path = join(home.folder, name);
  writeFileSync(path, text);
  return path;
};

const centre = (): Promise<unknown> => home.daemon.ask('GET', '/v1/centre');

/** Applies a file that is refused: what was said, the daemon's centre being as it was before. */
async function refusal(text: string): Promise<Ran> {
  const before = await centre();
  const ran = await leitstand('apply', written('centre.yaml', text), '--data-dir', home.data);
  expect(ran.code).toBe(1);
  expect(ran.out).toBe('');
  expect(ran.err).not.toMatch(/^\s+at /m);
  expect(await centre()).toEqual(before);
  return ran;
}

/** `file:line:column: error CODE: …` of a mistake whose line holds this text. */
const problem = (text: string, mistake: string, code: string): RegExp => {
  const line = text.split('\n').findIndex((one) => one.includes(mistake)) + 1;
  return new RegExp(`centre\\.yaml:${line}:\\d+: error ${code}: \\S`);
};

test('the example is applied, so that what follows is not refused for something else', async () => {
  const ran = await leitstand('apply', written('ok.yaml', EXAMPLE), '--data-dir', home.data);
  expect(ran).toMatchObject({ code: 0 });
});

test.each([
  ['a text that is no YAML', 'skills: [german', 'skills: [german, [', 'YAML_[A-Z_]+'],
  ['an unknown key', 'zone: Europe/Berlin', 'zne: Europe/Berlin', 'KEY_UNKNOWN'],
  ['an unknown skill', 'german: 10, english: 4', 'germn: 10, english: 4', 'SKILL_UNKNOWN'],
  ['two agents on one phone', 'main, device: desk-102', 'main, device:  desk-101', 'PHONE_SHARED'],
  ['an unknown switch', 'switch: main, device: desk-103', 'switch: mian, device: x', '[A-Z_]+'],
  ['a node that is not there', 'next: greeting', 'next: greting', '[A-Z_]+'],
])('%s is refused with file, line and code, and nothing is applied', async (_, old, now, code) => {
  const text = EXAMPLE.replace(old, now).replace('Nordlicht Ferry Lines', 'Another Name');
  const { err } = await refusal(text);
  const isWhole = code.startsWith('YAML');
  expect(err).toMatch(
    isWhole ? new RegExp(`centre\\.yaml:\\d+:\\d+: error ${code}`) : problem(text, now, code),
  );
});

test('all mistakes are told at once, and --json gives them as data', async () => {
  const text = EXAMPLE.replace('german: 10', 'germn: 10').replace('waitMax: 10m', 'waitMax: 3q');
  const told = await refusal(text);
  expect(told.err.split('\n').filter((line) => line.includes(': error '))).toHaveLength(2);
  const file = written('centre.yaml', text);
  const json = await leitstand('apply', file, '--data-dir', home.data, '--json');
  expect(json.code).toBe(1);
  const { applied, problems } = JSON.parse(json.out);
  expect(applied).toBe(false);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatchObject({ file, line: expect.any(Number), code: expect.any(String) });
});

test.each([
  ['no YAML', 'http: { port: 1', /leitstand\.yaml:\d+:\d+: error \w+: /],
  [
    'a key that is not known',
    'http: { prot: 1 }',
    /leitstand\.yaml:1:9: error KEY_UNKNOWN: .*port/,
  ],
  ['a value that does not fit', 'http:\n  port: 70000', /leitstand\.yaml:2:9: error [A-Z_]+: \S/],
  [
    'two switches of one name',
    'switches:\n  - { switchId: a, kind: simulated }\n  - { switchId: a, kind: simulated }',
    /leitstand\.yaml:3:\d+: error SWITCH_TWICE: /,
  ],
])('a leitstand.yaml with %s starts nothing and names the place', async (_, text, place) => {
  const folder = new DaemonHome({ config: '' });
  const file = join(folder.folder, 'leitstand.yaml');
  writeFileSync(file, text);
  const ran = await leitstand('serve', '--config', file);
  await folder.close();
  expect(ran.code).toBe(1);
  expect(ran.out).toBe('');
  expect(ran.err).toMatch(/^CONFIG_INVALID: /m);
  expect(ran.err).toMatch(place);
  expect(ran.err).not.toMatch(/^\s+at /m);
});

test('a leitstand.yaml that is not there is said to be missing', async () => {
  const ran = await leitstand('serve', '--config', join(home.folder, 'nowhere.yaml'));
  expect(ran).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^CONFIG_UNREADABLE: .*ENOENT/),
  });
});
