import { AriClientWire } from './calls/ari-client-wire';
import { PlainLoop } from './calls/plain-loop';
import { type Contender, type Score, Stage } from './calls/stage';
import { ThroughEngine } from './calls/through-engine';
import { WebSocketWire } from './calls/web-socket-wire';
import { type Bench, quantile, round } from './frame/bench';

const WINDOW = 20;

/**
 * Calls a second through a real Asterisk, each with a SIP caller and a SIP agent: answered, music,
 * the agent called, both joined, hung up. The same callers go through a bare loop, through the
 * engine with its journal on the disk (without AMI and with it), and through `ari-client`; they
 * take turns in being first, and the best round of each counts, since other work on the machine
 * only ever makes a round worse.
 */
export const run: Bench = async ({ quick, note }) => {
  const [rounds, calls] = quick ? [2, 180] : [4, 900];
  const engines: ThroughEngine[] = [];
  const scores = new Map<string, Score[]>();
  for (let turn = 0; turn < rounds; turn += 1) {
    const engine = new ThroughEngine(false);
    engines.push(engine);
    const bare = new PlainLoop(new WebSocketWire());
    const library = new PlainLoop(new AriClientWire());
    const contenders = [engine, bare, library, new ThroughEngine(true)];
    const stage = await Stage.start(3 * WINDOW);
    try {
      for (const contender of rotated(contenders, turn)) {
        const score = await stage.run(contender, calls, WINDOW);
        note(`${contender.name}: ${JSON.stringify(rounded(score))}`);
        scores.set(contender.name, [...(scores.get(contender.name) ?? []), score]);
      }
    } finally {
      await stage.stop();
    }
  }
  return figures(scores, engines, calls);
};

const rotated = (contenders: readonly Contender[], turn: number): readonly Contender[] => {
  const first = turn % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
};

const rounded = ({ callsPerSecond, nodeMsPerCall, asteriskMsPerCall }: Score): Score => ({
  callsPerSecond: round(callsPerSecond, 1),
  nodeMsPerCall: round(nodeMsPerCall, 2),
  asteriskMsPerCall: round(asteriskMsPerCall, 2),
});

/** Each figure from the round that was best in it. */
const bestOf = (scores: readonly Score[]): Score =>
  rounded({
    callsPerSecond: Math.max(...scores.map((score) => score.callsPerSecond)),
    nodeMsPerCall: Math.min(...scores.map((score) => score.nodeMsPerCall)),
    asteriskMsPerCall: Math.min(...scores.map((score) => score.asteriskMsPerCall)),
  });

function figures(
  scores: ReadonlyMap<string, readonly Score[]>,
  engines: readonly ThroughEngine[],
  calls: number,
) {
  const best = (name: string) => bestOf(scores.get(name) ?? []);
  const delays = engines.map((engine) => Float64Array.from(engine.bridgeDelaysMs));
  const [engine, bare, library] = [best('engine'), best('bare'), best('ari-client')];
  const witnessed = best('engine with AMI');
  return {
    switch: 'asterisk',
    calls,
    window: WINDOW,
    callsPerSecond: engine.callsPerSecond,
    bareCallsPerSecond: bare.callsPerSecond,
    ariClientCallsPerSecond: library.callsPerSecond,
    amiCallsPerSecond: witnessed.callsPerSecond,
    ratio: round(engine.callsPerSecond / bare.callsPerSecond, 2),
    amiRatio: round(witnessed.callsPerSecond / bare.callsPerSecond, 2),
    processorMsPerCall: {
      engine: processorOf(engine),
      bare: processorOf(bare),
      ariClient: processorOf(library),
      engineWithAmi: processorOf(witnessed),
    },
    bridgeDelayP99Ms: round(Math.min(...delays.map((each) => quantile(each, 0.99))), 2),
    // Of the first round: nothing else has been loaded by then.
    residentMb: Math.round(engines[0]?.residentMb ?? Number.NaN),
  };
}

const processorOf = ({ nodeMsPerCall: node, asteriskMsPerCall: asterisk }: Score) => ({
  node,
  asterisk,
});
