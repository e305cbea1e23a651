import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '../port/coded-error';
import { type ConfigValue, configValues } from './describe';
import { type Environment, processEnvironment } from './environment';
import { byPlace, type FileProblem, FileProblemsError, hasErrors } from './file-problem';
import { Layers, type ValueSource } from './layers';
import { configSchema, type DaemonConfig } from './schema';
import { parseAt, problemAt } from './shape-problem';
import { readYaml, type YamlSource } from './yaml-source';

export interface LoadOptions {
  /** leitstand.yaml; absent: LEITSTAND_CONFIG, else the defaults alone. */
  readonly file?: string;
  /** What stands in it, where that comes from standard input; then `file` is but a name for it. */
  readonly text?: string;
  readonly env?: Environment;
  /** From the command line; they win over environment and file. `{ 'http.port': 0 }`. */
  readonly overrides?: Readonly<Record<string, string | number | boolean>>;
}

export interface LoadedConfig {
  readonly config: DaemonConfig;
  /** The file that was read, absolute. */
  readonly file?: string;
  /** What is odd but refuses nothing: an unknown LEITSTAND_ variable. */
  readonly warnings: readonly FileProblem[];
  /** Every value with its origin, secrets as ***. */
  readonly values: readonly (ConfigValue & { readonly source: ValueSource })[];
}

/**
 * Defaults, then the file, then the environment, then the overrides; checked as one, frozen.
 * Throws CONFIG_UNREADABLE, or CONFIG_INVALID (FileProblemsError) with every mistake in it.
 */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const env = options.env ?? processEnvironment();
  const given = options.file ?? env['LEITSTAND_CONFIG'];
  const file = given && options.text === undefined ? resolve(given) : given || undefined;
  const source = readYaml(options.text ?? (file === undefined ? '{}' : readText(file)), {
    file: file ?? '(defaults)',
    verbatim: false,
  });
  const layers = new Layers(source);
  layers.takeEnvironment(env);
  layers.takeSecrets(env);
  for (const [key, value] of Object.entries(options.overrides ?? {})) {
    layers.put(key, value, 'option');
  }
  const parsed = parseAt(configSchema, layers.value, { source, path: [] });
  const problems = [...source.problems, ...layers.problems, ...(parsed.ok ? [] : parsed.problems)]
    .map((problem) => layers.relate(problem))
    .sort(byPlace);
  if (!parsed.ok || hasErrors(problems)) throw new FileProblemsError('CONFIG_INVALID', problems);
  checkSwitches(parsed.value, source);
  checkAnchors(parsed.value, source);
  const fromFile = file === undefined ? '.' : dirname(file);
  // What is typed in a shell is meant from where one stands.
  const isTyped = ['option', 'environment'].includes(layers.sourceOf('dataDir'));
  const dataDir = resolve(isTyped ? '.' : fromFile, parsed.value.dataDir);
  const config = freeze(withPaths({ ...parsed.value, dataDir }, fromFile));
  const values = configValues(config).map((value) => ({
    ...value,
    source: layers.sourceOf(value.key),
  }));
  return { config, warnings: problems, values, ...(file === undefined ? {} : { file }) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CodedError(
      'CONFIG_UNREADABLE',
      `${file} cannot be read (${code})`,
      'name an existing file with --config, or leave it out for the defaults',
    );
  }
}

function checkSwitches(config: DaemonConfig, source: YamlSource): void {
  const seen = new Set<string>();
  const problems = config.switches.flatMap(({ switchId }, index) => {
    const twice = seen.has(switchId);
    seen.add(switchId);
    const fault = { code: 'SWITCH_TWICE', reason: `there are two switches "${switchId}"` };
    const path = ['switches', index, 'switchId'];
    return twice ? [problemAt({ source, path: [] }, path, fault)] : [];
  });
  if (problems.length > 0) throw new FileProblemsError('CONFIG_INVALID', problems);
}

/** A receipt names its anchor by the id. */
function checkAnchors({ ledger }: DaemonConfig, source: YamlSource): void {
  const ids = ledger.anchors.map(({ anchorId }) => anchorId);
  const problems = ids.flatMap((anchorId, index) => {
    const fault = { code: 'ANCHOR_TWICE', reason: `there are two anchors "${anchorId}"` };
    const path = ['ledger', 'anchors', index, 'anchorId'];
    const isFirst = ids.indexOf(anchorId) === index;
    return isFirst ? [] : [problemAt({ source, path: [] }, path, fault)];
  });
  if (problems.length > 0) throw new FileProblemsError('CONFIG_INVALID', problems);
}

/** Paths in the file are meant from its own folder. */
const withPaths = (config: DaemonConfig, fromFile: string): DaemonConfig => ({
  ...config,
  ledger: {
    ...config.ledger,
    anchors: config.ledger.anchors.map((anchor) =>
      anchor.kind === 'folder' ? { ...anchor, folder: resolve(fromFile, anchor.folder) } : anchor,
    ),
  },
  switches: config.switches.map((entry) => {
    if (entry.kind === 'asterisk' && entry.witnessFile !== undefined) {
      return { ...entry, witnessFile: resolve(fromFile, entry.witnessFile) };
    }
    if (entry.kind === 'embedded' && entry.folder !== undefined) {
      return { ...entry, folder: resolve(fromFile, entry.folder) };
    }
    return entry;
  }),
});

function freeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
