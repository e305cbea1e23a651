/**
 * npm run -s bench -- <name> [--quick] [--seed N]
 * npm run -s bench -- routing [--compare] [--quick]
 * npm run -s bench -- calls [--switch asterisk|freeswitch] [--quick]
 *
 * Runs bench/<name>.ts against the build in dist/, which it makes when it is missing or older than
 * the sources, and prints exactly one JSON object on stdout; notes go to stderr.
 */
const { execFileSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');

const root = join(__dirname, '..');
const note = (text) => process.stderr.write(`bench: ${text}\n`);

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const names = readdirSync(__dirname).flatMap((file) => file.match(/^(.+)\.ts$/)?.[1] ?? []);

/** Which benches go through a switch that can be chosen, and what the choice is. */
const switches = { calls: ['asterisk', 'freeswitch'] };

/** What the command line asks for, or undefined when it asks for nothing that there is. */
function request(words) {
  const options = {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    switch: { type: 'string' },
    compare: { type: 'boolean', default: false },
  };
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
  const [name, ...more] = positionals;
  const seed = Number(values.seed);
  if (!names.includes(name) || more.length > 0 || !Number.isSafeInteger(seed)) return undefined;
  if (values.compare && name !== 'routing') return undefined;
  const asked = { seed, quick: values.quick, compare: values.compare, note };
  if (values.switch === undefined) return { name, asked };
  if (!switches[name]?.includes(values.switch)) return undefined;
  return { name, asked: { ...asked, switch: values.switch } };
}

/** As `request`, for any words. */
function tryRequest(words) {
  try {
    return request(words);
  } catch {
    return undefined;
  }
}

function build() {
  const builtAt = Math.min(
    ...['dist/main.js', 'dist/core/step.js'].map(
      (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
  if (filesIn(join(root, 'src')).every((file) => statSync(file).mtimeMs <= builtAt)) return;
  note('building');
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
}

/** Makes `require` read TypeScript under bench/. */
function loadTypeScript() {
  const paths = filesIn(__dirname).filter((file) => file.endsWith('.ts'));
  const output = execFileSync(process.execPath, [join(__dirname, 'frame/compile.js'), ...paths], {
    maxBuffer: 2 ** 26,
  });
  const compiled = JSON.parse(output.toString());
  require.extensions['.ts'] = (module, path) => module._compile(compiled[path], path);
}

async function main() {
  const wanted = tryRequest(process.argv.slice(2));
  if (!wanted) {
    note(`usage: npm run -s bench -- <${names.join('|')}> [--quick] [--seed N]`);
    note('       npm run -s bench -- routing [--compare] [--quick]');
    note('       npm run -s bench -- calls [--switch asterisk|freeswitch] [--quick]');
    process.exitCode = 2;
    return;
  }
  // Some library may greet on stdout, which is for the result alone.
  console.log = console.info = console.error;
  build();
  loadTypeScript();
  const { name, asked } = wanted;
  const { run } = require(join(__dirname, name));
  const from = process.hrtime.bigint();
  const figures = await run(asked);
  const seconds = Number((Number(process.hrtime.bigint() - from) / 1e9).toFixed(1));
  const machine = { cores: cpus().length, node: process.version };
  const result = { name, machine, seed: asked.seed, seconds, ...figures };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

main().catch((error) => {
  // With an exit code of its own it is no fault, but something that can be mended by who asked.
  note(error.exitCode === undefined ? error.stack : error.message);
  process.exitCode = error.exitCode ?? 1;
});
