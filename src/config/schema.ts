import { z } from 'zod';
import { anchorSchema } from './anchor-schema';
import { idText, setting } from './setting';
import { switchSchema } from './switch-schema';

const MINUTE_MS = 60_000;
const MIB = 1_048_576;

const http = z.strictObject({
  host: setting(z.string().min(1).default('127.0.0.1'), {
    description: 'where the API listens; put a TLS proxy before it rather than opening it',
  }),
  port: setting(z.int().min(0).max(65_535).default(8470), { description: '0: a free one' }),
  metrics: setting(z.enum(['auto', 'open', 'token']).default('auto'), {
    description: 'who may read /metrics; auto: anyone while host is loopback, else with a token',
  }),
  bodyBytesMax: setting(
    z
      .int()
      .min(1024)
      .max(64 * MIB)
      .default(4 * MIB),
    {
      description: 'a larger request is refused with 413',
      unit: 'bytes',
    },
  ),
  requestsPerMinute: setting(z.int().min(1).default(1200), {
    description: 'of one token; more is refused with 429',
    unit: 'requests',
  }),
  failedLoginsPerMinute: setting(z.int().min(1).default(20), {
    description: 'of one address; more is refused with 429',
    unit: 'requests',
  }),
});

const live = z.strictObject({
  heartbeatMs: setting(z.int().min(1000).default(15_000), {
    description: 'a comment line on a quiet live feed, so that proxies keep it open',
    unit: 'ms',
  }),
  clientBytesMax: setting(z.int().min(4096).default(MIB), {
    description: 'a reader that lags by more is cut off, and told so',
    unit: 'bytes',
  }),
  replayFacts: setting(z.int().min(0).max(100_000).default(2000), {
    description: 'how far back Last-Event-ID reaches',
    unit: 'facts',
  }),
  clientsMax: setting(z.int().min(1).default(200), {
    description: 'live feeds at one time',
  }),
  clientsPerTokenMax: setting(z.int().min(1).default(20), {
    description: 'of them by one token; more is refused with 429',
  }),
});

const journal = z.strictObject({
  segmentBytes: setting(
    z
      .int()
      .min(4096)
      .default(64 * MIB),
    {
      description: 'a segment of the journal is closed at this size',
      unit: 'bytes',
    },
  ),
  retentionDays: setting(z.int().min(1).default(90), {
    description: 'closed segments older than this, and covered by a snapshot, are removed',
    unit: 'days',
  }),
  snapshotEverySegments: setting(z.int().min(1).default(1), {
    description: 'a snapshot after so many closed segments; recovery replays what follows it',
    unit: 'segments',
  }),
});

const database = z.strictObject({
  url: setting(z.url({ protocol: /^postgres(ql)?$/ }).optional(), {
    description: 'a PostgreSQL of yours; absent: the embedded one in dataDir',
    secret: true,
    env: 'DATABASE_URL',
  }),
  migratorUrl: setting(z.url({ protocol: /^postgres(ql)?$/ }).optional(), {
    description: 'who owns the tables there and migrates them; absent: the same login as url',
    secret: true,
    env: 'DATABASE_MIGRATOR_URL',
  }),
  poolMax: setting(z.int().min(1).max(200).default(8), {
    description: 'connections at one time',
  }),
});

const ledger = z.strictObject({
  origin: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'a URL without its scheme: records.example.com')
      .optional(),
    {
      description:
        'names the logs, as a URL without its scheme; absent: leitstand.local/<engineId>',
    },
  ),
  anchors: z.array(anchorSchema).max(20).default([]),
});

const redis = z.strictObject({
  url: setting(z.url({ protocol: /^rediss?$/ }).optional(), {
    description: 'moves background jobs to this Redis; absent: they are in PostgreSQL',
    secret: true,
    env: 'REDIS_URL',
  }),
});

const log = z.strictObject({
  level: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    { description: 'lines below it are not written' },
  ),
  personalData: setting(z.boolean().default(false), {
    description: 'true writes numbers, digits and names into the log; for a test centre only',
  }),
});

/** Everything that the daemon can be told. Described key by key; docs/configuration.md lists it. */
export const configSchema = z.strictObject({
  engineId: setting(idText.default('leitstand'), {
    description: 'names this engine in every input, fact and record; never reuse one',
  }),
  dataDir: setting(z.string().min(1).default('./data'), {
    description: 'journal, outbox and embedded servers; in the file, from its own folder',
  }),
  http: http.prefault({}),
  live: live.prefault({}),
  database: database.prefault({}),
  ledger: ledger.prefault({}),
  redis: redis.prefault({}),
  switches: z
    .array(switchSchema)
    .min(1)
    .prefault([{ switchId: 'main', kind: 'embedded' }]),
  journal: journal.prefault({}),
  snapshotIntervalMs: setting(z.int().min(1000).default(MINUTE_MS), {
    description: 'how often the world is compared with what lives on each switch',
    unit: 'ms',
  }),
  calendarDays: setting(z.int().min(2).max(800).default(60), {
    description: 'opening hours are computed so far ahead, anew each day',
    unit: 'days',
  }),
  log: log.prefault({}),
});

type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

export type DaemonConfig = Frozen<z.output<typeof configSchema>>;
export type SwitchConfig = DaemonConfig['switches'][number];
export type AsteriskConfig = Extract<SwitchConfig, { kind: 'asterisk' }>;
export type FreeswitchConfig = Extract<SwitchConfig, { kind: 'freeswitch' }>;
export type EmbeddedConfig = Extract<SwitchConfig, { kind: 'embedded' }>;
