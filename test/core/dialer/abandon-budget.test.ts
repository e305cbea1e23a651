import fc from 'fast-check';
import {
  allowsOneMore,
  type BudgetWindow,
  roomAfterOneMore,
} from '../../../src/core/dialer/abandon-budget';
import {
  callsToPlace,
  newPacingMemory,
  observe,
  type PacingLimits,
} from '../../../src/core/dialer/pacing';

const window: BudgetWindow = {
  regime: 'us-ftc',
  limitPct: 3,
  drops: 0,
  denominator: 100,
  counts: 'answers',
};
const none = { dropsAtMost: 0, answersAtLeast: 0 };

/** Law 5 in other words: whole numbers of ten thousandths, one comparison. */
const keepsLaw5 = (one: BudgetWindow, inFlight: typeof none): boolean => {
  const sure = one.denominator + (one.counts === 'answers' ? inFlight.answersAtLeast : 0);
  return Math.round(one.limitPct * 100) * sure >= 10_000 * (one.drops + inFlight.dropsAtMost + 1);
};

const anyWindow = fc.record({
  regime: fc.constant('x'),
  limitPct: fc.integer({ min: 1, max: 500 }).map((hundredths) => hundredths / 100),
  drops: fc.integer({ min: 0, max: 100 }),
  denominator: fc.integer({ min: 0, max: 5_000 }),
  counts: fc.constantFrom('answers' as const, 'attempts' as const),
});
const anyFlight = fc.record({
  dropsAtMost: fc.integer({ min: 0, max: 30 }),
  answersAtLeast: fc.integer({ min: 0, max: 60 }),
});

describe('the abandon budget', () => {
  it('lets the 34th answer pay for the first risk at 3 %', () => {
    expect(allowsOneMore([{ ...window, denominator: 33 }], none)).toBe(false);
    expect(allowsOneMore([{ ...window, denominator: 34 }], none)).toBe(true);
  });

  it('counts the worst of what is in flight, and sure answers only where answers count', () => {
    const inFlight = { dropsAtMost: 1, answersAtLeast: 40 };
    const short = { ...window, denominator: 60 };
    expect(allowsOneMore([short], { ...inFlight, answersAtLeast: 0 })).toBe(false);
    expect(allowsOneMore([short], inFlight)).toBe(true);
    expect(allowsOneMore([{ ...short, counts: 'attempts' }], inFlight)).toBe(false);
  });

  it('needs room in every window', () => {
    const strict = { ...window, regime: 'uk-ofcom', limitPct: 0.5 };
    expect(allowsOneMore([window, strict], none)).toBe(false);
    expect(allowsOneMore([], none)).toBe(true);
  });

  const agrees = (candidate: typeof allowsOneMore): boolean =>
    fc.check(
      fc.property(anyWindow, anyFlight, (one, inFlight) => {
        // Where it is exactly even, thousandths may round either way.
        fc.pre(Math.abs(roomAfterOneMore(one, inFlight)) > 1e-9);
        return candidate([one], inFlight) === keepsLaw5(one, inFlight);
      }),
      { numRuns: 2_000, seed: 5 },
    ).failed === false;

  it('is law 5', () => expect(agrees(allowsOneMore)).toBe(true));

  it.each<[string, (one: BudgetWindow, inFlight: typeof none) => boolean]>([
    ['forgets the line itself', (one, flight) => roomAfterOneMore(one, flight) + 1 >= 0],
    ['forgets lines in flight', (one) => roomAfterOneMore(one, none) >= 0],
    [
      'takes attempts for answers',
      (one, flight) => roomAfterOneMore({ ...one, counts: 'answers' }, flight) >= 0,
    ],
    [
      'forgets the drops so far',
      (one, flight) => roomAfterOneMore({ ...one, drops: 0 }, flight) >= 0,
    ],
  ])('the check catches a policy that %s', (_, mutant) => {
    expect(agrees(([one], flight) => mutant(one as BudgetWindow, flight))).toBe(false);
  });

  it('holds the policy to reserved agents while there is no room, and it says so', () => {
    const memory = newPacingMemory();
    for (let n = 0; n < 300; n += 1) {
      const [at, line] = [n * 1_000, `l${n}`];
      observe(memory, { kind: 'launched', at, line });
      observe(memory, { kind: 'connected', at, agent: 'a' });
      observe(memory, { kind: 'failed', at: at + 900, line, result: 'busy' });
    }
    const floor = { at: 1e6, agents: 10, idle: 3, waiting: [], ringing: [] };
    const limits: PacingLimits = {
      mode: 'predictive',
      linesPerAgentMax: 5,
      abandonTargetPct: 3,
      connectLimitMs: 2_000,
      ringTimeoutMs: 20_000,
      budgets: [{ ...window, denominator: 1_000 }],
    };
    const free = callsToPlace(floor, memory, limits);
    expect(free.lines).toBeGreaterThan(3);
    expect(free.reservedOnly).toBe(false);
    const bound = callsToPlace(floor, memory, {
      ...limits,
      mode: 'ratio',
      ratio: 3,
      budgets: [{ ...window, denominator: 20 }],
    });
    expect(bound).toMatchObject({ lines: 3, reservedOnly: true, reasons: { bound: 'budget' } });
  });
});
