import type { Centre } from '../../src/core/centre';
import type { RecordingPolicy } from '../../src/core/recording/recording-policy';
import type { RecordingSupplement } from '../../src/port/call-record';
import { CENTRE, Scenario } from './scenario';

const ALL: RecordingPolicy = {
  mode: 'all',
  consent: 'none',
  lengthMaxMs: 3_600_000,
  pauseOnHold: false,
};

const recorded = (policy: Partial<RecordingPolicy> = {}, mayBeRecorded = true): Centre => ({
  ...CENTRE,
  agents: CENTRE.agents.map((agent) => ({ ...agent, mayBeRecorded })),
  queues: CENTRE.queues.map((queue) => ({ ...queue, recording: { ...ALL, ...policy } })),
});

/** A caller talks with Anna. */
class Talk extends Scenario {
  readonly caller: string;
  readonly agentLeg: string;

  constructor(policy: Partial<RecordingPolicy> = {}, mayBeRecorded = true) {
    super(recorded(policy, mayBeRecorded));
    this.logIn('anna');
    this.caller = this.queue();
    this.agentLeg = this.connect(this.caller);
  }

  get callId(): string {
    return this.all('call.offered')[0]?.callId ?? '';
  }

  get recordingId(): string {
    return this.last('record').recordingId;
  }

  started(): void {
    this.event({ type: 'recording.started', recordingId: this.recordingId });
  }

  request(verb: 'start' | 'pause' | 'resume' | 'stop') {
    return this.give({ type: `call.record-${verb}-requested`, callId: this.callId });
  }

  ended(reason: 'stopped' | 'finished' | 'failed' = 'stopped'): void {
    this.event({ type: 'recording.ended', recordingId: this.recordingId, reason, file: 'r.wav' });
  }

  seal(recordingId = this.recordingId): void {
    const seal = { sizeBytes: 1_000, audioMs: 900, sha256: 'ab'.repeat(32) };
    this.give({ type: 'recording.sealed', recordingId, ...seal });
  }

  get supplements(): RecordingSupplement[] {
    return this.all('record.supplemented').flatMap(({ supplement }) =>
      supplement.kind === 'recording' ? [supplement] : [],
    );
  }

  get refused(): (string | undefined)[] {
    return this.all('request.refused').map(({ refusal }) => refusal.code);
  }
}

test('from the joining to the end, then the hash stands in the record', () => {
  const s = new Talk();
  expect(s.last('record')).toMatchObject({ bridgeId: s.last('join').bridgeId });
  s.started();
  s.pass(30_000);
  s.end(s.caller);
  expect(s.last('stop-record').recordingId).toBe(s.recordingId);
  s.ended();
  expect(s.all('recording.ended')[0]).toMatchObject({ callId: s.callId, file: 'r.wav' });
  s.seal();
  expect(s.supplements).toEqual([
    expect.objectContaining({
      agentId: 'anna',
      providerId: 'north',
      queueId: 'sales',
      consent: expect.objectContaining({ how: 'not-asked', given: true }),
      pauses: [],
      file: 'r.wav',
      sha256: 'ab'.repeat(32),
    }),
  ]);
  expect(s.world.recordings.size).toBe(0);
});

test.each(['ask', 'announce'] as const)(
  'a caller who was not asked is not recorded (%s)',
  (consent) => {
    const s = new Talk({ consent });
    expect(s.sent('record')).toBe(0);
    expect(s.all('recording.refused')).toMatchObject([{ refusal: { code: 'CONSENT_MISSING' } }]);
    s.request('start');
    expect(s.refused).toEqual(['CONSENT_MISSING']);
  },
);

test('a caller who tells the agent so may be recorded, and the record says to whom', () => {
  const s = new Talk({ consent: 'ask', mode: 'on-demand' });
  s.give({ type: 'call.record-start-requested', callId: s.callId, consent: 'spoken' });
  expect(s.sent('record')).toBe(1);
  s.end(s.caller);
  const supplements = s.all('record.supplemented').map(({ supplement }) => supplement);
  expect(supplements).toContainEqual(
    expect.objectContaining({ kind: 'consent', given: true, how: 'spoken', agentId: 'anna' }),
  );
});

test('an agent who has not agreed is not recorded, whatever the caller says', () => {
  const s = new Talk({}, false);
  s.give({ type: 'call.record-start-requested', callId: s.callId, consent: 'spoken' });
  expect(s.sent('record')).toBe(0);
  expect(s.refused).toEqual(['AGENT_NOT_RECORDED']);
  expect(s.all('recording.consent')).toEqual([]);
});

test('silence while a card number is spoken, with its times in the record', () => {
  const s = new Talk();
  s.started();
  s.pass(1_000);
  const pausedAt = s.at;
  s.request('pause');
  expect(s.last('pause-record').recordingId).toBe(s.recordingId);
  s.event({ type: 'recording.paused', recordingId: s.recordingId });
  s.pass(5_000);
  s.request('resume');
  s.event({ type: 'recording.resumed', recordingId: s.recordingId });
  s.end(s.caller);
  s.ended();
  s.seal();
  expect(s.supplements[0]?.pauses).toEqual([{ startedAt: pausedAt, endedAt: pausedAt + 5_000 }]);
});

test('a recording whose talk ended while its pause was not heard of is stopped', () => {
  const s = new Talk();
  s.started();
  s.request('pause');
  s.end(s.caller);
  expect(s.sent('stop-record')).toBe(0);
  s.pass(10_000);
  expect(s.all('recording.pause-failed')).toHaveLength(1);
  expect(s.last('stop-record').recordingId).toBe(s.recordingId);
  s.ended();
  s.seal();
  expect(s.world.recordings.size).toBe(0);
});

test('a pause that is asked for before the recording has begun is not forgotten', () => {
  const s = new Talk();
  s.request('pause');
  expect(s.sent('pause-record')).toBe(0);
  s.started();
  expect(s.sent('pause-record')).toBe(1);
});

test('a recording that cannot be silenced is ended, and another begins on resume', () => {
  const s = new Talk();
  s.started();
  s.request('pause');
  const first = s.recordingId;
  const { commandId } = s.last('pause-record');
  s.event({ type: 'command.failed', commandId, code: 'UNSUPPORTED', detail: '' });
  expect(s.all('recording.pause-failed')).toHaveLength(1);
  expect(s.last('stop-record').recordingId).toBe(first);
  s.event({ type: 'recording.ended', recordingId: first, reason: 'stopped' });
  expect(s.sent('record')).toBe(1);
  s.request('resume');
  expect(s.sent('record')).toBe(2);
  expect(s.recordingId).not.toBe(first);
});

test('on hold silence is recorded where the queue wants it so', () => {
  const s = new Talk({ pauseOnHold: true });
  s.started();
  s.give({ type: 'call.hold-requested', callId: s.callId });
  const { bridgeId } = s.last('hold');
  s.event({ type: 'leg.left', legId: s.caller, bridgeId, reason: 'hold' });
  s.event({ type: 'recording.paused', recordingId: s.recordingId });
  s.give({ type: 'call.retrieve-requested', callId: s.callId });
  s.event({ type: 'leg.joined', legId: s.caller, bridgeId });
  expect(s.last('resume-record').recordingId).toBe(s.recordingId);
});

test('on demand: start, stop, start again makes two recordings', () => {
  const s = new Talk({ mode: 'on-demand' });
  expect(s.sent('record')).toBe(0);
  expect(s.request('pause')[0]?.body).toMatchObject({ refusal: { code: 'RECORDING_NONE' } });
  s.request('start');
  s.started();
  expect(s.request('start')[0]?.body).toMatchObject({ refusal: { code: 'RECORDING_RUNS' } });
  s.request('stop');
  s.ended();
  s.request('start');
  expect(s.sent('record')).toBe(2);
});

test('of the calls a share is recorded, always the same ones', () => {
  const chosen = Array.from({ length: 200 }, (_, n) => {
    const s = new Scenario(recorded({ mode: 'share', sharePercent: 30 }));
    for (let skip = 0; skip < n; skip += 1) s.world.counter += 1;
    s.logIn('anna');
    s.connect(s.queue());
    return s.sent('record');
  });
  const share = chosen.filter((sent) => sent === 1).length;
  expect(share).toBeGreaterThan(30);
  expect(share).toBeLessThan(90);
});

test('an agent whose line breaks ends a recording; the next agent has one of its own', () => {
  const s = new Talk();
  s.started();
  const first = s.recordingId;
  s.logIn('ben');
  s.end(s.agentLeg, 'lost');
  expect(s.last('stop-record').recordingId).toBe(first);
  s.event({ type: 'recording.ended', recordingId: first, reason: 'stopped' });
  s.connect(s.caller);
  expect(s.recordingId).not.toBe(first);
  s.started();
  s.end(s.caller);
  s.ended();
  s.seal();
  expect(s.supplements[0]?.agentId).toBe('ben');
});

test('a file that nobody brings in is missing, and the record says so', () => {
  const s = new Talk();
  s.started();
  s.end(s.caller);
  s.ended();
  s.pass(3_600_000);
  expect(s.all('recording.missing')).toMatchObject([{ code: 'RECORDING_NOT_SEALED' }]);
  expect(s.supplements).toMatchObject([{ missing: { code: 'RECORDING_NOT_SEALED' } }]);
  s.seal();
  expect(s.refused).toEqual(['RECORDING_UNKNOWN']);
});

test('the time for a file begins anew after a boot', () => {
  const s = new Talk();
  s.started();
  s.end(s.caller);
  s.ended();
  const { recordingId } = s;
  s.crash(4_000_000);
  s.reconnect();
  s.pass(1_000);
  s.seal(recordingId);
  expect(s.supplements).toMatchObject([{ sha256: 'ab'.repeat(32) }]);
});

test('a recording that the switch refuses is missing from the first', () => {
  const s = new Talk();
  const { commandId } = s.last('record');
  s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'no disk' });
  expect(s.supplements).toMatchObject([{ missing: { code: 'RECORDING_NOT_STARTED' } }]);
  expect(s.sent('record')).toBe(1);
});

test('one that lived on while the daemon was away goes on, as it was', () => {
  const s = new Talk();
  s.started();
  s.request('pause');
  s.event({ type: 'recording.paused', recordingId: s.recordingId });
  const { recordingId, caller, agentLeg } = s;
  const { bridgeId } = s.last('join');
  s.crash();
  s.reconnect({
    legs: [caller, agentLeg].map((legId, n) => ({
      legId,
      direction: n === 0 ? 'inbound' : 'outbound',
      state: 'answered',
      held: false,
    })),
    bridges: [{ bridgeId, legIds: [caller, agentLeg] }],
    recordings: [recordingId],
    pausedRecordings: [],
  });
  // It was to be silent, and the switch says that it is not.
  expect(s.last('pause-record').recordingId).toBe(recordingId);
});

test('one that ended while the daemon was away is sealed, and another goes on', () => {
  const s = new Talk();
  s.started();
  const { recordingId, caller, agentLeg } = s;
  const { bridgeId } = s.last('join');
  s.crash();
  s.reconnect({
    legs: [caller, agentLeg].map((legId, n) => ({
      legId,
      direction: n === 0 ? 'inbound' : 'outbound',
      state: 'answered',
      held: false,
    })),
    bridges: [{ bridgeId, legIds: [caller, agentLeg] }],
  });
  expect(s.all('recording.ended')).toMatchObject([{ recordingId, reason: 'lost' }]);
  expect(s.sent('record')).toBe(1);
});

test('one that runs without an owner is stopped', () => {
  const s = new Talk({ mode: 'off' });
  const recordingId = 'aaaaaaaa-aaaa-84ec-8000-000000000077';
  s.event({ type: 'recording.started', recordingId });
  expect(s.last('stop-record').recordingId).toBe(recordingId);
});

test('one that is as long as it may be is not followed by another', () => {
  const s = new Talk({ lengthMaxMs: 60_000 });
  s.started();
  s.pass(60_000);
  s.ended('finished');
  expect(s.all('bound.reached')).toMatchObject([{ limit: 60_000 }]);
  expect(s.sent('record')).toBe(1);
});
