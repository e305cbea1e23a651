import fc from 'fast-check';
import type { QueueConfig } from '../../src/core/centre';
import type { Fact } from '../../src/core/fact';
import { AGENT_RULES } from '../../src/core/queue/agent-rule';
import { idleForDialing } from '../../src/core/queue/reserve';
import type { World } from '../../src/core/world';
import { idlePairs } from '../law/idle-pairs';
import { isFree } from '../law/pair-oracle';
import { readyIn } from '../law/reserve-oracle';
import {
  AGENTS,
  floorCentre,
  type Happening,
  ObedientFloor,
  type QueueName,
  WRAP_UP_MS,
} from './obedient-floor';
import { runs } from './runs';

/** Mistakes that users of the field's systems live with, each as a property with its name. */

const pick = fc.nat({ max: 1_000 });
const of = <T extends Happening['do']>(what: T) => fc.constant(what);

/** Mostly: a floor on which everybody is on break shows nothing. */
const isThere = fc.constantFrom(true, true, true, false);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ do: of('call'), pick, person: fc.nat({ max: 3 }) }),
  },
  { weight: 30, arbitrary: fc.record({ do: of('answer'), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: of('refuse'),
      pick,
      cause: fc.constantFrom('no-answer' as const, 'busy' as const),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: of('hang-up'), pick }) },
  { weight: 12, arbitrary: fc.record({ do: of('agent-ends'), pick }) },
  { weight: 4, arbitrary: fc.record({ do: of('lose'), pick }) },
  { weight: 6, arbitrary: fc.record({ do: of('transfer'), pick }) },
  { weight: 4, arbitrary: fc.record({ do: of('wrapped'), pick }) },
  { weight: 3, arbitrary: fc.record({ do: of('remove'), pick }) },
  { weight: 4, arbitrary: fc.record({ do: of('phone'), pick }) },
  { weight: 16, arbitrary: fc.record({ do: of('status'), pick, isThere }) },
  { weight: 15, arbitrary: fc.record({ do: of('pass'), ms: fc.nat({ max: 12_000 }) }) },
);

const queue: fc.Arbitrary<Partial<QueueConfig>> = fc.record(
  {
    chooseAgent: fc.uniqueArray(fc.constantFrom(...AGENT_RULES), { minLength: 1, maxLength: 3 }),
    sticky: fc.record({
      holdMs: fc.constantFrom(0, 5_000, 15_000),
      rememberMs: fc.constant(600_000),
    }),
    ringMax: fc.integer({ min: 1, max: 4 }),
    reserve: fc.nat({ max: 3 }),
  },
  { requiredKeys: [] },
);

const day = fc.array(happening, { minLength: 40, maxLength: 120, size: 'max' });
const RUNS = runs(40);

/** A floor on which anything may happen; `look` sees each state of it. */
function holds(
  look: (floor: ObedientFloor) => void,
  atEnd: (floor: ObedientFloor) => void = () => undefined,
  queues: fc.Arbitrary<readonly Partial<QueueConfig>[]> = fc.tuple(queue, queue, queue),
): void {
  fc.assert(
    fc.property(queues, day, (changes, happenings) => {
      const floor = new ObedientFloor(floorCentre(changes), look);
      for (const next of happenings) floor.run(next);
      atEnd(floor);
    }),
    RUNS,
  );
}

const agentOf = (floor: ObedientFloor, legId: string): string =>
  floor.model.devices.get(legId) ?? '';

test('double reservation: no agent is given to two callers, no caller to two agents', () => {
  holds(({ s }) => {
    const talkers = new Map<string, string>();
    for (const call of s.world.calls.values()) {
      const taken = call.agentId === undefined ? [] : [call.agentId];
      for (const agentId of [...taken, ...call.offers.map((offer) => offer.agentId)]) {
        expect([agentId, talkers.get(agentId)]).toEqual([agentId, undefined]);
        talkers.set(agentId, call.callId);
      }
    }
  });
});

test('ring-all: no phone is rung while it rings or is in a call', () => {
  holds((floor) => {
    const phones = floor.phones().map((legId) => agentOf(floor, legId));
    expect(phones.length).toBe(new Set(phones).size);
  });
});

test('stale reserved agent: when all callers are gone nobody is left in an offer or a call', () => {
  holds(
    () => undefined,
    (floor) => {
      floor.drain();
      const { agents, calls, legs } = floor.s.world;
      expect([calls.size, legs.size]).toEqual([0, 0]);
      for (const agent of agents.values()) {
        expect(agent).toMatchObject({ state: 'idle' });
        expect(agent.assignment).toBeUndefined();
      }
    },
  );
});

/** Since when each agent has been without work, from the facts alone. */
class IdleClock {
  readonly since = new Map<string, number>();
  private readonly last = new Map<string, { readonly status: string; readonly state: string }>();
  private seen = 0;

  take(facts: readonly Fact[]): void {
    for (const { body, at } of facts.slice(this.seen)) {
      if (body.type !== 'agent.changed') continue;
      const last = this.last.get(body.agentId);
      // Both change at once where somebody was taken out while a phone rang, and is there again.
      const wasOffered = last?.state === 'offered' && last.status === body.status;
      if (body.state === 'idle' && !wasOffered) this.since.set(body.agentId, at);
      this.last.set(body.agentId, body);
    }
    this.seen = facts.length;
  }
}

test('wrong longest-idle: transfers, failed offers and breaks leave the true order', () => {
  const clocks = new WeakMap<ObedientFloor, IdleClock>();
  const plain = fc.constant([{}, {}, {}]);
  holds(
    (floor) => {
      const clock = clocks.get(floor) ?? new IdleClock();
      clocks.set(floor, clock);
      clock.take(floor.s.facts);
      for (const { agentId, status, state, idleSince } of floor.s.world.agents.values()) {
        if (status !== 'available' || state !== 'idle') continue;
        expect([agentId, idleSince]).toEqual([agentId, clock.since.get(agentId)]);
      }
    },
    (floor) => {
      const { s } = floor;
      for (const agentId of AGENTS) floor.setStatus(agentId, 'available');
      floor.drain();
      const idle = idleForDialing(s.world);
      const before = s.all('offer.made').length;
      floor.run({ do: 'call', pick: 0, person: 9 });
      const [chosen] = s.all('offer.made').slice(before);
      expect(chosen?.agentId).toBe(idle[0]);
    },
    plain,
  );
});

test("wrap-up is not ended early by another queue's call, nor by any other thing", () => {
  holds(
    () => undefined,
    (floor) => {
      floor.drain();
      const began = new Map<string, number>();
      const queueOf = new Map<string, QueueName>();
      for (const { body, at, cause } of floor.s.facts) {
        if (body.type === 'offer.made') queueOf.set(body.agentId, body.queueId as QueueName);
        if (body.type !== 'agent.changed') continue;
        const { agentId, state } = body;
        const since = began.get(agentId);
        if (state === 'wrap-up') began.set(agentId, since ?? at);
        else if (since !== undefined) {
          began.delete(agentId);
          const wrapUpMs = WRAP_UP_MS[queueOf.get(agentId) ?? 'sales'];
          const isWished = cause.reason === 'agent.wrap-up-end-requested';
          expect([state, isWished || at - since >= wrapUpMs]).toEqual(['idle', true]);
        }
      }
    },
  );
});

test('agent removed while offered: the caller is served by others, and the agent is gone', () => {
  holds(
    ({ s }) => {
      for (const { callId, offers } of s.world.calls.values()) {
        for (const { agentId } of offers) {
          expect([callId, s.world.agents.get(agentId)?.assignment?.callId]).toEqual([
            callId,
            callId,
          ]);
        }
      }
    },
    (floor) => {
      floor.drain();
      const named = floor.s.world.centre.agents.map(({ agentId }) => agentId).sort();
      expect([...floor.s.world.agents.keys()].sort()).toEqual(named);
      const ended = floor.s.all('record.completed').length;
      expect(ended).toBe(floor.s.all('call.offered').length);
    },
  );
});

const keeping = fc.record({ reserve: fc.nat({ max: 4 }), ringMax: fc.integer({ min: 1, max: 3 }) });
const reserves = fc.tuple(keeping, keeping, keeping);

test('reserves: no caller is left waiting whom an idle agent may have, whatever is kept', () => {
  holds(({ s }) => expect(idlePairs(s.world)).toEqual([]), undefined, reserves);
});

/** How many idle agents a queue may still need. */
const needOf = ({ contacts }: World, { queueId, reserve = 0 }: QueueConfig): number =>
  reserve +
  [...contacts.values()].filter((one) => one.phase === 'waiting' && one.queueId === queueId).length;

test('dialing takes nobody whom a queue needs, and everybody whom none needs', () => {
  holds(
    ({ s: { world } }) => {
      const taken = new Set(idleForDialing(world));
      const short = new Set<string>();
      for (const one of world.centre.queues) {
        const ready = readyIn(world, one);
        const left = ready.filter((agentId) => !taken.has(agentId));
        const need = needOf(world, one);
        expect(left.length).toBeGreaterThanOrEqual(Math.min(ready.length, need));
        if (left.length <= need) for (const agentId of left) short.add(agentId);
      }
      const idle = [...world.agents.values()].filter((agent) => isFree(world, agent));
      for (const { agentId } of idle) {
        const isUnreachable = world.switches.get('pbx')?.unreachable.has(agentId) ?? true;
        expect(taken.has(agentId) || short.has(agentId) || isUnreachable).toBe(true);
      }
    },
    undefined,
    reserves,
  );
});
