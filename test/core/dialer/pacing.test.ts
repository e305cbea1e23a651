import fc from 'fast-check';
import {
  callsToPlace,
  newPacingMemory,
  observe,
  type PacingLimits,
  type PacingMemory,
  type PacingSnapshot,
} from '../../../src/core/dialer/pacing';

const limits: PacingLimits = {
  mode: 'predictive',
  linesPerAgentMax: 4,
  abandonTargetPct: 3,
  connectLimitMs: 2_000,
  ringTimeoutMs: 20_000,
  budgets: [],
};

const floor: PacingSnapshot = { at: 0, agents: 5, idle: 2, waiting: [], ringing: [] };
const large: PacingSnapshot = { ...floor, agents: 20, idle: 8 };

/** A memory of `count` lines of which every third was answered, with room in the budget. */
function learnt(count = 300): PacingMemory {
  const memory = newPacingMemory();
  for (let n = 0; n < count; n += 1) {
    const [line, agent, at] = [`l${n}`, `a${n}`, n * 30_000];
    observe(memory, { kind: 'launched', at, line, listId: 'a' });
    if (n % 3 > 0) {
      observe(memory, { kind: 'failed', at: at + 20_000, line, result: 'no-answer' });
      continue;
    }
    observe(memory, { kind: 'answered', at: at + 8_000, line });
    observe(memory, { kind: 'connected', at: at + 8_000, agent });
    observe(memory, { kind: 'talk-ended', at: at + 20_000, agent });
    observe(memory, { kind: 'wrap-ended', at: at + 28_000, agent });
  }
  return memory;
}

const busy = fc.record({
  phase: fc.constantFrom('talk' as const, 'wrap-up' as const),
  elapsedMs: fc.integer({ min: 0, max: 900_000 }),
});
const ringing = fc.record({
  ageMs: fc.integer({ min: 0, max: 25_000 }),
  listId: fc.constantFrom('a', 'b'),
});
const anyFloor = fc
  .record({
    idle: fc.integer({ min: 0, max: 30 }),
    busy: fc.array(busy, { maxLength: 30 }),
    ringing: fc.array(ringing, { maxLength: 40 }),
    waiting: fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 3 }),
  })
  .map((parts) => ({ at: 1e7, agents: parts.idle + parts.busy.length, ...parts }));

const memory = learnt();

describe('pacing', () => {
  it('dials one line for each free agent in mode progressive', () => {
    const asked = { ...limits, mode: 'progressive' as const };
    expect(callsToPlace(floor, memory, asked).lines).toBe(2);
    const rings = { ...floor, ringing: [{ ageMs: 1_000 }] };
    expect(callsToPlace(rings, memory, asked).lines).toBe(1);
    expect(callsToPlace({ ...floor, waiting: [100] }, memory, asked).lines).toBe(1);
  });

  it('dials so many lines for each free agent in mode ratio', () => {
    const asked = { ...limits, mode: 'ratio' as const, ratio: 1.5 };
    expect(callsToPlace(floor, memory, asked)).toMatchObject({
      lines: 3,
      reasons: { bound: 'mode' },
    });
  });

  it('dials nothing without agents', () => {
    expect(callsToPlace({ ...floor, agents: 0, idle: 0 }, memory, limits)).toMatchObject({
      lines: 0,
      reasons: { bound: 'no-agents' },
    });
  });

  it('dials for reserved agents only until it has seen what comes of lines', () => {
    expect(callsToPlace(floor, newPacingMemory(), limits)).toMatchObject({
      lines: 2,
      reasons: { bound: 'few-outcomes' },
    });
    expect(callsToPlace(large, memory, limits).lines).toBeGreaterThan(8);
  });

  it('dials ahead for agents who are about to be free, and not for those who began to talk', () => {
    const almost = {
      ...floor,
      idle: 0,
      busy: Array(5).fill({ phase: 'wrap-up', elapsedMs: 7_500 }),
    };
    const begun = { ...floor, idle: 0, busy: Array(5).fill({ phase: 'talk', elapsedMs: 0 }) };
    expect(callsToPlace(almost, memory, limits).lines).toBeGreaterThan(0);
    expect(callsToPlace(begun, memory, limits).lines).toBe(0);
  });

  it('dials fewer after drops', () => {
    const dropped = learnt();
    const before = callsToPlace(large, dropped, limits);
    for (let n = 0; n < 8; n += 1) observe(dropped, { kind: 'dropped', at: 1e7 });
    const after = callsToPlace(large, dropped, limits);
    expect(after.lines).toBeLessThan(before.lines);
    expect(after.reasons.threshold).toBeLessThan(before.reasons.threshold);
    expect(after.reasons.budgetLeft).toBeLessThan(0);
  });

  it('dials for free agents only once more was dropped than allowed', () => {
    const dropped = learnt();
    for (let n = 0; n < 8; n += 1) observe(dropped, { kind: 'dropped', at: 1e7 });
    expect(callsToPlace(large, dropped, limits)).toMatchObject({
      lines: 8,
      reasons: { bound: 'spent' },
    });
  });

  it('keeps more in hand when drops once came in a burst', () => {
    const [spread, burst] = [learnt(900), learnt(900)];
    const answers = (of: PacingMemory, count: number) => {
      for (let n = 0; n < count; n += 1) {
        observe(of, { kind: 'connected', at: 3e7, agent: `more ${n}` });
      }
    };
    const drop = (of: PacingMemory) => observe(of, { kind: 'dropped', at: 3e7 });
    for (let n = 0; n < 8; n += 1) {
      drop(spread);
      answers(spread, 40);
      drop(burst);
    }
    answers(burst, 320);
    const after = [spread, burst].map((one) => callsToPlace(large, one, limits).reasons);
    expect(after[1]?.budgetLeft).toBeCloseTo(after[0]?.budgetLeft as number, 1);
    expect(after[1]?.threshold).toBeLessThan(0.8 * (after[0]?.threshold as number));
  });

  it('believes a bad first minute, but not blindly', () => {
    const unlucky = newPacingMemory();
    for (let n = 0; n < 20; n += 1) {
      const at = n < 10 ? 0 : 20_000;
      observe(unlucky, { kind: 'launched', at, line: `l${n}` });
    }
    for (let n = 0; n < 20; n += 1) {
      const at = n < 10 ? 20_000 : 40_000;
      observe(unlucky, { kind: 'failed', at, line: `l${n}`, result: 'no-answer' });
    }
    const idle = { ...floor, at: 40_000, agents: 10, idle: 10 };
    const { lines, reasons } = callsToPlace(idle, unlucky, { ...limits, linesPerAgentMax: 10 });
    expect(reasons.answerChance).toBeGreaterThan(0.05);
    expect(lines).toBeLessThan(40);
  });

  it('believes a list that suddenly answers', () => {
    const jumped = learnt();
    const before = callsToPlace(floor, jumped, limits).reasons.answerChance;
    for (let n = 0; n < 30; n += 1) {
      const [at, line] = [1e7 + n * 1_000, `j${n}`];
      observe(jumped, { kind: 'launched', at, line });
      observe(jumped, { kind: 'answered', at: at + 5_000, line });
    }
    expect(callsToPlace(floor, jumped, limits).reasons.answerChance).toBeGreaterThan(1.5 * before);
  });

  it('never goes over its caps, and tells why', () => {
    fc.assert(
      fc.property(anyFloor, fc.integer({ min: 0, max: 20 }), (snapshot, linesMax) => {
        const { lines, reasons, lookAgainInMs } = callsToPlace(snapshot, memory, {
          ...limits,
          linesMax,
        });
        expect(lines).toBeGreaterThanOrEqual(0);
        expect(lines).toBeLessThanOrEqual(linesMax);
        expect(lines).toBeLessThanOrEqual(
          Math.max(0, snapshot.agents * 4 - snapshot.ringing.length),
        );
        expect(reasons.bound).toMatch(/^[a-z-]+$/);
        expect(Object.values(reasons)).not.toContain(Number.NaN);
        expect(lookAgainInMs).toBeGreaterThan(0);
      }),
    );
  });

  it('dials no fewer lines in all when one more agent is free', () => {
    fc.assert(
      fc.property(anyFloor, (snapshot) => {
        const { agents, idle } = snapshot;
        const more = { ...snapshot, agents: agents + 1, idle: idle + 1 };
        const [now, then] = [snapshot, more].map((one) => callsToPlace(one, memory, limits).lines);
        expect(then).toBeGreaterThanOrEqual(now ?? 0);
      }),
    );
  });

  it('answers whatever it is given', () => {
    const wild = fc.oneof(fc.double(), fc.integer());
    fc.assert(
      fc.property(wild, wild, wild, wild, (agents, idle, ageMs, linesPerAgentMax) => {
        const snapshot = { ...floor, agents: Math.min(agents, 500), idle, ringing: [{ ageMs }] };
        const asked = { ...limits, linesPerAgentMax };
        expect(callsToPlace(snapshot, memory, asked).lines).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('decides the same from a memory that was written down and read again', () => {
    const thawed = JSON.parse(JSON.stringify(memory)) as PacingMemory;
    expect(thawed).toEqual(memory);
    fc.assert(
      fc.property(anyFloor, (snapshot) => {
        expect(callsToPlace(snapshot, thawed, limits)).toEqual(
          callsToPlace(snapshot, memory, limits),
        );
      }),
    );
  });

  it('takes counts where nothing more is known', () => {
    const counts = { ...floor, agents: 40, ringing: [{}, {}, {}] };
    expect(callsToPlace(counts, memory, limits).reasons.expectedFrees).toBeGreaterThan(0);
  });
});
