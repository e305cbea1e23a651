import pino from 'pino';
import type { InputBody } from '../../src/core/input';
import { recordConsent } from '../../src/daemon/consent';
import { addToDoNotCall } from '../../src/daemon/do-not-call';
import { type HopperDemand, HopperRefill, type Refill } from '../../src/daemon/hopper-refill';
import type { Engine } from '../../src/engine/facade';
import type { ClaimOrder } from '../../src/store/lead-claim';
import { TurnedClock } from '../store/clock';

/** Lets what is under way go on until it is so. */
async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const KEY = { clientId: 'acme', campaignId: 'winter' };

/** Leads that are numbers: claimed ones carry the batch that has them. */
class Bench {
  readonly clock = new TurnedClock();
  readonly orders: ClaimOrder[] = [];
  readonly refills: Refill[] = [];
  readonly logged: object[] = [];
  readonly owners: (number | null)[];
  lastBatch = 0;
  batch = 0;
  count = 2;
  isAway = false;
  /** Until then SQL's answer to a claim is on its way. */
  answering: Promise<void> = Promise.resolve();
  unsettledSince: number | undefined;
  answer: 'take' | 'refuse' | 'vanish' = 'take';
  readonly refill: HopperRefill;

  constructor(leads: number) {
    this.owners = Array.from({ length: leads }, () => null);
    this.refill = new HopperRefill({
      hopper: {
        wanted: () => [this.demand()],
        openZones: async (_campaignId, zones) => zones.filter((zone) => zone !== 'Asia/Tokyo'),
        refill: (refill) => this.take(refill),
      },
      leads: {
        zones: async () => ['Asia/Tokyo', 'Europe/Berlin'],
        claim: (order) => this.claim(order),
        release: async (_key, after) => this.release(after),
      },
      clock: this.clock,
      log: pino({ level: 'error' }, { write: (line) => this.logged.push(JSON.parse(line)) }),
      unsettledSince: () => this.unsettledSince,
    });
  }

  private demand(): HopperDemand {
    return { ...KEY, count: this.count, lastBatch: this.lastBatch, kind: 'fill' };
  }

  private async claim(order: ClaimOrder) {
    if (this.isAway) throw new Error('STORE_DOWN');
    this.orders.push(order);
    const free = this.owners.flatMap((owner, index) => (owner === null ? [index] : []));
    const hasOpen = this.owners.length > 0;
    if (free.length === 0) return { batch: null, leads: [], hasOpen };
    const last = this.batch;
    const behind = last < (order.afterBatch ?? 0) ? { behind: last } : {};
    this.batch = Math.max(last, order.afterBatch ?? 0) + 1;
    const taken = free.slice(0, order.count);
    for (const index of taken) this.owners[index] = this.batch;
    const leads = taken.map((index) => ({
      ...{ leadId: String(index), listId: 'first', priority: 0, nextNumber: 0 },
      numbers: [{ number: `+4930555010${index}`, role: 'home', zone: 'Europe/Berlin' }],
      ...{ attempts: [], attemptsTotal: 0 },
    }));
    await this.answering;
    return { batch: this.batch, leads, hasOpen, ...behind };
  }

  private release(after: number): number {
    let released = 0;
    for (const [index, owner] of this.owners.entries()) {
      if (owner === null || owner <= after) continue;
      this.owners[index] = null;
      released += 1;
    }
    return released;
  }

  private async take(refill: Refill): Promise<boolean> {
    if (this.answer === 'vanish') throw new Error('ENGINE_STOPPING');
    if (this.answer === 'refuse') return false;
    this.refills.push(refill);
    this.lastBatch = refill.batch;
    return true;
  }
}

describe('the refill of the hopper', () => {
  it('brings what is wanted, from zones in which it may be called now', async () => {
    const bench = new Bench(3);
    bench.refill.start();
    await eventually(() => bench.refills.length === 1);
    expect(bench.orders[0]).toEqual({
      ...{ ...KEY, count: 2, at: bench.clock.now(), kind: 'fill', afterBatch: 0 },
      zones: ['Europe/Berlin'],
    });
    expect(bench.refills[0]).toMatchObject({ campaignId: 'winter', batch: 1, hasOpen: true });
    await bench.refill.stop();
  });

  it('looks again when it is asked to, and by itself', async () => {
    const bench = new Bench(6);
    bench.refill.start();
    bench.refill.look();
    bench.refill.look();
    await eventually(() => bench.refills.length === 2);
    await eventually(() => bench.clock.nextAt() !== undefined);
    bench.clock.turn(5_000);
    await eventually(() => bench.refills.length === 3);
    await bench.refill.stop();
    expect(bench.owners).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('brings none while SQL has not heard of outcomes for an hour', async () => {
    const bench = new Bench(2);
    bench.unsettledSince = bench.clock.now() - 3_600_001;
    bench.refill.start();
    await eventually(() => bench.clock.nextAt() !== undefined);
    expect(bench.orders).toEqual([]);
    bench.unsettledSince = bench.clock.now();
    bench.clock.turn(5_000);
    await eventually(() => bench.refills.length === 1);
    await bench.refill.stop();
  });

  it('gives back at its start what an earlier life claimed and never handed over', async () => {
    const bench = new Bench(4);
    bench.batch = 8;
    bench.lastBatch = 7;
    bench.owners.splice(0, 3, 7, 8, 8);
    bench.refill.start();
    await eventually(() => bench.refills.length === 1);
    await bench.refill.stop();
    expect(bench.owners).toEqual([7, 9, 9, null]);
  });

  it('says that SQL was restored from a backup, once, and goes on above it', async () => {
    const bench = new Bench(6);
    [bench.batch, bench.lastBatch] = [3, 40];
    bench.refill.start();
    bench.refill.look();
    await eventually(() => bench.refills.length === 2);
    await bench.refill.stop();
    expect(bench.refills.map(({ batch }) => batch)).toEqual([41, 42]);
    expect(bench.logged).toMatchObject([
      { code: 'BATCHES_BEHIND', campaignId: 'winter', sqlBatch: 3, engineBatch: 40 },
    ]);
  });

  it('gives back what the core refuses', async () => {
    const bench = new Bench(2);
    bench.answer = 'refuse';
    bench.refill.start();
    await eventually(() => bench.orders.length === 1);
    await bench.refill.stop();
    expect(bench.owners).toEqual([null, null]);
  });

  it('gives back before the next claim what was lost on the way', async () => {
    const bench = new Bench(2);
    bench.answer = 'vanish';
    bench.refill.start();
    await eventually(() => bench.clock.nextAt() !== undefined);
    expect(bench.owners).toEqual([1, 1]);
    bench.answer = 'take';
    bench.clock.turn(5_000);
    await eventually(() => bench.refills.length === 1);
    await bench.refill.stop();
    expect(bench.owners).toEqual([2, 2]);
  });

  it('goes on when SQL is there again', async () => {
    const bench = new Bench(2);
    bench.isAway = true;
    bench.refill.start();
    await eventually(() => bench.clock.nextAt() !== undefined);
    bench.isAway = false;
    bench.clock.turn(5_000);
    await eventually(() => bench.refills.length === 1);
    await bench.refill.stop();
  });

  it('holds leads that SQL gave before it knew to what the core was told meanwhile', async () => {
    const bench = new Bench(4);
    let answer = (): void => undefined;
    bench.answering = new Promise((resolve) => {
      answer = resolve;
    });
    bench.refill.start();
    await eventually(() => bench.orders.length === 1);
    const told: string[] = [];
    const engine = { submit: async ({ type }: InputBody) => told.push(type) };
    const parts = { engine: engine as unknown as Engine, hopper: bench.refill };
    const list = { scope: 'client', clientId: 'acme', numbers: ['+49305550100'] } as const;
    const who = { source: 'letter', actor: 'amy', reason: 'asked by letter', at: 0 };
    await addToDoNotCall({ ...parts, store: { add: async () => 1 } }, { ...list, ...who });
    const gone = {
      clientId: 'acme',
      numbers: ['+49305550101'],
      status: 'withdrawn',
      recordedAt: 0,
    } as const;
    await recordConsent({ ...parts, store: { add: async () => undefined } }, { ...gone, ...who });
    const others = { ...list, ...who, clientId: 'other', numbers: ['+49305550101'] };
    await addToDoNotCall({ ...parts, store: { add: async () => 1 } }, others);
    answer();
    await eventually(() => bench.refills.length === 1);
    expect(told).toHaveLength(3);
    const [first, second] = bench.refills[0]?.leads ?? [];
    expect([first, second].map((one) => one?.numbers[0]?.suppressed)).toEqual([
      'client',
      undefined,
    ]);
    expect([first, second].map((one) => one?.consentWithdrawnAt)).toEqual([undefined, 0]);
    // SQL knows by now, and may know better.
    bench.owners.fill(null);
    bench.refill.look();
    await eventually(() => bench.refills.length === 2);
    await bench.refill.stop();
    expect(bench.refills[1]?.leads[0]?.numbers[0]?.suppressed).toBeUndefined();
  });
});
