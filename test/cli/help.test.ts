import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../../src/cli/context';
import { buildProgram } from '../../src/cli/program';
import { run } from './run';

const names = (command: Command, before: readonly string[] = []): string[][] =>
  command.commands.flatMap((child) => {
    const path = [...before, child.name()];
    return [path, ...names(child, path)];
  });

const all = names(buildProgram({ out: {}, err: {} } as CliContext, '0', () => undefined));

describe('help', () => {
  test('knows every command', () => {
    expect(all.map(([first]) => first)).toEqual(
      expect.arrayContaining(
        'serve demo apply status top agent queue cdr why replay config token'.split(' '),
      ),
    );
  });

  test.each(all)('%s %s has an example that names it', async (...path) => {
    const words = path.filter((word) => word !== undefined);
    const { code, out } = await run([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nExamples?:\n {2}\$ leitstand /);
    expect(out).toContain(`$ leitstand ${words.join(' ')}`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('the configuration', () => {
  test('is shown with its origin, and secrets are ***', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-cli-'));
    const file = join(folder, 'leitstand.yaml');
    writeFileSync(file, 'engineId: north\n');
    const env = { DATABASE_URL: 'postgres://app:hunter2@db/leitstand' };
    const { out } = await run(['config', 'show', '--config', file], { env });
    rmSync(folder, { recursive: true });
    expect(out).toMatch(/^engineId +north +file$/m);
    expect(out).toMatch(/^database\.url +\*\*\* +environment$/m);
    expect(out).not.toContain('hunter2');
  });

  test('a mistake is named with its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-cli-'));
    const file = join(folder, 'leitstand.yaml');
    writeFileSync(file, 'engineId: north\nhttp:\n  prot: 80\n');
    const { code, err } = await run(['config', 'check', file]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(err).toContain(`${file}:3:3: error KEY_UNKNOWN`);
  });

  test('a centre file is checked without a daemon', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leitstand-cli-'));
    const file = join(folder, 'centre.yaml');
    writeFileSync(file, 'clients: { acme: { name: Acme } }\nskills: [german, german]\n');
    const broken = await run(['config', 'check', file]);
    writeFileSync(file, 'clients: { acme: { name: Acme } }\n');
    const right = await run(['config', 'check', file]);
    rmSync(folder, { recursive: true });
    expect(broken.code).toBe(1);
    expect(broken.err).toContain(`${file}:2:18: error SKILL_TWICE`);
    expect(right).toMatchObject({ code: 0, err: '' });
    expect(right.out).toContain('is right: a centre file');
  });

  test.each([
    ['as JSON', '{\n  "clients": { "acme": { "name": "Acme" } }\n}\n'],
    ['with quoted keys', '"clients": { acme: { name: Acme } }\n'],
    ['with spaces before the colon', 'clients : { acme: { name: Acme } }\n'],
  ])('a centre file %s is one, too', async (_, input) => {
    const { code, out, err } = await run(['config', 'check', '-'], { input });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('(standard input) is right: a centre file');
  });

  test("the daemon's settings are read from standard input", async () => {
    const right = await run(['config', 'check', '-'], { input: 'engineId: north\n' });
    expect(right).toEqual({ code: 0, out: '(standard input) is right\n', err: '' });
    const broken = await run(['config', 'check', '-'], { input: 'http:\n  prot: 80\n' });
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('(standard input):2:3: error KEY_UNKNOWN');
  });

  test('what is no YAML is told with its place', async () => {
    const { code, err } = await run(['config', 'check', '-'], { input: 'clients: {\n' });
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/:\d+:\d+: error YAML_MALFORMED/),
    ]);
  });

  test('every key is described', async () => {
    const { out } = await run(['config', 'describe', '--json']);
    for (const key of JSON.parse(out).keys) expect(key.description).not.toBe('');
  });
});

describe('replay', () => {
  test('names the first seq that differs and exits 5', async () => {
    const difference = { seq: 17, path: 'body.waitedMs', expected: 1, actual: 2 };
    const replay = async () => ({ inputs: 20, facts: 9, firstSeq: 1, lastSeq: 20, difference });
    const { code, out } = await run(['replay', 'journal', '--facts', 'f'], { parts: { replay } });
    expect(code).toBe(5);
    expect(out).toContain('the first difference is at seq 17 in body.waitedMs');
  });
});
