import type { Logger } from 'pino';
import type { HopperLead } from '../core/dialer/hopper';
import { type HopperChange, isOf, leadAfter } from '../core/dialer/hopper-change';
import type { Clock } from '../port/clock';
import type { ClaimOrder } from '../store/lead-claim';
import type { SqlLeadStore } from '../store/lead-store';

/** How many leads a campaign can take now, and what it has had. */
export interface HopperDemand {
  readonly clientId: string;
  readonly campaignId: string;
  readonly count: number;
  /** The last batch that is in the journal; 0: none. */
  readonly lastBatch: number;
  /** fill: leads of any kind. callbacks: only those promised by now. wake: any, if there are. */
  readonly kind: 'fill' | 'callbacks' | 'wake';
}

export interface Refill {
  readonly campaignId: string;
  readonly batch: number;
  readonly leads: readonly HopperLead[];
  /** Whether any lead of the campaign is not done yet, those claimed now included. */
  readonly hasOpen: boolean;
}

/** What the refill knows of the engine. */
export interface HopperPort {
  /** As the core sees it now; a campaign that is full, paused or over is not in it. */
  wanted(): readonly HopperDemand[];
  /** Those of the zones in which the campaign may call now. */
  openZones(campaignId: string, zones: readonly string[]): Promise<readonly string[]>;
  /** Resolves when it is in the journal: true where the core took it, false where it refused. */
  refill(refill: Refill): Promise<boolean>;
}

export interface HopperRefillOptions {
  readonly hopper: HopperPort;
  readonly leads: Pick<SqlLeadStore, 'claim' | 'release' | 'zones'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Since when the oldest outcome of the engine waits for SQL (ms, UTC); undefined: none does. */
  readonly unsettledSince: () => number | undefined;
  /** How long after a look the next one comes where nobody asks for it. */
  readonly everyMs?: number;
}

const EVERY_MS = 5_000;
/**
 * Leads come with what SQL knows of the person. What it was not told for so long the core need not
 * remember any more (see recent-attempt.ts), so that no lead comes until it has been.
 */
const UNSETTLED_MAX_MS = 3_600_000;
/** More at once would hold up the inbox. */
const BATCH_MAX = 1_000;

/**
 * Brings leads from SQL to the core: claims a batch, hands it over, and gives back what the core
 * did not get. The core's last batch decides whose a lead is, so it does not matter where a crash
 * falls: a batch behind it is the core's, one after it never came and is released before the
 * next claim.
 */
export class HopperRefill {
  private cancelTick: () => void = () => undefined;
  private working: Promise<void> | undefined;
  private isAskedAgain = false;
  private isStopped = false;
  private isAway = false;
  /** Of campaigns that were looked at in this life: the last batch that was claimed. */
  private readonly claimed = new Map<string, number>();
  /** What SQL may not have told of in a claim that is under way, and whether it knows by now. */
  private readonly changes = new Map<HopperChange, { isWritten: boolean }>();
  private isClaiming = false;

  constructor(private readonly options: HopperRefillOptions) {}

  start(): void {
    this.look();
  }

  /** Looks now, or once more after the look that is under way. */
  look(): void {
    if (this.isStopped) return;
    if (this.working) {
      this.isAskedAgain = true;
      return;
    }
    this.cancelTick();
    this.working = this.fill().finally(() => {
      this.working = undefined;
      const again = this.isAskedAgain;
      this.isAskedAgain = false;
      if (again) this.look();
      else this.tickLater();
    });
  }

  /**
   * Brings a change to SQL; leads that are claimed before SQL has it come to the core with it all
   * the same. To be called before the core is told, so that no lead falls in between. Rejects with
   * what `write` rejects with.
   */
  async during<T>(change: HopperChange, write: () => Promise<T>): Promise<T> {
    const kept = { isWritten: false };
    this.changes.set(change, kept);
    try {
      return await write();
    } finally {
      kept.isWritten = true;
      this.forgetWritten();
    }
  }

  /** A claim that began before SQL had a change may still come without it. */
  private forgetWritten(): void {
    if (this.isClaiming) return;
    for (const [change, { isWritten }] of this.changes) {
      if (isWritten) this.changes.delete(change);
    }
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.cancelTick();
    await this.working;
  }

  private tickLater(): void {
    if (this.isStopped) return;
    const { clock, everyMs = EVERY_MS } = this.options;
    this.cancelTick = clock.schedule(clock.now() + everyMs, () => this.look());
  }

  private async fill(): Promise<void> {
    if (this.isBehind()) return this.reportAway('outcomes wait for SQL');
    let failure: unknown;
    for (const demand of this.options.hopper.wanted()) {
      if (this.isStopped) return;
      try {
        await this.release(demand);
        await this.bring(demand);
      } catch (error) {
        // The campaigns after it are not to starve with it.
        failure = error;
      }
    }
    if (failure === undefined) this.reportBack();
    else this.reportAway(failure);
  }

  private isBehind(): boolean {
    const { clock, unsettledSince } = this.options;
    return clock.now() - (unsettledSince() ?? clock.now()) > UNSETTLED_MAX_MS;
  }

  /** Nothing is on its way to the core when this runs: what it has not now, it never gets. */
  private async release({ clientId, campaignId, lastBatch }: HopperDemand): Promise<void> {
    const claimed = this.claimed.get(campaignId);
    if (claimed !== undefined && claimed <= lastBatch) return;
    const { leads, clock, log } = this.options;
    const released = await leads.release({ clientId, campaignId }, lastBatch, clock.now());
    this.claimed.set(campaignId, lastBatch);
    if (released > 0) log.warn({ campaignId, released }, 'claims were given back');
  }

  private async bring(demand: HopperDemand): Promise<void> {
    const { clientId, campaignId, count, kind, lastBatch } = demand;
    const { hopper, leads } = this.options;
    const zones = await leads.zones({ clientId, campaignId });
    const open = await hopper.openZones(campaignId, zones);
    const wanted = { count: Math.min(count, BATCH_MAX), zones: open, kind };
    const order = { clientId, campaignId, ...wanted, afterBatch: lastBatch };
    this.isClaiming = true;
    try {
      await this.claim(demand, order);
    } finally {
      this.isClaiming = false;
      this.forgetWritten();
    }
  }

  private async claim(demand: HopperDemand, order: Omit<ClaimOrder, 'at'>): Promise<void> {
    const { clientId, campaignId } = demand;
    const { hopper, leads, clock, log } = this.options;
    // The claim may be made though its answer is lost: the next look gives such a batch back.
    this.claimed.delete(campaignId);
    const { batch, behind, ...found } = await leads.claim({ ...order, at: clock.now() });
    this.claimed.set(campaignId, batch ?? 0);
    if (behind !== undefined) this.reportBehind(demand, behind);
    if (batch === null) return;
    const brought = { campaignId, batch, ...found, leads: this.changed(demand, found.leads) };
    if (await hopper.refill(brought)) return;
    log.warn({ campaignId, batch }, 'the hopper took no leads');
    await leads.release({ clientId, campaignId }, batch - 1, clock.now());
  }

  private changed(demand: HopperDemand, leads: readonly HopperLead[]): readonly HopperLead[] {
    const changes = [...this.changes.keys()].filter((change) => isOf(change, demand));
    return changes.reduce((before, change) => before.map(leadAfter(change)), leads);
  }

  /** Told once: the batch that was claimed just now is above what the engine has had. */
  private reportBehind({ campaignId, lastBatch }: HopperDemand, behind: number): void {
    this.options.log.error(
      { code: 'BATCHES_BEHIND', campaignId, sqlBatch: behind, engineBatch: lastBatch },
      'SQL knows fewer batches of leads than the engine has had: was it restored from a backup? ' +
        'It goes on above them. What came of the leads since that backup is not in SQL: stop the ' +
        "campaign where they must not be called again, and see docs/database.md, 'The outbox'",
    );
  }

  private reportAway(error: unknown): void {
    if (this.isAway || this.isStopped) return;
    this.isAway = true;
    this.options.log.warn({ reason: String(error) }, 'no leads can be had');
  }

  private reportBack(): void {
    if (this.isAway) this.options.log.info('leads can be had again');
    this.isAway = false;
  }
}
