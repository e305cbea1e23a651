import { Bare } from './calls/bare';
import { middleRate, Stage } from './calls/stage';
import { ThroughEngine } from './calls/through-engine';
import { type Bench, quantile, round } from './frame/bench';

const WINDOW = 20;

/**
 * Calls a second through a real Asterisk, each with a SIP caller and a SIP agent: answered, music,
 * the agent called, both joined, hung up. The same callers go through a bare loop and through the
 * engine with its journal on the disk.
 */
export const run: Bench = async ({ quick, note }) => {
  const calls = quick ? 600 : 5_000;
  const stage = await Stage.start(3 * WINDOW);
  try {
    const bare = middleRate(await stage.run(new Bare(), calls, WINDOW));
    note(`bare: ${round(bare, 1)} calls a second`);
    const engine = new ThroughEngine();
    const ours = middleRate(await stage.run(engine, calls, WINDOW));
    note(`engine: ${round(ours, 1)} calls a second`);
    return {
      switch: 'asterisk',
      calls,
      window: WINDOW,
      callsPerSecond: round(ours, 1),
      bareCallsPerSecond: round(bare, 1),
      ratio: round(ours / bare, 2),
      bridgeDelayP99Ms: round(quantile(Float64Array.from(engine.bridgeDelaysMs), 0.99), 2),
      residentMb: Math.round(engine.residentMb),
    };
  } finally {
    await stage.stop();
  }
};
