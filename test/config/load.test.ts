import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configValues, describeConfig } from '../../src/config/describe';
import { FileProblemsError, problemLine } from '../../src/config/file-problem';
import { secretVariable } from '../../src/config/layers';
import { type LoadOptions, loadConfig } from '../../src/config/load';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leitstand-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string, options: LoadOptions = {}) {
  const file = join(folder, 'leitstand.yaml');
  writeFileSync(file, text);
  return loadConfig({ file, env: {}, ...options });
}

function refusals(text: string, options: LoadOptions = {}): string[] {
  try {
    load(text, options);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    return error.problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));
  }
  return [];
}

const ASTERISK = `switches:
  - switchId: west-1
    kind: asterisk
    ari: { user: leitstand, password: ari-secret }
    ami: { user: leitstand, password: ami-secret }
    witnessFile: cdr/Master.csv
`;

describe('a configuration', () => {
  it('needs no file: everything has a default', () => {
    const { config, file } = loadConfig({ env: {} });
    expect(file).toBeUndefined();
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8470 });
    expect(config.switches).toMatchObject([{ switchId: 'main', kind: 'embedded' }]);
    expect(config.database.url).toBeUndefined();
    expect(config.redis.url).toBeUndefined();
  });

  it('may be an empty file', () => {
    expect(load('').config.engineId).toBe('leitstand');
    expect(load('# later\n').config.engineId).toBe('leitstand');
  });

  it('is overridden by the environment, and that by options', () => {
    const text = 'engineId: a\nhttp: { port: 1000, host: 10.0.0.1 }\nlog: { level: warn }\n';
    const env = {
      LEITSTAND_HTTP_PORT: '2000',
      LEITSTAND_LOG_LEVEL: 'debug',
      LEITSTAND_LOG_PERSONAL_DATA: 'true',
      DATABASE_URL: 'postgres://u:p@db/x',
    };
    const { config, values } = load(text, { env, overrides: { 'http.port': 0 } });
    expect(config.http).toMatchObject({ port: 0, host: '10.0.0.1' });
    expect(config.log).toEqual({ level: 'debug', personalData: true });
    const sources = Object.fromEntries(values.map(({ key, source }) => [key, source]));
    expect(sources).toMatchObject({
      engineId: 'file',
      'http.port': 'option',
      'http.host': 'file',
      'log.level': 'environment',
      'database.url': 'environment',
      'journal.segmentBytes': 'default',
      'switches[0].kind': 'default',
    });
  });

  it('is named by LEITSTAND_CONFIG when nothing else names it', () => {
    const file = join(folder, 'other.yaml');
    writeFileSync(file, 'engineId: by-environment\n');
    const loaded = loadConfig({ env: { LEITSTAND_CONFIG: file } });
    expect(loaded.config.engineId).toBe('by-environment');
    expect(loaded.file).toBe(file);
  });

  it('has its paths from the folder of its file', () => {
    const { config } = load(`dataDir: ./var\n${ASTERISK}`);
    expect(config.dataDir).toBe(join(folder, 'var'));
    expect(config.switches[0]).toMatchObject({ witnessFile: join(folder, 'cdr/Master.csv') });
  });

  it('has the path of an option or a variable from where one stands', () => {
    const overrides = { dataDir: './typed' };
    expect(load('', { overrides }).config.dataDir).toBe(join(process.cwd(), 'typed'));
    const env = { LEITSTAND_DATA_DIR: 'var' };
    expect(load('', { env }).config.dataDir).toBe(join(process.cwd(), 'var'));
  });

  it('cannot be changed', () => {
    const { config } = load('');
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
    expect(() => (config.switches as unknown[]).push(1)).toThrow(TypeError);
  });
});

describe('a mistake in the configuration', () => {
  it.each([
    [
      'htttp: { port: 1 }',
      'leitstand.yaml:1:1: error KEY_UNKNOWN: there is no key "htttp" here (did you mean "http"?)',
    ],
    [
      'http:\n  prt: 1',
      'leitstand.yaml:2:3: error KEY_UNKNOWN: there is no key "prt" here (did you mean "port"?)',
    ],
    ['http:\n  port: 70000', 'leitstand.yaml:2:9: error VALUE_INVALID: too big'],
    ['http:\n  port: "1"', 'leitstand.yaml:2:9: error VALUE_INVALID: "1" is not a number'],
    [
      'engineId: 7',
      'leitstand.yaml:1:11: error VALUE_INVALID: "7" is not a text (put it in quotes)',
    ],
    ['engineId: a\nengineId: b', 'leitstand.yaml:2:1: error KEY_TWICE'],
    ['http: [', 'leitstand.yaml:1:8: error YAML_MALFORMED'],
    ['- a', 'leitstand.yaml:1:1: error VALUE_INVALID: a list is not a map (key: value)'],
    ['switches: []', 'leitstand.yaml:1:11: error VALUE_INVALID: too small'],
    [
      'switches:\n  - { switchId: a, kind: asterix }',
      'leitstand.yaml:2:26: error VALUE_INVALID: "asterix" is none of the words known (did you',
    ],
    [
      'switches:\n  - { switchId: a, kind: simulated, ari: {} }',
      'leitstand.yaml:2:37: error KEY_UNKNOWN: there is no key "ari" here',
    ],
    [
      'switches:\n  - { switchId: a, kind: simulated }\n  - { switchId: a, kind: simulated }',
      'leitstand.yaml:3:17: error SWITCH_TWICE: there are two switches "a"',
    ],
    ['database: { url: mysql://x }', 'leitstand.yaml:1:18: error VALUE_INVALID'],
    ['journal:', 'leitstand.yaml:1:9: error VALUE_INVALID: nothing is not a map (key: value)'],
  ])('%j is told with its place', (text, line) => {
    const lines = refusals(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(line)).toBe(true);
  });

  it('is told of the variable that it is in', () => {
    const env = { LEITSTAND_HTTP_PORT: 'eighty', LEITSTAND_LOG_LEVEL: 'loud' };
    expect(refusals('', { env }).map((line) => line.split(':')[0])).toEqual([
      'LEITSTAND_HTTP_PORT',
      'LEITSTAND_LOG_LEVEL',
    ]);
  });

  it('is told together with all the others', () => {
    expect(refusals('enginId: x\nhttp: { port: -1 }\nlog: { level: loud }')).toHaveLength(3);
  });

  it('shows no secret', () => {
    const url = 'http://user:hunter2@db/x';
    const text = `${ASTERISK.replace('ari-secret', '4711')}database: { url: '${url}' }\n`;
    const lines = refusals(text, { env: { REDIS_URL: 'redd://u:hunter3@h' } });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toMatch(/4711|hunter/);
  });

  it('is a file that is not there', () => {
    expect(() => loadConfig({ file: join(folder, 'none.yaml'), env: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNREADABLE' }),
    );
  });

  it('in the name of a variable is a warning: others may have set it', () => {
    const env = {
      LEITSTAND_HTTP_PROT: '1',
      LEITSTAND_TOKEN: 'x',
      LEITSTAND_SERVICE_HOST: '10.0.0.1',
      OTHER: 'x',
    };
    const { warnings } = load('', { env });
    expect(warnings.map(({ file, code, remedy }) => [file, code, remedy])).toEqual([
      ['LEITSTAND_HTTP_PROT', 'VARIABLE_UNKNOWN', 'did you mean "LEITSTAND_HTTP_PORT"?'],
      ['LEITSTAND_SERVICE_HOST', 'VARIABLE_UNKNOWN', 'leitstand config describe lists them'],
    ]);
  });
});

describe('passwords of switches', () => {
  it('may come from the environment instead of the file', () => {
    const text = ASTERISK.replace(', password: ari-secret', '');
    expect(refusals(text)[0]).toContain('LEITSTAND_SWITCH_WEST_1_ARI_PASSWORD');
    expect(secretVariable('west-1', 'ari')).toBe('LEITSTAND_SWITCH_WEST_1_ARI_PASSWORD');
    const env = { LEITSTAND_SWITCH_WEST_1_ARI_PASSWORD: 'from-env' };
    const { config, values } = load(text, { env });
    expect(config.switches[0]).toMatchObject({ ari: { password: 'from-env' } });
    expect(values.find((value) => value.key === 'switches[0].ari.password')).toEqual({
      key: 'switches[0].ari.password',
      value: '***',
      source: 'environment',
    });
  });

  it('are printed as ***, as are addresses with passwords in them', () => {
    const { config, values } = load(`${ASTERISK}database: { url: 'postgres://u:hunter2@db/x' }\n`);
    const text = JSON.stringify([values, configValues(config)]);
    expect(text).not.toMatch(/ari-secret|ami-secret|hunter2/);
    expect(text.match(/\*\*\*/g)).toHaveLength(6);
  });
});

describe('the description of the configuration', () => {
  it('has a text for every key, and a variable for every key outside of lists', () => {
    const keys = describeConfig();
    for (const { key, description, env } of keys) {
      expect([key, description.length > 0]).toEqual([key, true]);
      expect([key, env !== undefined || key.includes('[')]).toEqual([key, true]);
    }
    const variables = keys.flatMap(({ key, env }) => (env && !key.includes('[') ? [env] : []));
    expect(new Set(variables).size).toBe(variables.length);
  });

  it('tells type, unit, default and what is a secret', () => {
    const keys = describeConfig();
    const of = (key: string) => keys.find((entry) => entry.key === key);
    expect(of('http.bodyBytesMax')).toMatchObject({
      type: 'integer',
      unit: 'bytes',
      default: 4_194_304,
      env: 'LEITSTAND_HTTP_BODY_BYTES_MAX',
      secret: false,
    });
    expect(of('database.url')).toMatchObject({ secret: true, optional: true, env: 'DATABASE_URL' });
    expect(of('switches[].ari.password')).toMatchObject({
      secret: true,
      optional: false,
      kind: 'asterisk',
    });
    // Both are built on the same kind of text.
    expect(of('switches[].switchId')?.description).not.toBe(of('engineId')?.description);
    expect(of('log.level')?.type).toContain('debug | info');
  });
});
