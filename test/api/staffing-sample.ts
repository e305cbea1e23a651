import type { StaffingView } from '../../src/engine/facade';

/** 36 calls in the last hour of four minutes each, for three agents. */
export const staffingSample = (queueId: string, clientId: string, at: number): StaffingView => ({
  queueId,
  clientId,
  from: at - 3_600_000,
  at,
  observed: {
    offered: 36,
    answered: 32,
    answeredInTime: 27,
    abandoned: 4,
    answeredWaitMs: 640_000,
    waitMs: 840_000,
    handled: 31,
    busyMs: 7_440_000,
  },
  goal: { serviceLevel: 0.8, withinMs: 20_000 },
  agents: { onDuty: 4, shared: 2, effective: 2.9 },
  demand: { arrivalsPerHour: 36, handleMs: 240_000, patienceMs: 210_000, load: 2.4 },
  needed: 4,
  forecasts: [
    {
      agents: 3,
      waitProbability: 0.44,
      serviceLevel: 0.612,
      answeredWaitMs: 45_000,
      abandonment: 0.11,
      occupancy: 0.71,
    },
    {
      agents: 4,
      waitProbability: 0.2,
      serviceLevel: 0.841,
      answeredWaitMs: null,
      abandonment: 0.04,
      occupancy: 0.57,
    },
  ],
});
