import type { Fact, FactBody } from '../../../src/core/fact';
import { canonicalText } from './canonical-text';

const TOLD: readonly FactBody[] = [
  { type: 'switch.up', switchId: 's', version: '20.1' },
  { type: 'call.answered', callId: 'a' },
  offerFailed({ callId: 'a', contactId: 'x' }),
  { type: 'call.answered', callId: 'b' },
  offerFailed({ callId: 'b', contactId: 'y' }),
];

function offerFailed(fields: { callId: string; contactId: string }): FactBody {
  const where = { queueId: 'q', agentId: 'anna' };
  return { type: 'offer.failed', ...fields, ...where, reason: 'phone-busy', cause: 'busy' };
}

const facts = (bodies: readonly FactBody[], at = 0): Fact[] =>
  bodies.map((body, seq) => ({
    schema: 1,
    engineId: 'e',
    epoch: 1,
    seq,
    factIndex: 0,
    at: at + seq,
    cause: { actor: 'test', reason: 'switch.event' },
    body,
  }));

/** With one fact in place of the one at this index. */
const changed = (index: number, body: FactBody): FactBody[] => TOLD.with(index, body);

describe('the canonical text of facts', () => {
  const text = canonicalText(facts(TOLD));

  it('is the same at another time, with other ids and on another version', () => {
    const other = changed(0, { type: 'switch.up', switchId: 's', version: '1.11' });
    const renamed = JSON.parse(
      JSON.stringify(other).replace(/"callId":"/g, '"callId":"other-'),
    ) as FactBody[];
    expect(canonicalText(facts(renamed, 5000))).toBe(text);
  });

  it.each<[string, FactBody[]]>([
    [
      'another cause',
      changed(2, {
        ...offerFailed({ callId: 'a', contactId: 'x' }),
        cause: 'rejected',
      } as FactBody),
    ],
    ['a fact of the other call', changed(4, offerFailed({ callId: 'a', contactId: 'y' }))],
    ['another order', [...TOLD].reverse()],
    ['a fact less', TOLD.slice(1)],
    ['a fact twice', [...TOLD, ...TOLD.slice(-1)]],
  ])('shows %s', (_, bodies) => {
    expect(canonicalText(facts(bodies))).not.toBe(text);
  });
});
