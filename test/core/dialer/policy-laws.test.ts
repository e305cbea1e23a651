import fc from 'fast-check';
import * as rate from '../../../src/core/dialer/abandon-rate';
import * as ledger from '../../../src/core/dialer/outcome-ledger';
import { afterAttempt } from '../../../src/core/dialer/retry';
import { anyDays, anyTried, ledgerFaults, retryFaults } from '../../law/policy-laws';
import { runs } from '../../property/runs';

describe('what came of attempts', () => {
  it('is summed over a window so that no rate is told lower than it is', () => {
    fc.assert(
      fc.property(anyDays, (days) => {
        expect(ledgerFaults({ ...ledger, ...rate }, days)).toEqual([]);
      }),
      runs(1000),
    );
  });
});

describe('calling again', () => {
  it('keeps to numbers that are left, to gaps, to caps and to a no', () => {
    fc.assert(
      fc.property(anyTried, (tried) => {
        expect(retryFaults(afterAttempt, tried)).toEqual([]);
      }),
      runs(2000),
    );
  });
});
