import pino from 'pino';
import { Registry } from 'prom-client';
import request from 'supertest';
import { type Api, createApi } from '../../src/api/app';
import { centreApplier } from '../../src/api/apply-centre';
import type { ApiSettings, HealthProbe } from '../../src/api/parts';
import type { PacingSettings } from '../../src/core/dialer/campaign-config';
import { digestOf } from '../../src/daemon/recording-digest';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import type { CallView } from '../../src/engine/facade';
import type { CallbackView } from '../../src/engine/facade/callback-view';
import type { WhyQuery } from '../../src/engine/facade/why-view';
import type { CallRecord } from '../../src/port/call-record';
import type { Role, Token } from '../../src/port/stores';
import { FakeEngine } from './fake-engine';
import { FakeLedger } from './fake-ledger';
import { FakeLists } from './fake-lists';
import { FakeRecordings } from './fake-recordings';
import { FakeReports } from './fake-reports';
import { FakeCdrStore, FakeTokenStore, secretOf } from './fake-stores';
import { forecastSample } from './forecast-sample';
import { whySample } from './why-sample';

export const NOW = Date.UTC(2026, 10, 23, 9);

/** One token a role; agent a201 is of baltic-voice, which works for nordlicht alone. */
export const TOKENS: readonly Token[] = [
  { tokenId: 'operator', name: 'o', role: 'operator', createdAt: 1 },
  { tokenId: 'supervisor', name: 's', role: 'supervisor', createdAt: 1 },
  { tokenId: 'client', name: 'c', role: 'client', clientId: 'nordlicht', createdAt: 1 },
  { tokenId: 'provider', name: 'p', role: 'provider', providerId: 'baltic-voice', createdAt: 1 },
  { tokenId: 'agent', name: 'a', role: 'agent', agentId: 'a201', createdAt: 1 },
];

export const ROLES: readonly Role[] = ['operator', 'supervisor', 'client', 'provider', 'agent'];

/** The API with everything behind it made of memory, and lines of its log. */
export class Office {
  readonly clock = new SimulatedClock(NOW);
  readonly engine = new FakeEngine(() => this.clock.now());
  readonly cdrs = new FakeCdrStore();
  readonly tokens = new FakeTokenStore(TOKENS.map((token) => ({ ...token })));
  readonly probes: HealthProbe[] = [];
  readonly recordings = new FakeRecordings();
  readonly lists = new FakeLists();
  readonly ledger = new FakeLedger();
  readonly reports = new FakeReports();
  readonly logged: string[] = [];
  readonly explained: WhyQuery[] = [];
  /** Changes that were to be foretold. */
  readonly forecasts: Partial<PacingSettings>[] = [];
  /** What the next explanation is refused with. */
  explainFailure: Error | undefined;
  backlog: { entries: number; oldestAt?: number } = { entries: 0 };
  readonly api: Api;

  constructor(settings: Partial<ApiSettings> = {}) {
    const { engine, clock, cdrs, tokens, probes, recordings, reports } = this;
    this.api = createApi({
      engine,
      clock,
      cdrs,
      tokens,
      probes,
      recordings,
      reports,
      recordingFiles: recordings,
      ...this.lists.parts,
      ...this.ledger.parts,
      digest: digestOf,
      applyCentre: centreApplier({ engine, clock, calendarDays: 3 }),
      explain: async (query) => {
        if (this.explainFailure) throw this.explainFailure;
        this.explained.push(query);
        return whySample(query.callId);
      },
      forecast: (job) => {
        this.forecasts.push(job.change);
        return Promise.resolve(forecastSample(job));
      },
      registry: new Registry(),
      log: pino({ level: 'info' }, { write: (line) => this.logged.push(line) }),
      backlog: () => this.backlog,
      settings,
    });
  }

  /** A request in the name of a role, or of nobody. */
  ask(
    method: 'get' | 'post' | 'patch' | 'delete' | 'put' | 'head',
    path: string,
    tokenId?: string,
  ) {
    const asked = request(this.api.app)[method](path);
    return tokenId === undefined
      ? asked
      : asked.set('Authorization', `Bearer ${secretOf(tokenId)}`);
  }

  get = (path: string, tokenId?: string) => this.ask('get', path, tokenId);
  delete = (path: string, tokenId?: string) => this.ask('delete', path, tokenId);
  post = (path: string, tokenId?: string) => this.ask('post', path, tokenId);
}

/** A call of nordlicht that a103 (rheinruf) took first, and a201 (baltic-voice) later. */
export const record = (over: Partial<CallRecord> = {}): CallRecord => ({
  schema: 1,
  callId: 'call-1',
  contactId: 'contact-1',
  clientId: 'nordlicht',
  direction: 'inbound',
  switchId: 'main',
  legId: 'in:main:1',
  ani: '+49305550123',
  dnis: '+441632960200',
  flowId: 'nordlicht-english',
  queueId: 'nordlicht-booking',
  agentId: 'a201',
  providerId: 'baltic-voice',
  offeredAt: NOW - 100_000,
  answeredAt: NOW - 99_000,
  queuedAt: NOW - 90_000,
  connectedAt: NOW - 80_000,
  endedAt: NOW - 10_000,
  queueMs: 10_000,
  talkMs: 70_000,
  holdMs: 0,
  result: 'connected',
  endedBy: 'caller',
  cause: 'normal',
  raw: { q850: 16 },
  variables: { customerNumber: '4711' },
  segments: [
    { index: 0, kind: 'ivr', startedAt: NOW - 100_000, endedAt: NOW - 90_000 },
    { index: 1, kind: 'talk', startedAt: NOW - 90_000, endedAt: NOW - 80_000, agentId: 'a103' },
    { index: 2, kind: 'talk', startedAt: NOW - 80_000, endedAt: NOW - 10_000, agentId: 'a201' },
  ],
  parties: [
    party('a103', 'rheinruf', NOW - 90_000, NOW - 80_000),
    party('a201', 'baltic-voice', NOW - 80_000, NOW - 10_000),
  ],
  ...over,
});

export const party = (
  agentId: string,
  providerId: string,
  startedAt: number,
  endedAt: number,
): CallRecord['parties'][number] => ({
  legId: `leg-${agentId}`,
  role: 'agent',
  agentId,
  providerId,
  kind: 'talk',
  startedAt,
  endedAt,
});

export const callback = (over: Partial<CallbackView> = {}): CallbackView => ({
  contactId: 'contact-1',
  clientId: 'nordlicht',
  queueId: 'nordlicht-booking',
  callId: 'call-1',
  number: '+49305550123',
  state: 'booked',
  priority: 0,
  queuedAt: NOW - 90_000,
  bookedAt: NOW - 60_000,
  attempts: 1,
  notBefore: NOW + 300_000,
  expiresAt: NOW + 3_600_000,
  ...over,
});

export const call = (over: Partial<CallView> = {}): CallView => ({
  callId: 'live-1',
  clientId: 'nordlicht',
  phase: 'talking',
  ani: '+49305550123',
  dnis: '+441632960200',
  offeredAt: NOW - 5000,
  since: NOW - 1000,
  queueId: 'nordlicht-booking',
  agentId: 'a201',
  switchId: 'main',
  ...over,
});
