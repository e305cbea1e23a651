import { type Bench, quantile, round } from './frame/bench';
import { Dice } from './frame/dice';
import { benchCentre } from './routing/centre';
import { Floor } from './routing/floor';

const SKILLS = 500;
const QUEUES = 500;
const AGENTS = 10_000;
const WAITING_PER_AGENT = 0.2;

/**
 * What one input costs in `step()`: 10,000 agents, 500 skills, 2,000 waiting callers, nine
 * agents in ten busy. `growth1kTo10k` is the cost of an input there over the cost with a tenth of
 * the agents and callers.
 */
export const run: Bench = async ({ seed, quick, note }) => {
  const inputs = quick ? 100_000 : 500_000;
  const small = measure({ agents: AGENTS / 10, inputs, seed });
  note(`1,000 agents: ${round(small.meanUs, 2)} us an input`);
  const large = measure({ agents: AGENTS, inputs, seed });
  note(`10,000 agents: ${round(large.meanUs, 2)} us an input, worst ${round(large.worstUs, 0)} us`);
  return {
    agents: AGENTS,
    skills: SKILLS,
    waiting: large.waiting,
    busyPct: round(large.busyPct, 1),
    inputs,
    inputsPerSecond: Math.round(1e6 / large.meanUs),
    stepP99Us: round(large.p99Us, 1),
    growth1kTo10k: round(large.meanUs / small.meanUs, 2),
  };
};

interface Load {
  readonly agents: number;
  readonly inputs: number;
  readonly seed: number;
}

function measure({ agents, inputs, seed }: Load) {
  const dice = new Dice(seed);
  const centre = benchCentre({ agents, skills: SKILLS, queues: QUEUES }, dice);
  const floor = new Floor(centre, dice);
  const waiting = agents * WAITING_PER_AGENT;
  floor.fill(waiting);
  floor.work(Math.floor(inputs / 5), waiting);
  floor.work(inputs, waiting);
  const durations = floor.durationsUs;
  const meanUs = durations.reduce((sum, value) => sum + value, 0) / durations.length;
  const p99Us = quantile(durations, 0.99);
  const busy = [...floor.world.agents.values()].filter((agent) => agent.state !== 'idle').length;
  const busyPct = (100 * busy) / agents;
  const worstUs = durations.at(-1) ?? Number.NaN;
  return { meanUs, p99Us, worstUs, busyPct, waiting: floor.waiting() };
}
