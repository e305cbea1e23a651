/** Lets a child process of a test run TypeScript: `node --require load-typescript.js child.ts`. */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};

require.extensions['.ts'] = (module, path) =>
  module._compile(transformSync(readFileSync(path, 'utf8'), options).code, path);
