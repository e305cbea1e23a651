import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '../port/coded-error';
import { type ConfigKey, type ConfigValue, configValues, describeConfig } from './describe';
import { CLIENT_VARIABLES, type Environment, processEnvironment } from './environment';
import { byPlace, type FileProblem, FileProblemsError, hasErrors } from './file-problem';
import { suggestion } from './nearest';
import { configSchema, type DaemonConfig } from './schema';
import { parseAt, problemAt } from './shape-problem';
import { readYaml, type YamlSource } from './yaml-source';

export interface LoadOptions {
  /** leitstand.yaml; absent: LEITSTAND_CONFIG, else the defaults alone. */
  readonly file?: string;
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

export type ValueSource = 'default' | 'file' | 'environment' | 'option';

/**
 * Defaults, then the file, then the environment, then the overrides; checked as one, frozen.
 * Throws CONFIG_UNREADABLE, or CONFIG_INVALID (FileProblemsError) with every mistake in it.
 */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const env = options.env ?? processEnvironment();
  const given = options.file ?? env['LEITSTAND_CONFIG'];
  const file = given ? resolve(given) : undefined;
  const source = readYaml(file === undefined ? '{}' : readText(file), {
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
  const folder = file === undefined ? resolve('.') : dirname(file);
  const config = freeze(settle(parsed.value, folder, source));
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

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The file's values, and what is laid over them. */
class Layers {
  readonly value: Plain | unknown;
  readonly problems: FileProblem[] = [];
  private readonly keys: readonly ConfigKey[] = describeConfig();
  private readonly origins = new Map<string, { source: ValueSource; variable?: string }>();

  constructor(private readonly source: YamlSource) {
    // An empty file has no values; that is no mistake.
    this.value = source.value ?? {};
  }

  takeEnvironment(env: Environment): void {
    const byName = new Map(this.keys.flatMap((key) => (key.env ? [[key.env, key] as const] : [])));
    for (const [variable, text] of Object.entries(env)) {
      const key = byName.get(variable);
      if (key && text) this.put(key.key, fromText(text, key), 'environment', variable);
      else if (variable.startsWith('LEITSTAND_')) this.judgeUnknown(variable, [...byName.keys()]);
    }
  }

  /** Passwords of switches: LEITSTAND_SWITCH_<SWITCHID>_ARI_PASSWORD. */
  takeSecrets(env: Environment): void {
    const switches = isPlain(this.value) ? this.value['switches'] : undefined;
    if (!Array.isArray(switches)) return;
    for (const [index, entry] of switches.entries()) {
      if (!isPlain(entry) || typeof entry['switchId'] !== 'string') continue;
      for (const part of ['ari', 'ami'] as const) {
        const variable = secretVariable(entry['switchId'], part);
        const text = env[variable];
        if (!text || !isPlain(entry[part])) continue;
        entry[part]['password'] = text;
        this.origins.set(`switches[${index}].${part}.password`, {
          source: 'environment',
          variable,
        });
      }
    }
  }

  put(key: string, value: unknown, source: ValueSource, variable?: string): void {
    if (!isPlain(this.value)) return;
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    let map = this.value;
    for (const part of parts) {
      const inner = map[part];
      const next: Plain = isPlain(inner) ? inner : {};
      map[part] = next;
      map = next;
    }
    map[last] = value;
    this.origins.set(key, { source, ...(variable === undefined ? {} : { variable }) });
  }

  sourceOf(key: string): ValueSource {
    const origin = this.origins.get(key);
    if (origin) return origin.source;
    const parts = key.split(/[.[\]]+/).filter((part) => part !== '');
    const written = parts.reduce<unknown>(
      (inner, part) => (inner as Plain | undefined)?.[part],
      this.source.value,
    );
    return written === undefined ? 'default' : 'file';
  }

  /** A mistake in a variable is told of the variable, not of a place in the file. */
  relate(problem: FileProblem): FileProblem {
    const variable = this.origins.get(problem.path)?.variable;
    return variable === undefined ? problem : { ...problem, file: variable, line: 0, column: 0 };
  }

  private judgeUnknown(variable: string, known: readonly string[]): void {
    const ours: readonly string[] = CLIENT_VARIABLES;
    if (ours.includes(variable) || /^LEITSTAND_(SWITCH|TEST)_/.test(variable)) return;
    this.problems.push({
      file: variable,
      line: 0,
      column: 0,
      path: '',
      severity: 'warning',
      code: 'VARIABLE_UNKNOWN',
      reason: 'no setting has this name, so it does nothing',
      remedy: suggestion(variable, known, 'leitstand config describe lists them'),
    });
  }
}

export const secretVariable = (switchId: string, part: 'ari' | 'ami'): string =>
  `LEITSTAND_SWITCH_${switchId.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}_${part.toUpperCase()}_PASSWORD`;

/** A text that is no number stays one, so that the schema can say what is wrong with it. */
function fromText(text: string, key: ConfigKey): unknown {
  if (key.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (key.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

/** Paths become absolute, and what no single value shows is checked. */
function settle(config: DaemonConfig, folder: string, source: YamlSource): DaemonConfig {
  const seen = new Set<string>();
  const problems = config.switches.flatMap(({ switchId }, index) => {
    const twice = seen.has(switchId);
    seen.add(switchId);
    const fault = { code: 'SWITCH_TWICE', reason: `there are two switches "${switchId}"` };
    const path = ['switches', index, 'switchId'];
    return twice ? [problemAt({ source, path: [] }, path, fault)] : [];
  });
  if (problems.length > 0) throw new FileProblemsError('CONFIG_INVALID', problems);
  return {
    ...config,
    dataDir: resolve(folder, config.dataDir),
    switches: config.switches.map((entry) =>
      entry.kind === 'asterisk' && entry.witnessFile !== undefined
        ? { ...entry, witnessFile: resolve(folder, entry.witnessFile) }
        : entry,
    ),
  };
}

function freeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
