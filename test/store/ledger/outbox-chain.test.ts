import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { entryHash, type LedgerEntry, type SealedEntry } from '../../../src/ledger/entry';
import { DiskOutbox } from '../../../src/store/outbox';
import { OutboxFiles } from '../../../src/store/outbox-files';
import { type DeliveredEntry, encodeLine, linesOf } from '../../../src/store/outbox-line';
import { runs } from '../../property/runs';
import { TurnedClock } from '../clock';
import { completed } from '../record';

/** An engine with its outbox, SQL behind it, and power cuts. */
class Life {
  readonly clock = new TurnedClock();
  /** By the fact's name: what SQL was first given. */
  readonly log = new Map<string, SealedEntry>();
  /** What somebody was told is the newest: `log|source|n` -> leaf. */
  readonly promised = new Map<string, string>();
  readonly faults: string[] = [];
  isAway = false;
  private next = 1;
  private outbox: DiskOutbox | undefined;

  constructor(
    readonly folder: string,
    private readonly segmentBytesMax = 20_000,
  ) {}

  get facts(): number {
    return this.next - 1;
  }

  /** Facts beyond what the outbox has are given again, as the engine does from its journal. */
  async start(isGiving = true): Promise<void> {
    this.outbox = await DiskOutbox.open({
      folder: this.folder,
      clock: this.clock,
      notify: () => undefined,
      segmentBytesMax: this.segmentBytesMax,
      deliver: async (entries) => {
        if (this.isAway) throw Object.assign(new Error('away'), { code: '57P01' });
        for (const entry of entries) this.keep(entry);
      },
    });
    const from = isGiving ? this.outbox.takenSeq() + 1 : this.next;
    for (let seq = from; seq < this.next; seq += 1) this.give(seq);
  }

  take(facts: number): void {
    for (let count = 0; count < facts; count += 1) {
      this.give(this.next);
      this.next += 1;
    }
  }

  /** One input in seven has more facts than a line holds, so that a tail can tear amid them. */
  private give(seq: number): void {
    const many = seq % 7 === 0 ? 201 : 1;
    const clientId = ['acme', 'beta'][seq % 2] ?? '';
    const record = completed(seq, { clientId, segments: [], parties: [] });
    const facts = Array.from({ length: many }, (_, factIndex) => ({ ...record, factIndex }));
    this.outbox?.take(facts, seq);
  }

  names(): string[] {
    const seqs = Array.from({ length: this.facts }, (_, index) => index + 1);
    return seqs.flatMap((seq) =>
      Array.from({ length: seq % 7 === 0 ? 201 : 1 }, (_, fact) => `${seq}/${fact}`),
    );
  }

  async settle(isSo: (outbox: DiskOutbox) => boolean): Promise<void> {
    while (this.outbox && !isSo(this.outbox)) {
      this.clock.turn(100);
      await new Promise((resolve) => setImmediate(resolve));
      this.hear();
    }
  }

  async turn(times: number, byMs: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      this.clock.turn(byMs);
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.hear();
    }
  }

  /** As a checkpoint would be made now. */
  private hear(): void {
    for (const [log, sources] of this.outbox?.heads() ?? []) {
      for (const [source, { n, leaf }] of sources) {
        const known = this.promised.get(`${log}|${source}|${n}`);
        if (known !== undefined && known !== leaf) throw new Error('a promise was broken');
        this.promised.set(`${log}|${source}|${n}`, leaf);
      }
    }
  }

  /** The disk keeps what was synced, and of the rest as much as it likes. */
  async powerCut(keptShare: number): Promise<void> {
    const synced = this.outbox?.syncedSeq() ?? 0;
    this.hear();
    const name = await this.newest();
    const bytes = await readFile(name);
    // Nobody writes any more; what close would still bring to the disk is cut off below.
    await this.outbox?.close();
    let safe = 0;
    for (const line of linesOf(bytes)) {
      const { seq = 0 } = JSON.parse(line.bytes.subarray(9).toString());
      if (seq <= synced) safe = Math.max(safe, line.end);
    }
    const later = (await readdir(this.folder)).filter(
      (other) => other.startsWith('outbox-') && join(this.folder, other) > name,
    );
    for (const other of later) await rm(join(this.folder, other));
    const end = safe + Math.floor((bytes.length - safe) * keptShare);
    await truncate(name, end);
  }

  async close(): Promise<void> {
    await this.outbox?.close();
  }

  async newest(): Promise<string> {
    const names = (await readdir(this.folder)).filter((name) => name.startsWith('outbox-'));
    return join(this.folder, names.sort().at(-1) ?? '');
  }

  /** As SQL does it: what is there stays; whether it was the same is asked at the end. */
  private keep({ seq, factIndex, sealed }: DeliveredEntry): void {
    const name = `${seq}/${factIndex}`;
    const before = this.log.get(name);
    if (!sealed) this.faults.push(`${name} is not sealed`);
    else if (!before) this.log.set(name, sealed);
    else if (!isDeepStrictEqual(sealed, before)) this.faults.push(`${name} is sealed in two ways`);
  }
}

/** n counts 1, 2, 3… and each entry names the leaf before it, for every source of every log. */
function expectChains(entries: Iterable<SealedEntry>, promised: ReadonlyMap<string, string>): void {
  const sources = new Map<string, SealedEntry[]>();
  const leaves = new Map<string, string>();
  for (const entry of entries) {
    const key = `${entry.log}|${entry.source.id}`;
    sources.set(key, [...(sources.get(key) ?? []), entry]);
  }
  for (const [key, chain] of sources) {
    chain.sort((one, other) => one.n - other.n);
    expect(chain.map(({ n }) => n)).toEqual(chain.map((_, index) => index + 1));
    let prev = '';
    for (const { data, n } of chain) {
      const said: LedgerEntry = JSON.parse(data);
      expect(said).toMatchObject({ prev, n });
      prev = entryHash(data).toString('base64');
      leaves.set(`${key}|${n}`, prev);
    }
  }
  for (const [place, leaf] of promised) expect(leaves.get(place)).toBe(leaf);
}

describe('the chain of an outbox', () => {
  let folder: string;
  let life: Life;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leitstand-chain-'));
    life = new Life(folder);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await life.close();
    await rm(folder, { recursive: true });
  });
  const all = (outbox: DiskOutbox) =>
    life.log.size === life.names().length && outbox.backlog().entries === 0;
  const expectSound = () => {
    expect(life.faults).toEqual([]);
    expectChains(life.log.values(), life.promised);
  };

  const step = fc.oneof(
    fc.record({ do: fc.constant('take' as const), facts: fc.integer({ min: 1, max: 9 }) }),
    fc.record({
      do: fc.constant('turn' as const),
      times: fc.integer({ min: 1, max: 4 }),
      byMs: fc.constantFrom(0, 60, 120),
    }),
    fc.record({ do: fc.constant('sync' as const) }),
    fc.record({ do: fc.constant('deliver' as const) }),
    fc.record({ do: fc.constant('away' as const), isAway: fc.boolean() }),
    fc.record({ do: fc.constant('restart' as const) }),
    fc.record({
      do: fc.constant('power cut' as const),
      keptShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ do: fc.constant('cursor lost' as const) }),
  );

  it('has no gap and never another seal, whatever order and power cuts do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const own = await mkdtemp(join(folder, 'run-'));
        life = new Life(own);
        await life.start();
        for (const one of steps) await play(life, one);
        life.isAway = false;
        await life.settle(all);
        expect([...life.log.keys()].sort()).toEqual(life.names().sort());
        expectSound();
        expect(new Set([...life.log.values()].map(({ source }) => source.id)).size).toBeLessThan(2);
        await life.close();
      }),
      runs(40),
    );
  });

  async function play(
    one: Life,
    what: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
  ): Promise<void> {
    switch (what.do) {
      case 'take':
        return one.take(what.facts);
      case 'turn':
        return one.turn(what.times, what.byMs);
      case 'sync':
        return one.settle((outbox) => outbox.syncedSeq() === outbox.takenSeq());
      case 'deliver':
        one.isAway = false;
        return one.settle((outbox) => outbox.backlog().entries === 0);
      case 'away':
        one.isAway = what.isAway;
        return;
      case 'restart':
        await one.close();
        return one.start();
      case 'power cut':
        await one.powerCut(what.keptShare);
        return one.start();
      case 'cursor lost':
        await one.close();
        await rm(join(one.folder, 'cursor.json'), { force: true });
        return one.start();
    }
  }

  it('goes on over segments, and the heads are those of the newest entries', async () => {
    life = new Life(folder, 1);
    for (let count = 0; count < 6; count += 1) {
      await life.start();
      life.take(1);
      await life.settle(all);
      await life.close();
    }
    expect((await readdir(folder)).length).toBeGreaterThan(6);
    expectSound();
    const newest = [...life.log.values()].filter(({ log }) => log === 'beta').length;
    expect([...life.promised.keys()].some((key) => key.endsWith(`|${newest}`))).toBe(true);
  });

  it('keeps its count while the disk is full', async () => {
    await life.start();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    jest.spyOn(OutboxFiles.prototype, 'append').mockRejectedValueOnce(full);
    life.take(3);
    await life.settle(() => life.clock.now() > Date.UTC(2026, 0, 5, 8, 0, 2));
    life.take(3);
    await life.settle(all);
    expectSound();
  });

  it('tells of no head, and delivers nothing, that a power cut can take back', async () => {
    await life.start();
    life.isAway = true;
    life.take(1);
    await life.settle((outbox) => outbox.syncedSeq() === 1);
    let isHeld = true;
    const { sync } = OutboxFiles.prototype;
    jest.spyOn(OutboxFiles.prototype, 'sync').mockImplementation(async function (
      this: OutboxFiles,
    ) {
      while (isHeld) await new Promise((resolve) => setImmediate(resolve));
      await sync.call(this);
    });
    life.take(3);
    await life.turn(20, 100);
    life.isAway = false;
    await life.turn(200, 100);
    expect([life.log.size, life.promised.size]).toEqual([1, 1]);
    isHeld = false;
    await life.settle(all);
    expectSound();
    expect(life.promised.size).toBe(3);
  });

  it('begins another count where a line is damaged, and gives no fact twice', async () => {
    life.isAway = true;
    await life.start();
    for (let count = 0; count < 3; count += 1) {
      life.take(1);
      await life.settle((outbox) => outbox.syncedSeq() === outbox.takenSeq());
    }
    await life.close();
    const text = await readFile(await life.newest(), 'utf8');
    await writeFile(await life.newest(), text.replace('call-000002', 'call-000009'));
    // Its facts are known over a second start, too, before they were given again.
    for (let start = 0; start < 2; start += 1) {
      await life.start(false);
      await life.close();
    }
    life.isAway = false;
    await life.start();
    await life.settle(all);
    expect(life.faults).toEqual([]);
    const places = [...life.log].map(([name, { log, n, source }]) => [name, log, n, source.id]);
    const ids = places.map(([, , , id]) => id);
    expect(places.map(([name, log, n]) => [name, log, n])).toEqual([
      ['1/0', 'beta', 1],
      ['3/0', 'beta', 2],
      ['2/0', 'acme', 1],
    ]);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('gives each client its entry of a fact that tore off amid them', async () => {
    const body = { type: 'fact.told', fact: 'centre.applied', entry: 'setting', says: {} } as const;
    const { clientId: _none, ...name } = completed(1);
    const filling = Array.from({ length: 199 }, (_, factIndex) => ({ ...name, factIndex, body }));
    const told = [{}, { clientId: 'acme' }, { clientId: 'beta' }];
    const all = [...filling, ...told.map((whose) => ({ ...name, factIndex: 199, ...whose, body }))];
    const given: string[] = [];
    const clock = new TurnedClock();
    const settings = { folder, clock, notify: () => undefined };
    const away = Object.assign(new Error('away'), { code: '57P01' });
    const one = await DiskOutbox.open({ ...settings, deliver: () => Promise.reject(away) });
    one.take(all, 1);
    await one.close();
    const lines = [...linesOf(await readFile(await life.newest()))];
    await truncate(await life.newest(), lines.at(-2)?.end);
    const deliver = async (entries: readonly DeliveredEntry[]) => {
      for (const { factIndex, sealed } of entries) given.push(`${factIndex} ${sealed?.log}`);
    };
    const two = await DiskOutbox.open({ ...settings, deliver });
    expect(two.takenSeq()).toBe(0);
    two.take(all, 1);
    while (given.length < all.length) {
      clock.turn(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await two.close();
    expect(given.slice(199)).toEqual(['199 operations', '199 acme', '199 beta']);
  });

  it('goes on as the same source though the disk took the header in two parts', async () => {
    const { files } = await OutboxFiles.open(folder);
    const probe = await open(join(folder, 'probe'), 'w');
    const { write } = Object.getPrototypeOf(probe);
    const part = jest.spyOn(Object.getPrototypeOf(probe), 'write');
    part.mockImplementationOnce(function (this: unknown, bytes) {
      return write.call(this, bytes, 0, 9, 0);
    });
    await files.rotate({ seq: 4, begunAt: 1, mark: '00c0ffee', heads: new Map() });
    await files.close();
    await probe.close();
    const again = await OutboxFiles.open(folder);
    expect(again.resumed).toMatchObject({ mark: '00c0ffee', takenSeq: 4, isDamaged: false });
    await again.files.close();
  });

  it('leaves no half begun segment behind on a full disk', async () => {
    const { files } = await OutboxFiles.open(folder);
    const start = { seq: 4, begunAt: 1, mark: '00c0ffee', heads: new Map() };
    await files.rotate(start);
    const probe = await open(join(folder, 'probe'), 'w');
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    jest.spyOn(Object.getPrototypeOf(probe), 'datasync').mockImplementation(async function (
      this: typeof probe,
    ) {
      if ((await this.stat()).size > 0 && (await readdir(folder)).length > 2) throw full;
    });
    await expect(files.rotate({ ...start, seq: 5 })).rejects.toBe(full);
    expect((await readdir(folder)).sort()).toEqual(['outbox-00000001.ndjson', 'probe']);
    await probe.close();
    await files.close();
  });

  it('begins another count where what was delivered is lost', async () => {
    await life.start();
    life.take(3);
    await life.settle(all);
    await life.close();
    const [first] = [...life.log.values()];
    life.log.clear();
    const text = await readFile(await life.newest(), 'utf8');
    await truncate(await life.newest(), text.indexOf('\n') + 1);
    await life.start();
    await life.settle(all);
    const ids = new Set([...life.log.values()].map(({ source }) => source.id));
    expect(ids.size).toBe(1);
    expect(ids).not.toContain(first?.source.id);
  });

  it('brings what an earlier release took unsealed, and seals from then on', async () => {
    const old = [
      encodeLine({ seq: 0, begunAt: 1, entries: [] }),
      encodeLine({ seq: 1, entries: [completed(1)] }),
    ];
    await writeFile(join(folder, 'outbox-00000001.ndjson'), Buffer.concat(old));
    const given: DeliveredEntry[] = [];
    const clock = new TurnedClock();
    const outbox = await DiskOutbox.open({
      ...{ folder, clock, notify: () => undefined },
      deliver: async (entries) => void given.push(...entries),
    });
    expect(outbox.takenSeq()).toBe(1);
    outbox.take([completed(2)], 2);
    while (given.length < 2) {
      clock.turn(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await outbox.close();
    expect(given.map(({ seq, sealed }) => [seq, sealed?.n])).toEqual([
      [1, undefined],
      [2, 1],
    ]);
  });
});
