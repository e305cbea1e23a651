import ts from 'typescript';
import { type Finding, lineOf, type Source, walk } from './source';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const PERSONAL = ['ani', 'dnis', 'aniName', 'number', 'digit', 'digits', 'callerNumber', 'name'];

/** A log line is a static message and ids; numbers, digits and names stand under `pii` only. */
export function logging(source: Source): Finding[] {
  const { tree, path } = source;
  if (!tree || !path.startsWith('src/')) return [];
  const findings: Finding[] = [];
  const add = (node: ts.Node, message: string) =>
    findings.push({ rule: 'logging', path, line: lineOf(tree, node), message });
  walk(tree, (node) => {
    if (!isLogCall(node)) return;
    for (const argument of node.arguments) {
      if (ts.isTemplateExpression(argument))
        add(argument, 'the message is static, ids go beside it');
      if (!ts.isObjectLiteralExpression(argument)) continue;
      for (const key of personalKeys(argument)) add(argument, `"${key}" belongs under pii`);
    }
  });
  return findings;
}

function isLogCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  return LEVELS.includes(name.text) && /(^|\.)log(ger)?$/.test(expression.getText());
}

const personalKeys = (object: ts.ObjectLiteralExpression): string[] =>
  object.properties
    .map((property) => property.name?.getText() ?? '')
    .filter((key) => PERSONAL.includes(key));
