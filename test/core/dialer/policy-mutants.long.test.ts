import { join } from 'node:path';
import fc from 'fast-check';
import * as rate from '../../../src/core/dialer/abandon-rate';
import * as gate from '../../../src/core/dialer/gate';
import * as ledger from '../../../src/core/dialer/outcome-ledger';
import * as retry from '../../../src/core/dialer/retry';
import { gateFaults } from '../../law/gate-laws';
import { anyDays, anyTried, ledgerFaults, retryFaults } from '../../law/policy-laws';
import { type Mutation, mutantFolder } from '../../simulation/mutant';
import { POLICY_MUTATIONS } from './policy-mutations';
import { anyAttempt } from './random-attempt';

type Policy = typeof rate & typeof gate & typeof ledger & typeof retry;

/** Compiling a core with a mistake in it takes a second on a busy machine. */
jest.setTimeout(60_000);

const SAMPLE = { seed: 20261122, numRuns: 3000 };
const ATTEMPTS = fc.sample(anyAttempt, SAMPLE);
const DAYS = fc.sample(anyDays, SAMPLE);
const TRIED = fc.sample(anyTried, SAMPLE);

/** The first thing that the laws have to say of a policy. */
const complaint = (policy: Policy): string | undefined =>
  firstOf(ATTEMPTS, (one) => gateFaults(policy.gate, one)) ??
  firstOf(DAYS, (one) => ledgerFaults(policy, one)) ??
  firstOf(TRIED, (one) => retryFaults(policy.afterAttempt, one)) ??
  workedExample(policy);

function firstOf<T>(all: readonly T[], faults: (one: T) => readonly string[]): string | undefined {
  for (const one of all) {
    const [fault] = faults(one);
    if (fault) return fault;
  }
  return undefined;
}

/** What a formula itself says cannot be told from sums: a known figure has to come out. */
function workedExample({ abandonRate, NO_OUTCOMES }: Policy): string | undefined {
  const options = { windowMs: 1, falsePositivePct: 5 };
  const uk = { ...NO_OUTCOMES, dropped: 29, humansToAgents: 9, machinesToAgents: 7 };
  const us = { ...NO_OUTCOMES, dropped: 2, liveLate: 1, liveInTime: 97 };
  const amd = { ...NO_OUTCOMES, dropped: 2, liveInTime: 96, machinesDetected: 40 };
  const found = [
    abandonRate('uk-no-amd', uk, options).ratePct.toFixed(2),
    abandonRate('us', us, options).ratePct.toFixed(2),
    abandonRate('uk-amd', amd, options).ratePct.toFixed(2),
  ].join();
  return found === '64.44,3.00,4.00' ? undefined : found;
}

function mutant(mutation: Mutation): Policy {
  const folder = mutantFolder(mutation);
  const part = (name: string): Policy => require(join(folder, 'core/dialer', name)) as Policy;
  return {
    ...part('abandon-rate.js'),
    ...part('gate.js'),
    ...part('outcome-ledger.js'),
    ...part('retry.js'),
  };
}

it('the laws find nothing in what is there', () => {
  expect(complaint({ ...rate, ...gate, ...ledger, ...retry })).toBeUndefined();
});

test.each(POLICY_MUTATIONS)('caught: $name', (mutation) => {
  expect(complaint(mutant(mutation))).toBeDefined();
});
