import fc from 'fast-check';
import { BLANK_CONTACT, type Contact, comparePlaces } from '../../src/core/contact/contact';
import { PlaceLines } from '../../src/core/queue/place-lines';
import { mayFall, scoreMs, URGENCY_CURVES, urgencyOf } from '../../src/core/queue/urgency';

const urgency = fc.record({
  curve: fc.constantFrom(...URGENCY_CURVES),
  weight: fc.constantFrom(0.1, 1, 3, 10),
  priorityWorthMs: fc.integer({ min: 0, max: 200_000 }),
  targetMs: fc.integer({ min: 1_000, max: 60_000 }),
});

const contacts = fc
  .array(
    fc.record({
      priority: fc.nat({ max: 3 }),
      queuedAt: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 90_000 })),
      stays: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((drawn) =>
    drawn.map(({ stays, ...rest }, n) => {
      const contact: Contact = { ...BLANK_CONTACT, contactId: `c${n}`, ...rest };
      return { contact, stays };
    }),
  );

test('counts and orders as a walk over all would, whatever waits count as', () => {
  fc.assert(
    fc.property(urgency, contacts, fc.integer({ min: 90_000, max: 900_000 }), (config, all, at) => {
      const bent = urgencyOf({ serviceLevelMs: 20_000, urgency: config });
      const score = ({ priority, queuedAt }: Contact): number =>
        scoreMs(bent, { priority, waitedMs: at - queuedAt, handleMs: 60_000 });
      const compare = (a: Contact, b: Contact) => score(b) - score(a) || comparePlaces(a, b);
      const isLate = ({ queuedAt }: Contact) => mayFall(bent) && at - queuedAt > bent.targetMs;
      const lines = new PlaceLines();
      for (const { contact, stays } of all) {
        const line = lines.insert(contact);
        if (!stays) line.remove(contact);
      }
      const left = all.filter(({ stays }) => stays).map(({ contact }) => contact);
      expect(lines.size).toBe(left.length);
      const inQueue = (a: Contact, b: Contact) =>
        a.priority === b.priority ? comparePlaces(a, b) : compare(a, b);
      expect([...lines.inOrder(inQueue)]).toEqual(byHeads(left, compare));
      for (const { contact } of all) {
        const before = left.filter((other) => compare(other, contact) < 0);
        expect(lines.countBefore(contact, compare, isLate)).toBe(before.length);
      }
    }),
  );
});

/** Who of those that nobody of the same priority stands before comes first, time and again. */
function byHeads(all: readonly Contact[], compare: (a: Contact, b: Contact) => number): Contact[] {
  const rest = [...all].sort(comparePlaces);
  const order: Contact[] = [];
  while (rest.length > 0) {
    const heads = rest.filter(
      ({ priority }, index) => rest.findIndex((one) => one.priority === priority) === index,
    );
    const [first] = heads.sort(compare);
    if (!first) break;
    order.push(first);
    rest.splice(rest.indexOf(first), 1);
  }
  return order;
}
