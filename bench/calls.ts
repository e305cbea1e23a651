import { AriClientWire } from './calls/ari-client-wire';
import { PlainLoop } from './calls/plain-loop';
import { middleRate, Stage } from './calls/stage';
import { ThroughEngine } from './calls/through-engine';
import { WebSocketWire } from './calls/web-socket-wire';
import { type Bench, quantile, round } from './frame/bench';

const WINDOW = 20;

/**
 * Calls a second through a real Asterisk, each with a SIP caller and a SIP agent: answered, music,
 * the agent called, both joined, hung up. The same callers go through a bare loop, through the
 * engine with its journal on the disk, and through `ari-client`; they take turns in being first,
 * and the best round of each counts, since other work on the machine only ever makes a round worse.
 */
export const run: Bench = async ({ quick, note }) => {
  const [rounds, calls] = quick ? [2, 300] : [5, 1_500];
  const engines: ThroughEngine[] = [];
  const best = new Map<string, number>();
  for (let turn = 0; turn < rounds; turn += 1) {
    const engine = new ThroughEngine();
    engines.push(engine);
    const bare = new PlainLoop(new WebSocketWire());
    const library = new PlainLoop(new AriClientWire());
    const contenders = [engine, bare, library, engine, bare].slice(turn % 3, (turn % 3) + 3);
    const stage = await Stage.start(3 * WINDOW);
    try {
      for (const contender of contenders) {
        const rate = middleRate(await stage.run(contender, calls, WINDOW));
        note(`${contender.name}: ${round(rate, 1)} calls a second`);
        best.set(contender.name, Math.max(rate, best.get(contender.name) ?? 0));
      }
    } finally {
      await stage.stop();
    }
  }
  return figures(best, engines, calls);
};

function figures(best: ReadonlyMap<string, number>, engines: ThroughEngine[], calls: number) {
  const rate = (name: string) => round(best.get(name) ?? Number.NaN, 1);
  const delays = engines.map((engine) => Float64Array.from(engine.bridgeDelaysMs));
  const [bare, ours] = [rate('bare'), rate('engine')];
  return {
    switch: 'asterisk',
    calls,
    window: WINDOW,
    callsPerSecond: ours,
    bareCallsPerSecond: bare,
    ariClientCallsPerSecond: rate('ari-client'),
    ratio: round(ours / bare, 2),
    bridgeDelayP99Ms: round(Math.min(...delays.map((each) => quantile(each, 0.99))), 2),
    // Of the first round: nothing else has been loaded by then.
    residentMb: Math.round(engines[0]?.residentMb ?? Number.NaN),
  };
}
