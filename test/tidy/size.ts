import ts from 'typescript';
import { type Finding, isTest, lineOf, type Source, walk } from './source';

/** A person reads a function without scrolling and a file in one sitting. */
const LIMITS = {
  project: { functionLines: 60, fileLines: 350 },
  test: { functionLines: 100, fileLines: 600 },
} as const;

const COLUMNS_MAX = 100;
const PARAMETERS_MAX = 4;
const LINED = /\.(ts|js|mjs|cjs|sh|sql|ya?ml)$|^(bin|\.ci)\/[^.]+$/;

const limitsOf = (source: Source) => (isTest(source.path) ? LIMITS.test : LIMITS.project);

export function fileLength(source: Source): Finding[] {
  if (!LINED.test(source.path)) return [];
  const lines = source.text.replace(/\n$/, '').split('\n').length;
  const max = limitsOf(source).fileLines;
  if (lines <= max) return [];
  const message = `${lines} lines, the limit is ${max}: one of its concepts wants its own file`;
  return [{ rule: 'file-length', path: source.path, line: 0, message }];
}

/** 100 columns; a line with a URL cannot be broken and is let through. */
export function columns(source: Source): Finding[] {
  if (!LINED.test(source.path)) return [];
  return source.text.split('\n').flatMap((text, index) => {
    const width = [...text].length;
    if (width <= COLUMNS_MAX || text.includes('://')) return [];
    const message = `${width} columns, the limit is ${COLUMNS_MAX}`;
    return [{ rule: 'columns', path: source.path, line: index + 1, message }];
  });
}

export function functionLength(source: Source): Finding[] {
  const { tree } = source;
  if (!tree) return [];
  const max = limitsOf(source).functionLines;
  const findings: Finding[] = [];
  walk(tree, (node) => {
    if (!isFunction(node) || isCallbackOf(node, /^describe\b/)) return;
    const from = lineOf(tree, node);
    const lines = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - from;
    if (lines <= max) return;
    const message = `${nameOf(node)} has ${lines} lines, the limit is ${max}`;
    findings.push({ rule: 'function-length', path: source.path, line: from, message });
  });
  return findings;
}

export function parameters(source: Source): Finding[] {
  const { tree } = source;
  if (!tree) return [];
  const findings: Finding[] = [];
  walk(tree, (node) => {
    if (!isFunction(node) || node.parameters.length <= PARAMETERS_MAX) return;
    if (isCallbackOf(node, /\.each\b/)) return;
    const count = node.parameters.length;
    const message = `${nameOf(node)} takes ${count} parameters: give it one object instead`;
    findings.push({ rule: 'parameters', path: source.path, line: lineOf(tree, node), message });
  });
  return findings;
}

type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.Node };

const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/**
 * Handed to a call of this name: a describe block only groups what is judged by itself, and the
 * rows of a table have as many columns as they need.
 */
function isCallbackOf(node: ts.Node, callee: RegExp): boolean {
  const call = node.parent;
  return call && ts.isCallExpression(call) && callee.test(call.expression.getText());
}

function nameOf(node: FunctionNode): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) {
    return parent.name.getText();
  }
  return ts.isConstructorDeclaration(node) ? 'the constructor' : 'an unnamed function';
}
