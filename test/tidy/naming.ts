import ts from 'typescript';
import { type Finding, lineOf, type Source, walk } from './source';

/** Names that say nothing about the field; what is in such a file belongs to a noun. */
const VAGUE = /(^|-)(utils?|helpers?|managers?|misc|common|types)$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A folder listing reads as a glossary of the field: kebab-case nouns, none of them vague. */
export function fileName(source: Source): Finding[] {
  if (!/^(src|test|bench)\//.test(source.path) || !source.path.endsWith('.ts')) return [];
  const parts = source.path.replace(/(\.(long|real))?(\.test)?\.ts$/, '').split('/');
  const vague = parts.find((part) => VAGUE.test(part));
  const odd = parts.find((part) => !KEBAB.test(part));
  const finding = (message: string): Finding[] => [
    { rule: 'file-name', path: source.path, line: 0, message },
  ];
  if (vague) return finding(`"${vague}" names no concept: use the noun of the field`);
  if (parts.at(-1) === 'index') return finding('no index files: name what is in it');
  return odd ? finding(`"${odd}" is not kebab-case`) : [];
}

/** A file of re-exports only hides where things live. */
export function barrel(source: Source): Finding[] {
  const statements = source.tree?.statements ?? [];
  const isReExport = (node: ts.Statement) =>
    ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
  if (statements.length === 0 || !statements.every(isReExport)) return [];
  const message = 'a barrel: import from the files themselves';
  return [{ rule: 'barrel', path: source.path, line: 0, message }];
}

const UNITLESS = /(^|[a-z])(timeout|delay|duration|interval|Timeout|Delay|Duration|Interval)$/;

/** The wire's own names in drivers and the words of a command line are not code's to choose. */
const FREE_NAMES = /^src\/(driver|cli\/command)\//;

/** `ringTimeoutMs`, never `ringTimeout`. */
export function unit(source: Source): Finding[] {
  const { tree } = source;
  if (!tree || !source.path.startsWith('src/') || FREE_NAMES.test(source.path)) return [];
  const findings: Finding[] = [];
  walk(tree, (node) => {
    const isNamed =
      ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node);
    if (!isNamed || node.type?.kind !== ts.SyntaxKind.NumberKeyword) return;
    const name = node.name.getText(tree);
    if (!UNITLESS.test(name)) return;
    const message = `"${name}" hides its unit: ${name}Ms`;
    findings.push({ rule: 'unit', path: source.path, line: lineOf(tree, node), message });
  });
  return findings;
}
