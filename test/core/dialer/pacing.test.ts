import {
  callsToPlace,
  newPacingMemory,
  type PacingLimits,
  type PacingSnapshot,
} from '../../../src/core/dialer/pacing';

const limits: PacingLimits = {
  mode: 'predictive',
  linesPerAgentMax: 3,
  abandonTargetPct: 3,
  connectLimitMs: 2_000,
  ringTimeoutMs: 20_000,
  budgets: [],
};

const floor: PacingSnapshot = { at: 0, agents: 5, idle: 2, waiting: [], ringing: [] };

describe('pacing', () => {
  it('dials one line for each free agent in mode progressive', () => {
    const asked = { ...limits, mode: 'progressive' as const };
    expect(callsToPlace(floor, newPacingMemory(), asked).lines).toBe(2);
    const ringing = { ...floor, ringing: [{ ageMs: 1_000 }] };
    expect(callsToPlace(ringing, newPacingMemory(), asked).lines).toBe(1);
  });

  it('dials nothing without agents', () => {
    const empty = { ...floor, agents: 0, idle: 0 };
    expect(callsToPlace(empty, newPacingMemory(), limits)).toMatchObject({
      lines: 0,
      reasons: { bound: 'no-agents' },
    });
  });
});
