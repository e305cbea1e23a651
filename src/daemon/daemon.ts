import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { createApi } from '../api/app';
import { centreApplier } from '../api/apply-centre';
import { timedStep } from '../api/metrics';
import type { ApiParts } from '../api/parts';
import { type Listening, listen } from '../api/server';
import type { DaemonConfig } from '../config/schema';
import type { Centre } from '../core/centre';
import { LeitstandEngine, lockJournal } from '../engine/engine';
import type { Engine } from '../engine/facade';
import { WorkerForecastRunner } from '../engine/forecast/forecast-runner';
import type { JournalLock } from '../engine/journal-lock';
import { liveCore, liveViews } from '../engine/live-core';
import { WorkerSnapshotRunner } from '../engine/snapshot-runner';
import { AGENTS_LISTED } from '../engine/why-report';
import { WorkerWhyRunner } from '../engine/why-runner';
import type { Clock } from '../port/clock';
import type { CodedError } from '../port/coded-error';
import type { CdrStore, Outbox, RecordingFiles, TokenStore } from '../port/stores';
import { SqlCdrStore } from '../store/cdr-store';
import { SqlCentreStore } from '../store/centre-store';
import { SqlConsentStore } from '../store/consent-store';
import { ImportRunner } from '../store/import/import-runner';
import { UploadSpool } from '../store/import/upload-spool';
import { SqlLeadStore } from '../store/lead-store';
import { SqlAnchorStore } from '../store/ledger/anchor-store';
import { SqlLedgerStore } from '../store/ledger/ledger-store';
import { SqlListStore } from '../store/list-store';
import type { StoreNotice } from '../store/notice';
import { SqlRecordingStore } from '../store/recording-store';
import { SqlReportStore } from '../store/report/report-store';
import { SqlSuppressionStore } from '../store/suppression-store';
import { SqlTokenStore } from '../store/token-store';
import { SqlUpkeepStore } from '../store/upkeep-store';
import { BackgroundJobs, type BackgroundParts } from './background-jobs';
import { buildName, configHash } from './build';
import { CalendarRenewal } from './calendar-renewal';
import { CentreKeeping } from './centre-keeping';
import { recordConsent } from './consent';
import { Database } from './database';
import { startDialing } from './dialing';
import { addToDoNotCall } from './do-not-call';
import { listImport } from './list-import';
import { ListUpkeep } from './list-upkeep';
import { checkLogs, type LogCheck } from './log-check';
import { digestOf } from './recording-digest';
import { SwitchRecordings } from './recording-files';
import { RecordingSealer } from './recording-sealer';
import { openRecords, SQL_CLOSE_MAX_MS } from './records';
import { makeSwitches, type Switches } from './switches';
import { Undo, within } from './undo';

export interface DaemonOptions {
  readonly config: DaemonConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** See SwitchesOptions. */
  readonly mayStandIn: boolean;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** What it starts must not outlive it: for the demo. */
  readonly isBrief?: boolean;
}

/** A daemon that runs. */
export interface Daemon {
  readonly url: string;
  readonly engine: Engine;
  readonly switches: Switches;
  readonly database: Database;
  readonly cdrs: CdrStore;
  readonly tokens: TokenStore;
  readonly outbox: Outbox;
  /** Signs and verifies every log of the ledger. Rejects with STORE_DOWN. */
  checkLogs(): Promise<LogCheck>;
  /** Resolves when the engine stopped by itself: the process has to end then. */
  readonly failed: Promise<CodedError>;
  /** Calls on the switches live on; an embedded Asterisk goes on running, too. */
  stop(): Promise<void>;
}

/** Clients that keep their connections open must not hold up the end. */
const CLOSE_MAX_MS = 3000;

/**
 * Puts the daemon together and starts it. What another daemon may have comes first, journal and
 * port: one that was started by mistake must not take the switches from the one that runs. Then
 * what calls need: outbox, switches, engine, API; the database is brought up beside it, so that
 * calls are served while SQL is away. Rejects with the first part's coded error, and then nothing
 * is left running.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const undo = new Undo(options.log);
  try {
    return await assemble(options, undo);
  } catch (error) {
    await undo.all();
    throw error;
  }
}

async function assemble(options: DaemonOptions, undo: Undo): Promise<Daemon> {
  const { config, clock, log } = options;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 });
  // Before anything else: outbox and database in this folder may be those of a daemon that runs.
  const lock = lockJournal(journalOf(config));
  undo.later('journal lock', () => lock.release());
  const listening = await listen(config.http);
  // Who is served is waited for at the API's own end.
  undo.later('port', () => void listening.close());
  const notify = noticeLog(log);
  const database = new Database({ config, clock, log, notify });
  undo.later('database', () => database.stop());
  database.start();
  const { sessions } = database;
  const cdrs = new SqlCdrStore(sessions);
  const tokens = await openTokens(options, undo, { database, notify });
  const { ledger, outbox } = await openRecords(options, undo, { database, notify });
  const switches = await makeSwitches(options);
  undo.later('watches', () => {
    for (const watch of switches.watches) watch.stop();
  });
  let fail: (error: CodedError) => void = () => undefined;
  const failed = new Promise<CodedError>((resolve) => {
    fail = resolve;
  });
  const registry = new Registry();
  const engine = makeEngine(options, { lock, switches, outbox, registry, onFatal: fail });
  const centres = new SqlCentreStore<Centre>(sessions);
  const keeping = new CentreKeeping({ engine, clock, log, save: (one) => centres.save(one) });
  undo.later('centre keeping', () => keeping.stop());
  undo.later('engine', () => engine.stop());
  await engine.start();
  const calendars = new CalendarRenewal({ engine, clock, log, days: config.calendarDays });
  undo.later('calendars', () => calendars.stop());
  await calendars.start();
  const parts = { engine, switches, database, cdrs, tokens, outbox };
  const { callbacks, imports, ...lists } = dialOn(options, undo, parts);
  const recordingFiles = sealRecordings(options, undo, parts);
  const jobs = startJobs(options, undo, { ...parts, notify, registry, callbacks });
  openApi(options, undo, listening, {
    engine,
    cdrs,
    tokens,
    ...lists,
    keepLists: jobs.keepLists,
    ...{ ...storesOf(sessions), recordingFiles, digest: digestOf },
    rotateLedgerKey: () => ledger.rotate(),
    probes: [database.probe, jobs.probe],
    backlog: () => outbox.backlog(),
    registry,
  });
  // Before the API ends, so that who sent a list is told.
  undo.later('imports', () => within(clock, CLOSE_MAX_MS, imports.close()));
  return {
    ...{ url: listening.url, ...parts, failed },
    checkLogs: () => checkLogs(ledger, new SqlLedgerStore(sessions)),
    stop: () => undo.all(),
  };
}

const storesOf = (sessions: Knex) => ({
  recordings: new SqlRecordingStore(sessions),
  reports: new SqlReportStore(sessions),
  ledger: new SqlLedgerStore(sessions),
  anchors: new SqlAnchorStore(sessions),
});

async function openTokens(
  { config, clock }: DaemonOptions,
  undo: Undo,
  { database, notify }: Pick<JobParts, 'database' | 'notify'>,
): Promise<SqlTokenStore> {
  const path = join(config.dataDir, 'tokens.json');
  const tokens = await SqlTokenStore.open({ db: database.sessions, path, clock, notify });
  undo.later('tokens', () => within(clock, SQL_CLOSE_MAX_MS, tokens.close()));
  return tokens;
}

type ListParts = Pick<
  ApiParts,
  'lists' | 'suppressions' | 'suppress' | 'consents' | 'recordConsent' | 'importLeads'
> &
  Pick<BackgroundParts, 'callbacks'> & { readonly imports: ImportRunner };

interface DialParts {
  readonly engine: Engine;
  readonly database: Database;
  readonly outbox: Outbox;
}

/**
 * Hoppers are kept filled for as long as the daemon runs; while SQL is away they run dry. Returns
 * what API and jobs may do to lists.
 */
function dialOn(
  { config, clock, log }: DaemonOptions,
  undo: Undo,
  { engine, database, outbox }: DialParts,
): ListParts {
  const { calendarDays } = config;
  const { sessions } = database;
  const leads = new SqlLeadStore(sessions);
  const dialing = startDialing({ engine, leads, clock, log, outbox, calendarDays });
  undo.later('dialing', () => dialing.stop());
  const suppressions = new SqlSuppressionStore(sessions);
  const consents = new SqlConsentStore(sessions);
  const doNotCall = { engine, store: suppressions, hopper: dialing.refill };
  const spool = new UploadSpool({ folder: join(config.dataDir, 'imports'), clock });
  const imports = new ImportRunner({ address: () => database.daemonAddress(), spool });
  const lists = new SqlListStore(sessions);
  const { refill, promisedBetween } = dialing;
  return {
    callbacks: { promisedBetween, wake: () => refill.look() },
    lists,
    suppressions,
    suppress: (given) => addToDoNotCall(doNotCall, given),
    consents,
    recordConsent: (given) => recordConsent({ ...doNotCall, store: consents }, given),
    importLeads: listImport({ imports, lists, clock, log }),
    imports,
  };
}

/** What an earlier life of the daemon left unsealed is taken up as well. */
function sealRecordings(
  { clock, log }: DaemonOptions,
  undo: Undo,
  { engine, switches }: { readonly engine: Engine; readonly switches: Switches },
): RecordingFiles {
  const files = new SwitchRecordings(switches.recordings);
  const sealer = new RecordingSealer({ engine, files, clock, log });
  undo.later('recordings', () => sealer.stop());
  sealer.start();
  return files;
}

const journalOf = ({ dataDir }: DaemonConfig): string => join(dataDir, 'journal');

interface JobParts extends Omit<BackgroundParts, 'config' | 'clock' | 'upkeep'> {
  readonly engine: Engine;
  readonly registry: Registry;
}

/** What is done by the calendar, and may be asked for before its time. */
function startJobs(
  { config, clock, log }: DaemonOptions,
  undo: Undo,
  { engine, registry, ...parts }: JobParts,
): Pick<ApiParts, 'keepLists'> & Pick<BackgroundJobs, 'probe'> {
  const { engineId } = config;
  const { database, outbox } = parts;
  const store = new SqlUpkeepStore(database.sessions);
  const upkeep = new ListUpkeep({ engineId, engine, outbox, store, clock, log, registry });
  const jobs = new BackgroundJobs({ ...parts, config, clock, upkeep });
  undo.later('jobs', () => within(clock, SQL_CLOSE_MAX_MS, jobs.close()));
  jobs.start();
  return { probe: jobs.probe, keepLists: (actor) => upkeep.run(actor) };
}

interface EngineParts {
  readonly lock: JournalLock;
  readonly switches: Switches;
  readonly outbox: Outbox;
  readonly registry: Registry;
  readonly onFatal: (error: CodedError) => void;
}

const makeEngine = ({ config, clock, log }: DaemonOptions, parts: EngineParts) =>
  new LeitstandEngine({
    engineId: config.engineId,
    build: buildName(),
    configHash: configHash(config),
    journalDirectory: journalOf(config),
    lock: parts.lock,
    core: { ...liveCore, step: timedStep(liveCore.step, parts.registry) },
    views: liveViews,
    switches: parts.switches.all,
    clock,
    outbox: parts.outbox,
    snapshotRunner: new WorkerSnapshotRunner(),
    journal: { segmentBytesMax: config.journal.segmentBytes },
    reconciliation: { everyMs: config.snapshotIntervalMs },
    log,
    onFatal: parts.onFatal,
  });

type OwnApiParts = Omit<
  ApiParts,
  'applyCentre' | 'explain' | 'forecast' | 'clock' | 'log' | 'settings'
>;

function openApi(
  { config, clock, log }: DaemonOptions,
  undo: Undo,
  listening: Listening,
  own: OwnApiParts,
): void {
  const { http, live, calendarDays } = config;
  const applyCentre = centreApplier({ engine: own.engine, clock, calendarDays });
  const explain = makeExplain(config);
  const forecasts = new WorkerForecastRunner();
  const forecast: ApiParts['forecast'] = (job) => forecasts.run(job);
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(http.host);
  const metricsOpen = http.metrics === 'open' || (http.metrics === 'auto' && isLoopback);
  const settings = { ...http, ...live, metricsOpen };
  const api = createApi({ ...own, applyCentre, explain, forecast, clock, log, settings });
  listening.serve(api.app);
  undo.later('api', () => {
    // Feeds end first, or their open answers would keep the listener from closing.
    api.close();
    return within(clock, CLOSE_MAX_MS, listening.close());
  });
}

/** Each call in a worker thread of its own: the journal may be long. */
function makeExplain(config: DaemonConfig): ApiParts['explain'] {
  const runner = new WorkerWhyRunner();
  const bounds = { build: buildName(), agentsMax: AGENTS_LISTED };
  return (query) => runner.run({ ...query, ...bounds, directory: journalOf(config) });
}

/** What the store reports, as log lines. */
const noticeLog =
  (log: Logger) =>
  ({ code, severity, message, detail }: StoreNotice): void => {
    const line = { code, ...detail, notice: message };
    if (severity === 'info') log.info(line, 'the store reports');
    else if (severity === 'warning') log.warn(line, 'the store warns');
    else log.error(line, 'the store raises an alarm');
  };
