import { type Bench, quantile, round } from './frame/bench';
import { Dice } from './frame/dice';
import { benchCentre } from './routing/centre';
import { compare } from './routing/compare';
import { Floor } from './routing/floor';

const SKILLS = 500;
const QUEUES = 500;
const AGENTS = 10_000;
const WAITING_PER_AGENT = 0.2;
/** How many days each policy lives through; on the bigger ones some 22,000 people call. */
const DAYS = 10;
const QUICK_DAYS = 1;
/** Inputs that are measured together. */
const STRETCH = 25_000;

/**
 * What one input costs in `step()`: 10,000 agents, 500 skills, 2,000 waiting callers, nine
 * agents in ten busy, two queues in three with alternatives. `growth1kTo10k` is the cost of an
 * input there over the cost with a tenth of the agents and callers. The quietest stretch of a run
 * counts: other work on the machine only ever makes one worse. With `--compare` policies of other
 * systems and ours live through the same days: see routing/compare.ts.
 */
export const run: Bench = async ({ seed, quick, compare: compares = false, note }) => {
  const stretches = quick ? (compares ? 2 : 5) : 20;
  const small = measure({ agents: AGENTS / 10, stretches, seed });
  note(`1,000 agents: ${small.meansUs.join(' ')} us an input`);
  const large = measure({ agents: AGENTS, stretches, seed });
  note(`10,000 agents: ${large.meansUs.join(' ')} us an input`);
  return {
    agents: AGENTS,
    skills: SKILLS,
    waiting: large.waiting,
    busyPct: round(large.busyPct, 1),
    inputs: stretches * STRETCH,
    inputsPerSecond: Math.round(1e6 / large.meanUs),
    stepP99Us: round(large.p99Us, 1),
    growth1kTo10k: round(large.meanUs / small.meanUs, 2),
    ...(compares && { rows: compare({ seed, days: quick ? QUICK_DAYS : DAYS, note }) }),
  };
};

interface Load {
  readonly agents: number;
  readonly stretches: number;
  readonly seed: number;
}

function measure({ agents, stretches, seed }: Load) {
  const dice = new Dice(seed);
  const centre = benchCentre({ agents, skills: SKILLS, queues: QUEUES }, dice);
  const floor = new Floor(centre, dice);
  const waiting = agents * WAITING_PER_AGENT;
  floor.fill(waiting);
  floor.work(STRETCH, waiting);
  const measured = Array.from({ length: stretches }, () => {
    floor.work(STRETCH, waiting);
    const durations = floor.durationsUs;
    const meanUs = durations.reduce((sum, value) => sum + value, 0) / durations.length;
    return { meanUs, p99Us: quantile(durations, 0.99) };
  });
  const quietest = measured.reduce((best, one) => (one.meanUs < best.meanUs ? one : best));
  const busy = [...floor.world.agents.values()].filter((agent) => agent.state !== 'idle').length;
  return {
    ...quietest,
    meansUs: measured.map(({ meanUs }) => round(meanUs, 1)),
    busyPct: (100 * busy) / agents,
    waiting: floor.waiting(),
  };
}
