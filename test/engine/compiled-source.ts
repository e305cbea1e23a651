import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';

const SOURCE = join(__dirname, '../../src');
const PARTS = ['port', 'core', 'engine'];

/** Compiles the engine and what it needs, as the build does: for threads and child processes. */
export function compileEngine(target: string): string {
  for (const part of PARTS) {
    for (const name of readdirSync(join(SOURCE, part), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.ts')) compile(join(SOURCE, part, name), target);
    }
  }
  return join(target, 'engine');
}

function compile(path: string, target: string): void {
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const to = join(target, relative(SOURCE, path).replace(/\.ts$/, '.js'));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, code);
}
