import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** One text file of the repository; `tree` only where TypeScript or JavaScript is in it. */
export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree?: ts.SourceFile;
}

/** One breach of one habit. `line` counts from 1; 0 means the file as a whole. */
export interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const CODE = /\.(ts|js|mjs|cjs)$/;
const BINARY = /\.(png|jpe?g|gif|webp|ico|wav|gsm|ulaw|alaw|sln\d*|pcap|gz|woff2?)$/;
const SKIPPED = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', '.cache']);

export function sourceOf(path: string, text: string): Source {
  if (!CODE.test(path) && !text.startsWith('#!/usr/bin/env node')) return { path, text };
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Every text file under `root` that belongs to the project, ordered by path. */
export function readTree(root: string): readonly Source[] {
  return pathsUnder(root, '')
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
}

function pathsUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return pathsUnder(root, path);
    const isText = entry.isFile() && !BINARY.test(path) && !path.endsWith('.log');
    return isText ? [path] : [];
  });
}

export const isTest = (path: string): boolean => path.startsWith('test/');

/** Calls `visit` for the node and everything in it, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

/** A finding for each line of the text that the pattern matches. */
export function matches(source: Source, pattern: RegExp, rule: string, message: string): Finding[] {
  return source.text
    .split('\n')
    .flatMap((text, index) =>
      pattern.test(text) ? [{ rule, path: source.path, line: index + 1, message }] : [],
    );
}
