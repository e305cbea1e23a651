import fc from 'fast-check';
import { choice } from './random-choice';
import { partyRequest } from './random-party';

const pick = fc.nat({ max: 1_000 });

/** What can happen next; numbers choose among what is there at the time. */
export const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('offer' as const) }) },
  { weight: 40, arbitrary: fc.record({ do: fc.constant('obey' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), pick }) },
  { weight: 50, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('double' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), pick }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('answer' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('finish' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fall' as const), pick }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('digit' as const),
      pick,
      digit: fc.constantFrom('1', '1', '1', '2', '3', '6', '7', '8', '9', '#'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick,
      cause: fc.constantFrom('normal' as const, 'no-answer' as const, 'busy' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: 20_000 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      pick,
      status: fc.constantFrom('available' as const, 'available' as const, 'on-break' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retrieve' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hangup' as const), pick }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('ask' as const), pick, ask: partyRequest }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('log-out' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extend' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      pick,
      verb: fc.constantFrom('start' as const, 'pause' as const, 'resume' as const, 'stop' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('seal' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outage' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('audit' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('hours' as const), ms: fc.nat({ max: 60_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('apply' as const),
      pick,
      choice,
    }),
  },
);

const flush = fc.record({ do: fc.constant('flush' as const) });
const pickUp = fc.record({ do: fc.constant('pick-up' as const), pick });
const asked = fc.record({ do: fc.constant('ask' as const), pick, ask: partyRequest });

/** Mostly people who ask, phones that are answered, and a network in order. */
export const conversation = fc.oneof(
  { weight: 40, arbitrary: happening },
  { weight: 40, arbitrary: asked },
  { weight: 40, arbitrary: flush },
  { weight: 25, arbitrary: pickUp },
);

const does = <T extends string>(verb: T) => fc.record({ do: fc.constant(verb), pick });
const key = fc.constantFrom('1', '1', '1', '6', '6', '9', '9', '#', '#', '2');

/** Mostly callers who would rather not wait: they ask to be called back, or leave a message. */
export const reluctance = fc.oneof(
  { weight: 25, arbitrary: happening },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('offer' as const) }) },
  { weight: 70, arbitrary: flush },
  { weight: 25, arbitrary: does('finish' as const) },
  { weight: 40, arbitrary: fc.record({ do: fc.constant('digit' as const), pick, digit: key }) },
  { weight: 6, arbitrary: pickUp },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: 9_000 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      pick,
      status: fc.constantFrom('available' as const, 'on-break' as const),
    }),
  },
  { weight: 4, arbitrary: does('cancel' as const) },
  { weight: 2, arbitrary: does('hangup' as const) },
  { weight: 2, arbitrary: does('crash' as const) },
  { weight: 2, arbitrary: does('outage' as const) },
);

type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Happening = Made<typeof conversation> | Made<typeof reluctance>;
