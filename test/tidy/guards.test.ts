import { bans, looseEnds, silencedCompiler } from './ban';
import { deadFiles } from './dead-file';
import { circles, layering, wrappedLibraries } from './layering';
import { logging } from './logging';
import { barrel, fileName, unit } from './naming';
import { beyond } from './ratchet';
import { columns, fileLength, functionLength, parameters } from './size';
import { type Finding, type Source, sourceOf } from './source';
import { foreignHosts, machinePaths, namedHosts, registryHosts } from './workplace';

type Guard = (source: Source) => Finding[];

/** Which rules the guard finds broken, in order, with their lines. */
const found = (guard: Guard, path: string, text: string): string[] =>
  guard(sourceOf(path, text)).map((finding) => `${finding.rule}:${finding.line}`);

const body = (lines: number) => `{\n${'  step();\n'.repeat(lines - 2)}}`;

describe('size', () => {
  it('lets a function of 60 lines through and not one of 61', () => {
    expect(found(functionLength, 'src/a.ts', `function f() ${body(60)}`)).toEqual([]);
    expect(found(functionLength, 'src/a.ts', `\nfunction f() ${body(61)}`)).toEqual([
      'function-length:2',
    ]);
  });

  it('judges arrows, methods and constructors, too', () => {
    const long = body(61);
    const text = `const f = () => ${long};\nclass C { m() ${long}\nconstructor() ${long} }`;
    expect(found(functionLength, 'src/a.ts', text)).toHaveLength(3);
  });

  it('gives tests more room, and describe blocks all they want', () => {
    expect(found(functionLength, 'test/a.test.ts', `it('x', () => ${body(100)})`)).toEqual([]);
    expect(found(functionLength, 'test/a.test.ts', `it('x', () => ${body(101)})`)).toHaveLength(1);
    expect(found(functionLength, 'test/a.test.ts', `describe('x', () => ${body(400)})`)).toEqual(
      [],
    );
    expect(
      found(functionLength, 'test/a.test.ts', `describe.each([1])('x', () => ${body(400)})`),
    ).toEqual([]);
  });

  it('lets a file of 350 lines through and not one of 351', () => {
    expect(found(fileLength, 'src/a.ts', 'a;\n'.repeat(350))).toEqual([]);
    expect(found(fileLength, 'src/a.ts', 'a;\n'.repeat(351))).toEqual(['file-length:0']);
    expect(found(fileLength, 'bin/start', 'a\n'.repeat(351))).toEqual(['file-length:0']);
    expect(found(fileLength, 'package-lock.json', 'a\n'.repeat(351))).toEqual([]);
  });

  it('counts columns as characters, and lets URLs be', () => {
    expect(found(columns, 'src/a.ts', `// ${'ü'.repeat(97)}`)).toEqual([]);
    expect(found(columns, 'src/a.ts', `\n// ${'u'.repeat(98)}`)).toEqual(['columns:2']);
    expect(found(columns, 'bin/start', `# ${'u'.repeat(99)}`)).toEqual(['columns:1']);
    expect(found(columns, 'src/a.ts', `// https://example.org/${'u'.repeat(98)}`)).toEqual([]);
  });

  it('counts parameters', () => {
    expect(found(parameters, 'src/a.ts', 'const f = (a, b, c, d) => a;')).toEqual([]);
    expect(found(parameters, 'src/a.ts', 'const f = (a, b, c, d, e) => a;')).toEqual([
      'parameters:1',
    ]);
    expect(found(parameters, 'src/a.ts', 'class C { constructor(a, b, c, d, e) {} }')).toHaveLength(
      1,
    );
  });
});

describe('names', () => {
  it.each([
    'src/api/utils.ts',
    'src/core/call-helpers.ts',
    'src/engine/timer-manager.ts',
    'src/core/types.ts',
    'src/common/call.ts',
    'test/core/helper.ts',
    'src/core/index.ts',
    'src/core/CallState.ts',
    'src/core/call_state.ts',
  ])('refuses %s', (path) => expect(found(fileName, path, '')).toEqual(['file-name:0']));

  it.each([
    'src/core/call/call.ts',
    'test/store/cdr-store.real.test.ts',
    'test/simulation/theory.long.test.ts',
    'src/core/queue/routing-index.ts',
  ])('takes %s', (path) => expect(found(fileName, path, '')).toEqual([]));

  it('refuses a barrel, but not a file that also says something', () => {
    expect(found(barrel, 'src/a.ts', "export * from './b';\nexport { c } from './c';")).toEqual([
      'barrel:0',
    ]);
    expect(found(barrel, 'src/a.ts', "export * from './b';\nexport const d = 1;")).toEqual([]);
  });

  it('asks for units', () => {
    expect(found(unit, 'src/a.ts', 'interface A { ringTimeout: number }')).toEqual(['unit:1']);
    expect(found(unit, 'src/a.ts', 'const f = (delay: number) => delay;')).toEqual(['unit:1']);
    expect(found(unit, 'src/a.ts', 'interface A { ringTimeoutMs: number }')).toEqual([]);
    expect(found(unit, 'src/a.ts', 'interface A { timeout: Timeout }')).toEqual([]);
  });
});

describe('layering', () => {
  it.each([
    ['src/port/switch.ts', "import { step } from '../core/step';"],
    ['src/core/step.ts', "import { readFileSync } from 'node:fs';"],
    ['src/core/step.ts', "import type { Engine } from '../engine/facade';"],
    ['src/core/step.ts', "import { z } from 'zod';"],
    ['src/ledger/log.ts', "import type { Switch } from '../port/switch';"],
    ['src/engine/engine.ts', "import { knex } from '../store/database';"],
    ['src/driver/simulated/call.ts', "import { step } from '../../core/step';"],
    ['src/driver/asterisk/call.ts', "import { p } from '../simulated/persona';"],
    ['src/driver/simulated/call.ts', "import WebSocket from 'ws';"],
    ['src/store/cdr-store.ts', "const e = await import('../engine/facade');"],
    ['src/api/app.ts', "import { step } from '../core/step';"],
    ['src/api/app.ts', "import { engine } from '../engine/engine';"],
    ['src/api/app.ts', "import { knex } from 'knex';"],
    ['src/cli/program.ts', "const express = require('express');"],
    ['src/jobs/retention.ts', "type A = import('../api/app').App; import '../api/app';"],
    ['src/config/schema.ts', "export { step } from '../core/step';"],
    ['src/api/app.ts', "import { start } from '../main';"],
    ['src/api/app.ts', "import { fake } from '../../test/fake';"],
    ['src/tools/a.ts', ''],
  ])('refuses in %s: %s', (path, text) => {
    expect(found(layering, path, text)).toContainEqual(expect.stringMatching(/^layering:/));
  });

  it.each([
    ['src/core/step.ts', "import type { Switch } from '../port/switch'; import './world';"],
    ['src/api/app.ts', "import type { Fact } from '../core/fact';"],
    ['src/api/app.ts', "import { type Fact, type Cause } from '../core/fact';"],
    ['src/driver/asterisk/ari-link.ts', "import WebSocket from 'ws'; import 'node:net';"],
    ['src/config/diff.ts', "import { meets } from '../core/queue/requirement';"],
    ['src/main.ts', "import { Engine } from './engine/engine'; import './api/app';"],
  ])('takes in %s: %s', (path, text) => expect(found(layering, path, text)).toEqual([]));

  const tree = (files: Record<string, string>) =>
    Object.entries(files).map(([path, text]) => sourceOf(path, text));

  it('finds a circle, and not one of erased types', () => {
    const b = "import { c } from './c';";
    const broken = tree({
      'src/core/a.ts': "import './b';",
      'src/core/b.ts': b,
      'src/core/c.ts': "import { a } from './a';",
    });
    expect(circles(broken).map((finding) => finding.message)).toEqual([
      'src/core/a -> src/core/b -> src/core/c -> src/core/a',
    ]);
    const sound = tree({ 'src/core/b.ts': b, 'src/core/c.ts': "import type { B } from './b';" });
    expect(circles(sound)).toEqual([]);
  });

  it('finds a second wrapper of a wrapped library', () => {
    const text = "import ari from 'ari-client';";
    const found = wrappedLibraries(
      tree({ 'src/driver/asterisk/a.ts': text, 'src/driver/asterisk/b.ts': text }),
    );
    expect(found.map((finding) => finding.path)).toEqual(['src/driver/asterisk/b.ts']);
  });

  it('finds files that nothing leads to', () => {
    const files = tree({
      'bin/leitstand': "require(join(root, 'dist', 'main.js'));",
      'src/main.ts': "import './engine/loop'; new Worker(join(__dirname, 'engine/worker.js'));",
      'src/engine/loop.ts': '',
      'src/engine/worker.ts': '',
      'src/engine/island.ts': '',
      'test/island.test.ts': "import '../src/engine/island'; import './phone';",
      'test/phone.ts': "import '../src/driver/simulated/clock';",
      'src/driver/simulated/clock.ts': '',
      'src/driver/simulated/island.ts': '',
      'test/forgotten.ts': '',
    });
    expect(deadFiles(files).map((finding) => finding.path)).toEqual([
      'src/engine/island.ts',
      'src/driver/simulated/island.ts',
      'test/forgotten.ts',
    ]);
    const unbuilt = files.filter((source) => source.path !== 'src/main.ts');
    expect(deadFiles(unbuilt).map((finding) => finding.path)).toEqual([
      'src/main.ts',
      'src/driver/simulated/island.ts',
      'test/forgotten.ts',
    ]);
  });
});

describe('bans', () => {
  it.each([
    ['clock', 'src/api/a.ts', 'const t = Date.now();'],
    ['clock', 'src/core/a.ts', 'const t = new Date(0);'],
    ['clock', 'src/store/a.ts', 'const t = performance.now();'],
    ['dice', 'src/cli/a.ts', 'const r = Math.random();'],
    ['timer', 'src/api/a.ts', 'setTimeout(f, 1);'],
    ['timer', 'src/jobs/a.ts', "import { setTimeout as wait } from 'node:timers/promises';"],
    ['environment', 'src/store/a.ts', "const u = process.env['DATABASE_URL'];"],
    ['console', 'src/engine/a.ts', "console.log('x');"],
    ['any', 'src/api/a.ts', 'const a = b as any;'],
    ['any', 'test/a.ts', 'const a = <any>b;'],
    ['asynchronous-core', 'src/core/a.ts', 'async function f() {}'],
    ['asynchronous-core', 'src/core/a.ts', 'type P = Promise<void>;'],
    ['surroundings', 'src/core/a.ts', 'const s = a.localeCompare(b);'],
    ['surroundings', 'src/core/a.ts', 'const f = new Intl.NumberFormat();'],
    ['partial-test', 'test/a.test.ts', "it.only('x', f);"],
    ['partial-test', 'test/a.test.ts', "describe.skip('x', f);"],
    ['partial-test', 'test/a.test.ts', "test.skip.each([1])('x', f);"],
    ['partial-test', 'test/a.test.ts', "xit('x', f);"],
  ])('finds %s in %s: %s', (rule, path, text) => {
    expect(found(bans, path, text)).toContainEqual(`${rule}:1`);
  });

  it.each([
    ['src/engine/clock.ts', 'const t = Date.now(); setTimeout(f, 1);'],
    ['src/driver/simulated/a.ts', 'setInterval(f, 1);'],
    ['src/config/environment.ts', "const u = process.env['DATABASE_URL'];"],
    ['src/cli/a.ts', "console.log('x');"],
    ['src/core/a.ts', 'const p = world.process; const q = { process: 1, crypto: 2 };'],
    ['src/core/a.ts', "// Date.now() is banned here, and so is 'Math.random()'."],
    ['test/a.test.ts', 'const t = list.skip(1).only;'],
  ])('leaves %s alone: %s', (path, text) => expect(found(bans, path, text)).toEqual([]));

  it('finds loose ends and a silenced compiler', () => {
    expect(found(looseEnds, 'bin/start', `\n# ${'TO'}DO later`)).toEqual(['loose-end:2']);
    expect(found(looseEnds, 'bin/start', 'mktemp -d demo.XXXXXX')).toEqual([]);
    expect(found(silencedCompiler, 'src/a.ts', `// @ts-${'ig'}nore`)).toEqual([
      'silenced-compiler:1',
    ]);
  });

  it('keeps log lines static and personal data apart', () => {
    expect(found(logging, 'src/a.ts', 'log.info(`call ${id} ended`);')).toEqual(['logging:1']);
    expect(found(logging, 'src/a.ts', "this.log.warn({ ani }, 'call came');")).toEqual([
      'logging:1',
    ]);
    expect(found(logging, 'src/a.ts', "log.warn({ callId, pii: { ani } }, 'call came');")).toEqual(
      [],
    );
  });
});

describe('the workplace', () => {
  it('finds paths of a machine', () => {
    expect(found(machinePaths, 'README.md', `see /${'work'}/here`)).toEqual(['machine-path:1']);
    expect(found(machinePaths, 'src/a.ts', `const p = '/${'home'}/me/x';`)).toHaveLength(1);
    expect(
      found(machinePaths, 'src/a.ts', `import './${'work'}/item'; const p = '/v1/home/x';`),
    ).toEqual([]);
  });

  it('finds hosts of a registry', () => {
    const lock = (host: string) => `"resolved": "https://${host}/a.tgz"`;
    expect(found(registryHosts, 'package-lock.json', lock('npm.corp.example'))).toHaveLength(1);
    expect(found(registryHosts, '.npmrc', 'registry=https://npm.corp.example')).toHaveLength(1);
    expect(found(registryHosts, 'bin/parts', `http://deb.${'nex'}us.example/`)).toHaveLength(1);
  });

  it('knows the registry of this machine', () => {
    const hosts = foreignHosts({ npm_config_registry: 'https://npm.corp.example/simple' });
    expect(hosts).toEqual(['npm.corp.example']);
    expect(foreignHosts({ npm_config_registry: 'http://localhost:4873/' })).toEqual([]);
    const guard = (source: Source) => namedHosts(source, hosts);
    expect(found(guard, 'README.md', 'from npm.corp.example')).toEqual(['registry-host:0']);
  });
});

describe('the ratchet', () => {
  const finding: Finding = { rule: 'columns', path: 'src/a.ts', line: 3, message: 'wide' };

  it('lets what stands stand, and nothing more', () => {
    expect(beyond([finding], { 'columns src/a.ts': 1 })).toEqual([]);
    expect(beyond([finding, finding], { 'columns src/a.ts': 1 })).toHaveLength(2);
    expect(beyond([finding], {})).toEqual(['src/a.ts:3 [columns] wide']);
  });

  it('may only shrink', () => {
    expect(beyond([], { 'columns src/a.ts': 1 })).toEqual([
      'ratchet: "columns src/a.ts" is down to 0: lower it',
    ]);
  });
});
