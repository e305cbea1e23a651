import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { CentreChange } from '../config/diff';
import type { FileProblem } from '../config/file-problem';
import type { Cause } from '../core/input';
import type { Engine } from '../engine/facade';
import type { ForecastJob, PacingForecast } from '../engine/facade/pacing-forecast-view';
import type { WhyQuery, WhyReport } from '../engine/facade/why-view';
import type { Clock } from '../port/clock';
import type { CdrStore, Outbox, RecordingFiles, RecordingStore, TokenStore } from '../port/stores';
import type { NewConsent, SqlConsentStore } from '../store/consent-store';
import type { ImportReport } from '../store/import/import-report';
import type { ImportOrder } from '../store/import/lead-import';
import type { SqlAnchorStore } from '../store/ledger/anchor-store';
import type { SqlLedgerStore } from '../store/ledger/ledger-store';
import type { SqlListStore } from '../store/list-store';
import type { SqlReportStore } from '../store/report/report-store';
import type { NewSuppressions, SqlSuppressionStore } from '../store/suppression-store';
import type { UpkeepRun } from '../store/upkeep-store';

/** Everything that the API is made of; main.ts puts it together. */
export interface ApiParts {
  readonly engine: Engine;
  readonly cdrs: CdrStore;
  readonly tokens: TokenStore;
  readonly recordings: RecordingStore;
  readonly recordingFiles: RecordingFiles;
  /** Reads bytes from the first to the last. */
  readonly digest: (bytes: AsyncIterable<Uint8Array>) => Promise<FileDigest>;
  readonly applyCentre: ApplyCentre;
  readonly lists: Pick<SqlListStore, 'list' | 'change'>;
  readonly reports: Pick<SqlReportStore, 'make'>;
  readonly suppressions: Pick<SqlSuppressionStore, 'check'>;
  /** For the core and for SQL; how many were not on the list before. Rejects with STORE_DOWN. */
  readonly suppress: (given: NewSuppressions) => Promise<number>;
  /** The upkeep of lists, now; `actor` as in a cause. Rejects with STORE_DOWN. */
  readonly keepLists: (actor: string) => Promise<UpkeepRun>;
  readonly consents: Pick<SqlConsentStore, 'of'>;
  /** For the core and for SQL. Rejects with STORE_DOWN. */
  readonly recordConsent: (given: NewConsent) => Promise<void>;
  /** Beside the call path. Rejects with what is wrong with the file, IMPORT_RUNNING, … */
  readonly importLeads: (
    order: ImportOrder,
    bytes: AsyncIterable<Uint8Array>,
  ) => Promise<ImportReport>;
  readonly anchors: Pick<SqlAnchorStore, 'receipts'>;
  readonly ledger: Pick<
    SqlLedgerStore,
    'logs' | 'checkpoint' | 'checkpoints' | 'entries' | 'inclusion' | 'consistency' | 'range'
  >;
  /** Another signing key for all logs; which those are. Rejects with STORE_DOWN. */
  readonly rotateLedgerKey: () => Promise<readonly string[]>;
  /** Replays the journal beside the call path. Rejects with CALL_NOT_FOUND, JOURNAL_REMOVED, … */
  readonly explain: (query: WhyQuery) => Promise<WhyReport>;
  /** Beside the call path. Rejects with FORECAST_NO_AGENTS, FORECAST_BUSY, … */
  readonly forecast: (job: ForecastJob) => Promise<PacingForecast>;
  /** What else has to be well: SQL, background jobs. The switches and the journal are known. */
  readonly probes: readonly HealthProbe[];
  readonly clock: Clock;
  readonly registry: Registry;
  readonly log: Logger;
  /** Records that wait for SQL, for /metrics and /readyz. */
  readonly backlog?: Outbox['backlog'];
  readonly settings?: Partial<ApiSettings>;
}

export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ApiSettings {
  /** false: /metrics asks for the token of an operator or a supervisor. */
  readonly metricsOpen: boolean;
  readonly bodyBytesMax: number;
  readonly requestsPerMinute: number;
  readonly failedLoginsPerMinute: number;
  readonly heartbeatMs: number;
  /** A live reader that lags by more is cut off. */
  readonly clientBytesMax: number;
  /** How many facts Last-Event-ID can reach back. */
  readonly replayFacts: number;
  /** Live readers in all, and of them by one token. */
  readonly clientsMax: number;
  readonly clientsPerTokenMax: number;
}

export const API_DEFAULTS: ApiSettings = {
  metricsOpen: true,
  bodyBytesMax: 4_194_304,
  requestsPerMinute: 1200,
  failedLoginsPerMinute: 20,
  heartbeatMs: 15_000,
  clientBytesMax: 1_048_576,
  replayFacts: 2000,
  clientsMax: 200,
  clientsPerTokenMax: 20,
};

export interface HealthProbe {
  /** `sql`, `jobs`, … */
  readonly name: string;
  /** Never shows a secret in `detail`: /readyz is open. A rejection counts as not well. */
  check(): ProbeResult | Promise<ProbeResult>;
}

export interface ProbeResult {
  readonly ok: boolean;
  readonly detail?: string;
}

/** Reads the YAML text; applies it unless it has an error or `dryRun` is set. */
export type ApplyCentre = (text: string, request: ApplyRequest) => Promise<CentreOutcome>;

export interface ApplyRequest {
  readonly dryRun: boolean;
  readonly cause: Cause;
}

export interface CentreOutcome {
  /** False for a dry run, for a refused file, and when there was nothing to change. */
  readonly applied: boolean;
  /** Empty when the file was refused. */
  readonly changes: readonly CentreChange[];
  /** Errors refuse the file; with warnings alone it is applied. */
  readonly problems: readonly FileProblem[];
  /** Of the input that applied it. */
  readonly seq?: number;
}
