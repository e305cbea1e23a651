import type { CallRecord } from '../../src/port/call-record';
import { Sealer } from '../../src/store/ledger/sealer';
import type { DeliveredEntry } from '../../src/store/outbox-line';

const BEGUN_AT = Date.UTC(2026, 0, 5, 9);
const CALLERS = 20_000;

/** Records of calls as an engine gives them to its outbox, sealed as the outbox does it. */
export class CallFacts {
  private readonly sealer: Sealer;
  private count = 0;

  constructor(
    private readonly clients: readonly string[],
    private readonly epoch: number,
  ) {
    this.sealer = new Sealer(`0badcaf${epoch}`, new Map());
  }

  take(count: number): DeliveredEntry[] {
    const facts = Array.from({ length: count }, () => {
      this.count += 1;
      const number = this.epoch * 10_000_000 + this.count;
      const record = callRecord(number, this.clients[this.count % this.clients.length] ?? '');
      const fact = { engineId: 'bench', epoch: this.epoch, seq: this.count, factIndex: 0 };
      const body = { type: 'record.completed' as const, record };
      const cause = { actor: 'engine', reason: 'ended' };
      return { ...fact, at: record.endedAt, clientId: record.clientId, cause, body };
    });
    return this.sealer.seal(facts);
  }
}

/** A call that waited, talked and was held. */
function callRecord(number: number, clientId: string): CallRecord {
  const callId = `call-${number}`;
  const at = BEGUN_AT + number * 40;
  const agent = { agentId: `agent-${number % 200}`, providerId: 'nord' };
  const leg = { legId: `${callId}-agent`, role: 'agent' as const };
  return {
    ...{ schema: 1, callId, contactId: `${callId}-contact`, clientId, direction: 'inbound' },
    ...{ switchId: 'pbx-1', legId: `${callId}-customer`, flowId: 'main', queueId: 'sales' },
    ...{ ani: `+4930${5_550_000 + (number % CALLERS)}`, dnis: '+498001234', ...agent },
    ...{ offeredAt: at, answeredAt: at + 1000, queuedAt: at + 5000, connectedAt: at + 25_000 },
    ...{ endedAt: at + 85_000, queueMs: 20_000, talkMs: 50_000, holdMs: 10_000 },
    ...{ result: 'connected', endedBy: 'caller', cause: 'normal' },
    raw: { q850: 16, text: 'Normal Clearing' },
    variables: { language: 'de' },
    segments: [
      { index: 0, kind: 'offered', startedAt: at, endedAt: at + 1000 },
      { index: 1, kind: 'ivr', startedAt: at + 1000, endedAt: at + 5000, flowId: 'main' },
      { index: 2, kind: 'queue', startedAt: at + 5000, endedAt: at + 25_000, queueId: 'sales' },
      { index: 3, kind: 'talk', startedAt: at + 25_000, endedAt: at + 75_000, ...agent },
      { index: 4, kind: 'hold', startedAt: at + 75_000, endedAt: at + 85_000, ...agent },
    ],
    parties: [{ ...leg, ...agent, kind: 'talk', startedAt: at + 25_000, endedAt: at + 75_000 }],
  } as CallRecord;
}
