import { posix } from 'node:path';
import ts from 'typescript';
import { importsOf } from './import';
import { type Finding, type Source, walk } from './source';

/** What simulated days and what-if runs stand on: the tests are its users. */
const FOR_TESTS = /^src\/(driver\/simulated\/|engine\/(deterministic-host|memory-journal)$)/;

/**
 * Files that nothing leads to. The ways in: the launchers in bin/ and package.json (as
 * `dist/….js` or its parts), the benches, and the tests themselves. What only a test leads to is
 * dead in src, too: a user would not miss it. While a launcher leads nowhere, src is not judged.
 */
export function deadFiles(sources: readonly Source[]): Finding[] {
  const code = sources.filter((source) => /^(src|test|bench)\/.*\.ts$/.test(source.path));
  const byPath = new Map(code.map((source) => [stem(source), source]));
  const launched = sources.flatMap(launches);
  const missing = new Set(launched.filter((path) => !byPath.has(path)));
  const alive = reach(byPath, [...launched, ...code.filter(isBench).map(stem)]);
  const tested = reach(byPath, [...alive, ...code.filter(isTestFile).map(stem)]);
  const isJudged = launched.length > 0 && missing.size === 0;
  const dead = code.filter((source) => {
    const path = stem(source);
    const isShipped = path.startsWith('src/') && !FOR_TESTS.test(path);
    return isShipped ? isJudged && !alive.has(path) : !tested.has(path);
  });
  return [
    ...[...missing].map((path) =>
      finding(`${path}.ts`, 'a launcher leads here, but it is missing'),
    ),
    ...dead.map((source) => finding(source.path, 'nothing leads here: wire it in or remove it')),
  ];
}

const finding = (path: string, message: string): Finding => ({
  rule: 'dead-file',
  path,
  line: 0,
  message,
});

const stem = (source: Source): string => source.path.replace(/\.ts$/, '');
const isBench = (source: Source): boolean => /^bench\/[^/]+\.ts$/.test(source.path);
const isTestFile = (source: Source): boolean => source.path.endsWith('.test.ts');

/** Compiled files that a launcher, a manifest or a container names. */
const launches = (source: Source): string[] =>
  /^(bin|docker|bench)\/|^package\.json$|^\.ci\//.test(source.path)
    ? [...source.text.matchAll(/\bdist(?:\/|', ')([\w/-]+)/g)].map((match) => `src/${match[1]}`)
    : [];

function reach(byPath: ReadonlyMap<string, Source>, roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = byPath.get(path);
    if (!source || seen.has(path)) continue;
    seen.add(path);
    open.push(...targetsOf(source));
  }
  return seen;
}

/** Imports, and files named in strings: workers and child processes are started by path. */
function targetsOf(source: Source): string[] {
  const targets = importsOf(source).flatMap((entry) => entry.target ?? []);
  if (!source.tree) return targets;
  walk(source.tree, (node) => {
    if (!ts.isStringLiteralLike(node)) return;
    const name = /^[\w./-]+$/.test(node.text) ? node.text.replace(/\.(js|ts)$/, '') : '';
    if (name) targets.push(posix.join(posix.dirname(source.path), name));
  });
  return targets;
}
