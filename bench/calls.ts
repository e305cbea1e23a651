import { AsteriskPlace } from './calls/asterisk/asterisk-place';
import type { Contender, FigureKeys } from './calls/contender';
import { FreeswitchPlace } from './calls/freeswitch/freeswitch-place';
import type { OpenPlace, SwitchName } from './calls/place';
import { type Score, Stage } from './calls/stage';
import type { ThroughEngine } from './calls/through-engine';
import { type Bench, quantile, round } from './frame/bench';

const WINDOW = 20;

const PLACES: Readonly<Record<SwitchName, OpenPlace>> = {
  asterisk: AsteriskPlace.open,
  freeswitch: FreeswitchPlace.open,
};

/** What one contender came to, round by round. */
interface Row {
  readonly name: string;
  readonly keys: FigureKeys;
  readonly scores: Score[];
}

/**
 * Calls a second through a real switch, each with a SIP caller and a SIP agent: answered, music,
 * the agent called, both joined, hung up. The same callers go through a bare loop and through the
 * engine with its journal on the disk, and on Asterisk also through the engine with AMI and
 * through `ari-client`; they take turns in being first, and the best round of each counts, since
 * other work on the machine only ever makes a round worse.
 */
export const run: Bench = async ({ switch: name = 'asterisk', quick, note }) => {
  const [rounds, calls] = quick ? [2, 180] : [4, 900];
  const engines: ThroughEngine[] = [];
  const rows = new Map<string, Row>();
  for (let turn = 0; turn < rounds; turn += 1) {
    const stage = await Stage.start(PLACES[name], { agents: 3 * WINDOW, note });
    try {
      const { engine, others } = stage.place.contenders();
      engines.push(engine);
      for (const contender of rotated([engine, ...others], turn)) {
        const score = await stage.run(contender, calls, WINDOW);
        note(`${contender.name}: ${JSON.stringify(rounded(score))}`);
        const row = rows.get(contender.name) ?? rowOf(contender);
        row.scores.push(score);
        rows.set(contender.name, row);
      }
    } finally {
      await stage.stop();
    }
  }
  return { switch: name, calls, window: WINDOW, ...figures([...rows.values()], name, engines) };
};

const rowOf = ({ name, keys }: Contender): Row => ({ name, keys, scores: [] });

const rotated = (contenders: readonly Contender[], turn: number): readonly Contender[] => {
  const first = turn % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
};

const rounded = ({ callsPerSecond, nodeMsPerCall, switchMsPerCall }: Score): Score => ({
  callsPerSecond: round(callsPerSecond, 1),
  nodeMsPerCall: round(nodeMsPerCall, 2),
  switchMsPerCall: switchMsPerCall === undefined ? undefined : round(switchMsPerCall, 2),
});

/** Each figure from the round that was best in it. */
const bestOf = (scores: readonly Score[]): Score =>
  rounded({
    callsPerSecond: Math.max(...scores.map((score) => score.callsPerSecond)),
    nodeMsPerCall: Math.min(...scores.map((score) => score.nodeMsPerCall)),
    switchMsPerCall: leastOf(scores.flatMap((score) => score.switchMsPerCall ?? [])),
  });

const leastOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.min(...values);

function figures(rows: readonly Row[], switchName: SwitchName, engines: readonly ThroughEngine[]) {
  const bests = rows.map(({ name, keys, scores }) => ({ name, keys, best: bestOf(scores) }));
  const bare = bests.find(({ name }) => name === 'bare')?.best.callsPerSecond ?? Number.NaN;
  const delays = engines.map((engine) => Float64Array.from(engine.bridgeDelaysMs));
  return {
    ...Object.fromEntries(
      bests.map(({ keys, best }) => [keys.callsPerSecond, best.callsPerSecond]),
    ),
    ...Object.fromEntries(
      bests.flatMap(({ keys: { ratio }, best }) =>
        ratio === undefined ? [] : [[ratio, round(best.callsPerSecond / bare, 2)]],
      ),
    ),
    processorMsPerCall: Object.fromEntries(
      bests.map(({ keys, best: { nodeMsPerCall: node, switchMsPerCall } }) => [
        keys.processor,
        { node, [switchName]: switchMsPerCall },
      ]),
    ),
    bridgeDelayP99Ms: round(Math.min(...delays.map((each) => quantile(each, 0.99))), 2),
    // Of the first round: nothing else has been loaded by then.
    residentMb: Math.round(engines[0]?.residentMb ?? Number.NaN),
  };
}
