import fc from 'fast-check';
import { gate } from '../../../src/core/dialer/gate';
import { GATE_CLAUSES } from '../../../src/core/dialer/gate-clause';
import { gateFaults } from '../../law/gate-laws';
import { runs } from '../../property/runs';
import { anyAttempt } from './random-attempt';

describe('law 6: no lead is dialed against the rules', () => {
  it('passes what nobody can object to alone, and tells the first clause and its end', () => {
    fc.assert(
      fc.property(anyAttempt, (subject) => {
        expect(gateFaults(gate, subject)).toEqual([]);
      }),
      runs(2000),
    );
  });

  // Attempts that are all refused for the same reason would prove nothing.
  it('is asked about attempts of every kind', () => {
    const seen = new Map<string, number>();
    for (const { attempt, rules } of fc.sample(anyAttempt, { seed: 7, numRuns: 3000 })) {
      const clause = gate(attempt, rules)?.clause ?? 'allowed';
      seen.set(clause, (seen.get(clause) ?? 0) + 1);
    }
    expect(seen.get('allowed')).toBeGreaterThan(60);
    expect(seen.get('window-closed')).toBeGreaterThan(60);
    expect(seen.size).toBe(GATE_CLAUSES.length + 1);
  });
});
