import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { CampaignConfig } from '../core/dialer/campaign-config';
import { lawAt } from '../core/dialer/campaign-law';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import type { Outbox } from '../port/stores';
import type { CampaignUpkeep, SqlUpkeepStore, UpkeepRun } from '../store/upkeep-store';

export interface ListUpkeepOptions {
  readonly engineId: string;
  readonly engine: Pick<Engine, 'centre' | 'hopper' | 'health'>;
  readonly outbox: Pick<Outbox, 'takenSeq' | 'backlog'>;
  readonly store: Pick<
    SqlUpkeepStore,
    'eraseConsents' | 'closeLeads' | 'claimsBefore' | 'releaseClaims' | 'record'
  >;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: Registry;
}

const DAY_MS = 86_400_000;
/** A campaign may be given a later end; after so long its open leads are done with. */
const CLOSED_AFTER_MS = 30 * DAY_MS;
/** No lead of a hopper, of an agent or of a call is under way for so long without a trace. */
const CLAIM_OLD_MS = DAY_MS;
/** Of a claim nobody knows whether a call came of it: it counts as if one just had. */
const CLAIM_PEACE_MS = DAY_MS;
const SETTLE_LOOK_MS = 200;
const SETTLE_LOOKS_MAX = 50;

/** As metrics call it. */
const LABELS = {
  consentsErased: 'consent-erased',
  leadsClosed: 'closed',
  claimsReleased: 'claim-released',
} as const;
type Done = keyof typeof LABELS;

/**
 * Keeps the lists of the centre's campaigns in order: what need not be kept any more is erased,
 * what can never be called is closed, and what was lost between SQL and the engine comes back.
 */
export class ListUpkeep {
  private running: Promise<UpkeepRun> | undefined;
  /** Done, and not in the book yet, by campaign: what a run that failed leaves to the next. */
  private readonly unrecorded = new Map<string, CampaignUpkeep>();
  private readonly done: Counter;
  private readonly ranAt: Gauge;

  constructor(private readonly options: ListUpkeepOptions) {
    const registers = [options.registry];
    this.done = new Counter({
      name: 'leitstand_list_upkeep_leads_total',
      help: 'leads that the upkeep of lists changed, by what it did',
      labelNames: ['client', 'campaign', 'what'],
      registers,
    });
    const help = 'when the upkeep of lists was through last';
    this.ranAt = new Gauge({ name: 'leitstand_list_upkeep_timestamp_seconds', help, registers });
  }

  /** One run at a time: who asks meanwhile gets that one's report. Rejects with STORE_DOWN. */
  run(actor: string): Promise<UpkeepRun> {
    this.running ??= this.all(actor).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async all(actor: string): Promise<UpkeepRun> {
    const { engineId, engine, clock, store, log } = this.options;
    const at = clock.now();
    for (const config of engine.centre().campaigns ?? []) await this.campaign(config, at);
    const campaigns = [...this.unrecorded.values()];
    const run = { engineId, at, actor, campaigns };
    await store.record(run);
    this.unrecorded.clear();
    this.ranAt.set(Math.floor(at / 1000));
    log.info({ code: 'LISTS_KEPT', actor, campaigns }, 'the lists were kept in order');
    return run;
  }

  private async campaign(config: CampaignConfig, at: number): Promise<void> {
    const { store } = this.options;
    const erased = await store.eraseConsents(config, at, consentKeptMs(config, at));
    this.note(config, 'consentsErased', erased);
    if (at - config.endsAt >= CLOSED_AFTER_MS) {
      this.note(config, 'leadsClosed', await store.closeLeads(config, 'campaign-over'));
    }
    this.note(config, 'claimsReleased', await this.releaseClaims(config, at));
  }

  private note({ clientId, campaignId }: CampaignConfig, what: Done, count: number): void {
    this.done.inc({ client: clientId, campaign: campaignId, what: LABELS[what] }, count);
    if (count === 0) return;
    const nothing = { consentsErased: 0, leadsClosed: 0, claimsReleased: 0 };
    const known = this.unrecorded.get(campaignId) ?? { clientId, campaignId, ...nothing };
    this.unrecorded.set(campaignId, { ...known, [what]: known[what] + count });
  }

  /** Claims that the engine does not have, once SQL has all that it gave back until then. */
  private async releaseClaims(config: CampaignConfig, at: number): Promise<number> {
    const { engine, store, log } = this.options;
    const claims = await store.claimsBefore(config, at - CLAIM_OLD_MS);
    if (claims.length === 0) return 0;
    const held = engine.hopper().held(config.campaignId);
    const lost = claims.filter(({ leadId }) => !held.has(leadId));
    if (lost.length === 0) return 0;
    const { campaignId } = config;
    if (await this.isSettled()) return store.releaseClaims(config, lost, at + CLAIM_PEACE_MS);
    log.warn({ campaignId, claims: lost.length }, 'claims wait until SQL has all records');
    return 0;
  }

  /** Whether all that the engine has told until now is in SQL, after a little while. */
  private async isSettled(): Promise<boolean> {
    const { engine, outbox, clock } = this.options;
    const { seq } = engine.health();
    const at = clock.now();
    for (let look = 0; look < SETTLE_LOOKS_MAX; look += 1) {
      const { oldestAt = Number.POSITIVE_INFINITY } = outbox.backlog();
      if (outbox.takenSeq() >= seq && oldestAt > at) return true;
      await new Promise<void>((next) => clock.schedule(clock.now() + SETTLE_LOOK_MS, next));
    }
    return false;
  }
}

/** How long the campaign's laws have a proof of consent kept, from each use; 0: they are silent. */
const consentKeptMs = (config: CampaignConfig, at: number): number =>
  Math.max(0, ...lawAt(config, at).consent.map(({ retentionMs = 0 }) => retentionMs));
