import { type ConfigKey, describeConfig } from './describe';
import { CLIENT_VARIABLES, type Environment } from './environment';
import type { FileProblem } from './file-problem';
import { nearest } from './nearest';
import type { YamlSource } from './yaml-source';

export type ValueSource = 'default' | 'file' | 'environment' | 'option';

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The file's values, and what is laid over them. */
export class Layers {
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
      for (const part of ['ari', 'ami', 'esl'] as const) {
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
    const secret = SWITCH_SECRET.exec(problem.path);
    if (secret && problem.code === 'KEY_MISSING') {
      return { ...problem, remedy: this.secretRemedy(Number(secret[1]), secret[2] as Link) };
    }
    return variable === undefined ? problem : { ...problem, file: variable, line: 0, column: 0 };
  }

  private secretRemedy(index: number, link: Link): string {
    const switches = isPlain(this.value) ? this.value['switches'] : undefined;
    const entry: unknown = Array.isArray(switches) ? switches[index] : undefined;
    const switchId = isPlain(entry) ? String(entry['switchId']) : '<SWITCHID>';
    return `here, or in the variable ${secretVariable(switchId, link)}`;
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
      remedy: suggestedVariable(variable, known),
    });
  }
}

/** The part that all names share would make any two of them look alike. */
function suggestedVariable(variable: string, known: readonly string[]): string {
  const stem = (name: string): string => name.replace(/^LEITSTAND_/, '');
  const meant = nearest(stem(variable), known.map(stem));
  const name = known.find((candidate) => meant !== undefined && stem(candidate) === meant);
  return name ? `did you mean "${name}"?` : 'leitstand config describe lists them';
}

type Link = 'ari' | 'ami' | 'esl';

const SWITCH_SECRET = /^switches\[(\d+)\]\.(ari|ami|esl)\.password$/;

export function secretVariable(switchId: string, link: Link): string {
  const name = switchId.replace(/[^A-Za-z0-9]/g, '_').toUpperCase();
  return `LEITSTAND_SWITCH_${name}_${link.toUpperCase()}_PASSWORD`;
}

/** A text that is no number stays one, so that the schema can say what is wrong with it. */
function fromText(text: string, key: ConfigKey): unknown {
  if (key.type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (key.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}
