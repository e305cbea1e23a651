/**
 * npm run -s bench -- <name> [--quick] [--seed N]
 *
 * Runs bench/<name>.ts and prints exactly one JSON object on stdout; notes go to stderr.
 * The sources are compiled as they are loaded, so what runs is what is in src.
 */
const { readFileSync, readdirSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, path) => {
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    filename: path,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, path);
};

const names = readdirSync(__dirname).flatMap((file) => file.match(/^(.+)\.ts$/)?.[1] ?? []);

/** What the command line asks for, or undefined when it asks for nothing that there is. */
function request(words) {
  const seedAt = words.indexOf('--seed');
  const seed = seedAt < 0 ? 1 : Number(words[seedAt + 1]);
  const rest = words.filter((_, index) => seedAt < 0 || (index !== seedAt && index !== seedAt + 1));
  const [name, ...more] = rest.filter((word) => word !== '--quick');
  if (!names.includes(name) || more.length > 0 || !Number.isSafeInteger(seed)) return undefined;
  return { name, seed, quick: rest.includes('--quick') };
}

async function main() {
  const asked = request(process.argv.slice(2));
  if (!asked) {
    console.error(`usage: npm run -s bench -- <${names.join('|')}> [--quick] [--seed N]`);
    process.exitCode = 2;
    return;
  }
  const { name, seed, quick } = asked;
  const { run } = require(join(__dirname, name));
  const note = (text) => console.error(`bench: ${text}`);
  const from = process.hrtime.bigint();
  const figures = await run({ seed, quick, note });
  const seconds = Number((Number(process.hrtime.bigint() - from) / 1e9).toFixed(1));
  const machine = { cores: cpus().length, node: process.version };
  console.log(JSON.stringify({ name, machine, seed, seconds, ...figures }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
