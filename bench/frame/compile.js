/**
 * Prints { path: JavaScript } for the TypeScript files that it is given. A process of its own, so
 * that the compiler's memory is not counted as the engine's. What a bench imports from src/ is
 * taken from dist/: the build is what is measured.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const compiled = process.argv.slice(2).map((path) => {
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    filename: path,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  return [path, code.replace(/require\("((?:\.\.\/)+)src\//g, 'require("$1dist/')];
});
process.stdout.write(JSON.stringify(Object.fromEntries(compiled)));
