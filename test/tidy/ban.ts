import ts from 'typescript';
import { type Finding, isTest, lineOf, matches, type Source, walk } from './source';

/** What is banned, where it may stand all the same, and what to write instead. */
interface Ban {
  readonly rule: string;
  readonly found: (node: ts.Node) => boolean;
  readonly allowed: (path: string) => boolean;
  readonly instead: string;
}

const inSource = (path: string) => path.startsWith('src/');
const inCore = (path: string) => /^src\/(core|port)\//.test(path);
const inEngineOrDriver = (path: string) => /^src\/(engine|driver)\//.test(path);
const outsideLoop = (path: string) => !inSource(path) || inEngineOrDriver(path);

const isAccess = (node: ts.Node, object: string, property: string) =>
  ts.isPropertyAccessExpression(node) &&
  node.name.text === property &&
  node.expression.getText() === object;

const isCallOf = (node: ts.Node, names: readonly string[]) =>
  ts.isCallExpression(node) && names.includes(node.expression.getText());

/** An identifier that stands for itself, not the name of somebody's property or field. */
function isFree(node: ts.Node, names: readonly string[]): boolean {
  if (!ts.isIdentifier(node) || !names.includes(node.text)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  const isName = ts.isPropertySignature(parent) || ts.isPropertyAssignment(parent);
  return !(isName && parent.name === node);
}

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];
const TEST_WORDS = ['describe', 'it', 'test'];
const SKIPPING = ['fdescribe', 'fit', 'xdescribe', 'xit', 'xtest'];

const BANS: readonly Ban[] = [
  {
    rule: 'clock',
    found: (node) =>
      isAccess(node, 'Date', 'now') ||
      isAccess(node, 'performance', 'now') ||
      ((ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        node.expression.getText() === 'Date'),
    allowed: outsideLoop,
    instead: 'take the time from the input or from the Clock that you are given',
  },
  {
    rule: 'dice',
    found: (node) => isAccess(node, 'Math', 'random'),
    allowed: outsideLoop,
    instead: 'derive it from the nonce and a counter, or take it as a seed',
  },
  {
    rule: 'timer',
    found: (node) =>
      isCallOf(node, TIMERS) ||
      (ts.isStringLiteral(node) && /^node:timers(\/promises)?$/.test(node.text)),
    allowed: outsideLoop,
    instead: 'set a timer of the core, or use the Clock that you are given',
  },
  {
    rule: 'environment',
    found: (node) => isAccess(node, 'process', 'env'),
    allowed: (path) => !inSource(path) || path.startsWith('src/config/'),
    instead: 'describe the setting in src/config and hand it down',
  },
  {
    rule: 'console',
    found: (node) => ts.isPropertyAccessExpression(node) && isFree(node.expression, ['console']),
    allowed: (path) => !inSource(path) || path.startsWith('src/cli/'),
    instead: 'log with pino, or write to the stream that you are given',
  },
  {
    rule: 'any',
    found: (node) =>
      (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
      node.type.kind === ts.SyntaxKind.AnyKeyword,
    allowed: () => false,
    instead: 'narrow it from unknown',
  },
  {
    rule: 'asynchronous-core',
    found: (node) =>
      node.kind === ts.SyntaxKind.AsyncKeyword ||
      ts.isAwaitExpression(node) ||
      isFree(node, ['Promise', 'queueMicrotask']),
    allowed: (path) => !path.startsWith('src/core/'),
    instead: 'return an effect: the core is synchronous',
  },
  {
    rule: 'surroundings',
    found: (node) =>
      isFree(node, ['Intl', 'process', 'globalThis', 'performance', 'crypto', 'require']) ||
      (ts.isPropertyAccessExpression(node) && /^(localeCompare|toLocale\w+)$/.test(node.name.text)),
    allowed: (path) => !inCore(path),
    instead: 'the core sees its input and its world only: let it arrive as an input',
  },
  {
    rule: 'partial-test',
    found: (node) =>
      isFree(node, SKIPPING) ||
      (ts.isPropertyAccessExpression(node) &&
        ['only', 'skip'].includes(node.name.text) &&
        TEST_WORDS.includes(node.expression.getText().split('.')[0] ?? '')),
    allowed: (path) => !isTest(path),
    instead: 'every test runs; one that cannot has to fail and say why',
  },
];

/** Every banned construct of the file. */
export function bans(source: Source): Finding[] {
  const { tree, path } = source;
  if (!tree) return [];
  const active = BANS.filter((ban) => !ban.allowed(path));
  const findings: Finding[] = [];
  walk(tree, (node) => {
    for (const ban of active) {
      if (!ban.found(node)) continue;
      findings.push({ rule: ban.rule, path, line: lineOf(tree, node), message: ban.instead });
    }
  });
  return findings;
}

/** Joined here, so that this file does not trip over itself. */
const LOOSE_ENDS = new RegExp(
  `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`,
);
const SILENCED = new RegExp(`@ts-(${['ig' + 'nore', 'no' + 'check'].join('|')})`);

/** Work that is left over is not left in the code. */
export const looseEnds = (source: Source): Finding[] =>
  source.path === 'package-lock.json'
    ? []
    : matches(source, LOOSE_ENDS, 'loose-end', 'do it, or write down elsewhere that it is open');

export const silencedCompiler = (source: Source): Finding[] =>
  matches(source, SILENCED, 'silenced-compiler', 'give it the right type instead');
