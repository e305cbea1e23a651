import { comparisonLine, halfWidth, judge } from './confidence';
import {
  againstPriority,
  convexCosts,
  delayEstimateRatio,
  nModelWaits,
  poolingGain,
  ratioOfWaits,
} from './theory-limits';

jest.setTimeout(600_000);

const SEEDS = Math.max(20, Number(process.env['LEITSTAND_THEORY_SEEDS'] ?? 20));
const EFFORT = { seeds: SEEDS, calls: 3_000 };

test('priority in one pool: exactly the waits of theory', () => {
  const comparisons = againstPriority(10, [3, 5], EFFORT);
  process.stdout.write(`${comparisons.map(comparisonLine).join('\n')}\n`);
  expect(judge(comparisons).refuted).toEqual([]);
});

test('two skills an agent do nearly what all skills do, and much more than one', () => {
  const { alone, chained, pooled } = poolingGain(EFFORT);
  process.stdout.write(`${[alone, pooled].map(comparisonLine).join('\n')}\n`);
  process.stdout.write(`two skills each: seen ${chained.mean} +- ${halfWidth(chained, 0.05)}\n`);
  expect(judge([alone, pooled]).refuted).toEqual([]);
  const gain = (chained.mean - alone.seen.mean) / (pooled.seen.mean - alone.seen.mean);
  expect(gain).toBeGreaterThan(0.75);
  expect(gain).toBeLessThan(1.05);
});

test('the N waits longer than a pool and less long than two groups apart', () => {
  const { none, some, full } = nModelWaits(EFFORT);
  process.stdout.write(`waits in ms: apart ${none}, N ${some}, pool ${full}\n`);
  expect(some).toBeLessThan(none);
  expect(some).toBeGreaterThan(full);
});

test('the last wait is half as good an estimate as the length of the line, as in theory', () => {
  const ratio = delayEstimateRatio(20, 19, { seeds: SEEDS, calls: 10_000 });
  process.stdout.write(`mean squared error, LES / QL: ${ratio}\n`);
  expect(Math.abs(ratio - 2)).toBeLessThan(0.3);
});

test('the generalised c-mu rule costs less than first come first served at convex cost', () => {
  const { rule, fcfs } = convexCosts({ seeds: SEEDS, calls: 2_000 });
  process.stdout.write(`squares of waits: deadline ${rule}, longest wait ${fcfs}\n`);
  expect(rule).toBeLessThan(fcfs);
});

test('queues whose waits count by their targets keep these in step, the better the bigger', () => {
  const [small, big] = [5, 40].map((servers) =>
    ratioOfWaits(servers, { seeds: SEEDS, calls: 2_000 }),
  ) as [number, number];
  process.stdout.write(`waits, 60 s / 20 s: ${small} with 5 agents, ${big} with 40; aim 3\n`);
  expect(Math.abs(big - 3)).toBeLessThan(Math.abs(small - 3));
});
