import type { Fact } from '../../src/core/fact';
import type { Input } from '../../src/core/input';
import type { RoutingWatch } from '../../src/core/queue/routing-watch';
import { step } from '../../src/core/step';
import type { World } from '../../src/core/world';
import type { Core } from '../../src/engine/core';
import { DecisionRecorder } from '../../src/engine/decision-recorder';
import type { WhyMoment } from '../../src/engine/facade/why-view';
import { liveCore } from '../../src/engine/live-core';
import { simulateDay } from './simulated-day';

const BOUNDS = { agentsMax: 3 };

/** Has each call of one world explained while the day goes on. */
class Explainers {
  offers = 0;
  readonly faults: string[] = [];
  private readonly recorders = new Map<string, DecisionRecorder>();

  step(world: World, input: Input) {
    const stepped = step(world, input, this.watch());
    for (const [callId, recorder] of this.recorders) {
      recorder.take(world, { input, facts: stepped.facts });
      for (const { body } of stepped.facts)
        if (body.type === 'offer.made' && body.callId === callId)
          this.judge(
            body,
            recorder.moments.findLast(({ agentId, kind }) => {
              return kind === 'offer-made' && agentId === body.agentId;
            }),
          );
      if (recorder.ended) this.close(callId, recorder);
    }
    return stepped;
  }

  private watch(): RoutingWatch {
    return {
      beforeRouting: (turn) => {
        for (const { body } of turn.facts)
          if (body.type === 'call.offered')
            this.recorders.set(body.callId, new DecisionRecorder(body.callId, BOUNDS));
        for (const recorder of this.recorders.values()) recorder.beforeRouting(turn);
      },
      beforeOffer: (world, contact, agent) => {
        for (const recorder of this.recorders.values()) recorder.beforeOffer(world, contact, agent);
      },
    };
  }

  /** The one whom the report says was chosen is the one who was rung, and nothing forbade it. */
  private judge(offer: Extract<Fact['body'], { type: 'offer.made' }>, moment?: WhyMoment): void {
    this.offers += 1;
    const [first] = moment?.groups ?? [];
    const isRight =
      moment?.kind === 'offer-made' &&
      moment.waitedMs === offer.waitedMs &&
      moment.chosen?.agentId === offer.agentId &&
      first?.clause === null &&
      first.agents[0]?.agentId === offer.agentId &&
      first.count === moment.chosen.eligible;
    if (!isRight) this.faults.push(`${offer.callId}: ${JSON.stringify(moment)}`);
  }

  /** Law 3 as a reader sees it: nobody who was eligible was left to no one. */
  private close(callId: string, { moments }: DecisionRecorder): void {
    this.recorders.delete(callId);
    for (const moment of moments) {
      const { kind, verdict, preferred, seq } = moment;
      if (kind !== 'agent-free' || verdict?.clause !== null || preferred) continue;
      const isServed = moments.some((one) => one.kind === 'offer-made' && one.seq === seq);
      if (!isServed) this.faults.push(`${callId}: ${moment.agentId} is left at seq ${seq}`);
    }
  }
}

/** Every offer of a day is explained by the agent who was rung, with no clause. */
export async function explainsADay(calls: number, offersLeast: number): Promise<void> {
  const size = { seed: 7, calls, faults: calls / 20, restarts: 2 };
  const byWorld = new Map<World, Explainers>();
  const core: Core<World> = {
    ...liveCore,
    step: (world, input) => {
      const explainers = byWorld.get(world) ?? new Explainers();
      byWorld.set(world, explainers);
      return explainers.step(world, input);
    },
  };
  const outcome = await simulateDay({ ...size, core });
  expect(outcome.broken).toEqual([]);
  expect([...byWorld.values()].flatMap(({ faults }) => faults)).toEqual([]);
  const offers = [...byWorld.values()].reduce((sum, one) => sum + one.offers, 0);
  expect(offers).toBeGreaterThan(offersLeast);
  // Looking on changes nothing.
  expect(await simulateDay({ ...size, core: liveCore })).toEqual(outcome);
}
