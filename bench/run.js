/**
 * npm run -s bench -- <name> [--quick] [--seed N]
 *
 * Runs bench/<name>.ts against the build in dist/, which it makes when it is missing or older than
 * the sources, and prints exactly one JSON object on stdout; notes go to stderr.
 */
const { execFileSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const note = (text) => process.stderr.write(`bench: ${text}\n`);

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

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
  const asked = request(process.argv.slice(2));
  if (!asked) {
    note(`usage: npm run -s bench -- <${names.join('|')}> [--quick] [--seed N]`);
    process.exitCode = 2;
    return;
  }
  // Some library may greet on stdout, which is for the result alone.
  console.log = console.info = console.error;
  build();
  loadTypeScript();
  const { name, seed, quick } = asked;
  const { run } = require(join(__dirname, name));
  const from = process.hrtime.bigint();
  const figures = await run({ seed, quick, note });
  const seconds = Number((Number(process.hrtime.bigint() - from) / 1e9).toFixed(1));
  const machine = { cores: cpus().length, node: process.version };
  process.stdout.write(`${JSON.stringify({ name, machine, seed, seconds, ...figures })}\n`);
}

main().catch((error) => {
  note(error.stack);
  process.exitCode = 1;
});
