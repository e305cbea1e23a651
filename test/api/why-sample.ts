import type { WhyMoment, WhyReport } from '../../src/engine/facade/why-view';

const AT = Date.UTC(2026, 10, 23, 8, 58);
const a103 = { agentId: 'a103', providerId: 'rheinruf' };
const a201 = { agentId: 'a201', providerId: 'baltic-voice' };
const a202 = { agentId: 'a202', providerId: 'baltic-voice' };

const moment = (over: Partial<WhyMoment>): WhyMoment => ({
  kind: 'queued',
  at: AT,
  seq: 40,
  cause: { actor: 'switch:main', reason: 'leg.digit' },
  queueId: 'nordlicht-booking',
  requirement: 'booking>=3',
  priority: 0,
  queuedAt: AT,
  waitedMs: 0,
  groups: [],
  ...over,
});

/** A call of nordlicht that waits, is outvoted by stadtwerke, and is offered to a201. */
export const whySample = (callId: string): WhyReport => ({
  callId,
  contactId: 'contact-1',
  clientId: 'nordlicht',
  offeredAt: AT,
  endedAt: AT + 90_000,
  result: 'connected',
  build: 'b1',
  isSameBuild: true,
  omitted: 0,
  moments: [
    moment({
      groups: [
        { clause: 'state', count: 1, fitting: 1, agents: [{ ...a103, detail: 'talking' }] },
        { clause: 'status', count: 2, fitting: 1, agents: [a201, a202] },
      ],
    }),
    moment({
      kind: 'agent-free',
      seq: 44,
      cause: { actor: 'token:boss', reason: 'agent.status-requested' },
      ...a103,
      verdict: { clause: null },
      preferred: {
        callId: 'call-9',
        clientId: 'stadtwerke',
        queueId: 'stadtwerke-outage',
        ...a103,
        priority: 5,
        queuedAt: AT,
        scoreMs: 3_010_000,
        ownScoreMs: 24_000,
        rule: 'priority',
      },
    }),
    moment({
      kind: 'offer-failed',
      seq: 48,
      ...a202,
      reason: 'ring-no-answer',
    }),
    moment({
      kind: 'offer-made',
      seq: 50,
      ...a201,
      chosen: {
        ...a201,
        strategy: 'best-rated',
        idleMs: 4_000,
        eligible: 2,
        scores: [{ rule: 'best-rated', figure: 4.25, next: 3.75 }],
      },
      groups: [{ clause: null, count: 1, fitting: 1, agents: [{ ...a201, idleMs: 4_000 }] }],
    }),
  ],
});
