import { abandonRate, describeFormula, NO_OUTCOMES } from '../../../src/core/dialer/abandon-rate';

const DAY = 86_400_000;
const rate = (
  formula: Parameters<typeof abandonRate>[0],
  counts: Partial<typeof NO_OUTCOMES>,
  falsePositivePct = 0,
) => abandonRate(formula, { ...NO_OUTCOMES, ...counts }, { windowMs: DAY, falsePositivePct });

describe('what a regime calls the abandon rate', () => {
  it('without machine detection, drops are shared out as the answers that agents heard', () => {
    const found = rate('uk-no-amd', { dropped: 29, humansToAgents: 9, machinesToAgents: 7 });
    expect(found).toMatchObject({ numerator: 16.3125, denominator: 25.3125, windowMs: DAY });
    expect(found.ratePct.toFixed(2)).toBe('64.44');
  });

  it('counts people connected late as abandoned in the United States', () => {
    const counts = { dropped: 2, liveLate: 1, liveInTime: 97, attempts: 400, machinesDetected: 50 };
    expect(rate('us', counts)).toMatchObject({ numerator: 3, denominator: 100, ratePct: 3 });
  });

  it('adds people taken for machines in the United Kingdom', () => {
    const counts = { dropped: 2, liveInTime: 96, machinesDetected: 40 };
    expect(rate('uk-amd', counts, 5)).toMatchObject({ numerator: 4, denominator: 100, ratePct: 4 });
    expect(rate('uk-amd', counts, 0)).toMatchObject({ numerator: 2, denominator: 98 });
  });

  it('is of all attempts in the German code: 3 % of these may be 10 % of the people', () => {
    const counts = { attempts: 1000, dropped: 30, liveInTime: 270 };
    expect(rate('attempts', counts)).toMatchObject({
      numerator: 30,
      denominator: 1000,
      ratePct: 3,
    });
    expect(rate('us', counts).ratePct).toBe(10);
  });

  it('is 0 of nothing, and never better for machines while no person was heard', () => {
    expect(rate('us', {}).ratePct).toBe(0);
    expect(rate('attempts', {}).ratePct).toBe(0);
    expect(rate('uk-no-amd', { dropped: 3 }).ratePct).toBe(100);
    const few = rate('uk-no-amd', { dropped: 3, machinesToAgents: 7 });
    const more = rate('uk-no-amd', { dropped: 3, machinesToAgents: 7, humansToAgents: 1 });
    expect(few.ratePct).toBe(30);
    expect(more.ratePct).toBeLessThan(few.ratePct);
  });

  it('is printed with its article', () => {
    expect(describeFormula('us')).toContain('16 CFR 310.4(b)(1)(iv) and (b)(4)(i)');
    expect(describeFormula('attempts')).toContain('of all attempts');
  });
});
