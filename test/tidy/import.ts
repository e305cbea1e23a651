import { posix } from 'node:path';
import ts from 'typescript';
import { lineOf, type Source, walk } from './source';

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path of the file without extension for a relative import, else undefined. */
  readonly target: string | undefined;
  /** Erased by the compiler, so it binds nothing at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every import, re-export, `import()`, `import('…').Type`, `require()` of a file. */
export function importsOf(source: Source): readonly Import[] {
  const { tree } = source;
  if (!tree) return [];
  const imports: Import[] = [];
  walk(tree, (node) => {
    const found = specifierOf(node);
    if (!found) return;
    const { specifier, typeOnly } = found;
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(source.path), specifier).replace(/\.(ts|js)$/, '')
      : undefined;
    imports.push({ specifier, target, typeOnly, line: lineOf(tree, node) });
  });
  return imports;
}

/** The package that a specifier names: `@a/b/c` is of `@a/b`, `node:fs/promises` of `node:fs`. */
export const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

interface Specifier {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function specifierOf(node: ts.Node): Specifier | undefined {
  if (ts.isImportDeclaration(node)) {
    return of(node.moduleSpecifier, isTypeClause(node.importClause));
  }
  if (ts.isExportDeclaration(node)) return of(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return of(node.moduleReference.expression, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return of(node.argument.literal, true);
  }
  const isCall =
    ts.isCallExpression(node) && /^(import|require(\.resolve)?)$/.test(node.expression.getText());
  return isCall ? of(node.arguments[0], false) : undefined;
}

const of = (node: ts.Node | undefined, typeOnly: boolean): Specifier | undefined =>
  node && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined;

function isTypeClause(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}
