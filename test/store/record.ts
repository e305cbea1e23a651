import type { CallRecord } from '../../src/port/call-record';
import type { OutboxEntry } from '../../src/port/stores';

const OFFERED_AT = Date.UTC(2026, 0, 5, 9);

/** A call that waited 20 s, talked 60 s and was held for 10 of them; `number` makes it its own. */
export function callRecord(number: number, over: Partial<CallRecord> = {}): CallRecord {
  const callId = over.callId ?? `call-${String(number).padStart(6, '0')}`;
  const at = over.offeredAt ?? OFFERED_AT + number * 1000;
  const agent = { agentId: 'anna', providerId: 'nord' };
  const leg = { legId: `${callId}-agent`, role: 'agent' as const };
  return {
    schema: 1,
    callId,
    contactId: `${callId}-contact`,
    clientId: 'acme',
    direction: 'inbound',
    switchId: 'pbx-1',
    legId: `${callId}-customer`,
    ani: '+4930123456',
    dnis: '+498001234',
    flowId: 'main',
    queueId: 'sales',
    ...agent,
    offeredAt: at,
    answeredAt: at + 1000,
    queuedAt: at + 5000,
    connectedAt: at + 25_000,
    endedAt: at + 85_000,
    queueMs: 20_000,
    talkMs: 50_000,
    holdMs: 10_000,
    result: 'connected',
    endedBy: 'caller',
    cause: 'normal',
    raw: { q850: 16, text: 'Normal Clearing' },
    variables: { language: 'de' },
    segments: [
      { index: 0, kind: 'offered', startedAt: at, endedAt: at + 1000 },
      { index: 1, kind: 'ivr', startedAt: at + 1000, endedAt: at + 5000, flowId: 'main' },
      { index: 2, kind: 'queue', startedAt: at + 5000, endedAt: at + 25_000, queueId: 'sales' },
      { index: 3, kind: 'talk', startedAt: at + 25_000, endedAt: at + 75_000, agentId: 'anna' },
      { index: 4, kind: 'hold', startedAt: at + 75_000, endedAt: at + 85_000, agentId: 'anna' },
    ],
    parties: [
      {
        ...{ ...leg, legId: `${callId}-first`, agentId: 'ben', providerId: 'sued' },
        ...{ kind: 'ring', startedAt: at + 6000, endedAt: at + 9000, outcome: 'no-answer' },
      },
      { ...leg, ...agent, kind: 'talk', startedAt: at + 25_000, endedAt: at + 75_000 },
    ],
    ...over,
  };
}

/** The fact that carries it; seq is the number, so each is a fact of its own. */
export const completed = (number: number, over: Partial<CallRecord> = {}): OutboxEntry => {
  const record = callRecord(number, over);
  const fact = { engineId: 'engine-1', epoch: 1, seq: number, factIndex: 0 };
  const body = { type: 'record.completed' as const, record };
  return { ...fact, at: record.endedAt, clientId: record.clientId, body };
};

export const supplemented = (number: number, callId: string): OutboxEntry => ({
  ...{ engineId: 'engine-1', epoch: 1, seq: number, factIndex: 0, at: OFFERED_AT + number },
  clientId: 'acme',
  body: {
    type: 'record.supplemented',
    callId,
    supplement: {
      ...{ kind: 'wrap-up', agentId: 'anna', startedAt: OFFERED_AT, endedAt: OFFERED_AT + 9 },
    },
  },
});
