import type { Centre } from '../../src/core/centre';
import { CENTRE, Scenario } from './scenario';

const question = (type: 'rating' | 'solved', next: string) => ({
  type: 'survey' as const,
  question: type,
  media: [`sound:${type}`],
  timeoutMs: 5_000,
  attemptsMax: 2,
  invalidMedia: [],
  next,
});

/** After the call: a mark, solved or not, a few words. */
const SURVEYED: Centre = {
  ...CENTRE,
  queues: CENTRE.queues.map((queue) => ({
    ...queue,
    survey: { flowId: 'after', sharePercent: 100 },
  })),
  flows: [
    ...CENTRE.flows,
    {
      flowId: 'after',
      clientId: 'acme',
      start: 'rating',
      nodes: {
        rating: question('rating', 'solved'),
        solved: question('solved', 'comment'),
        comment: { type: 'comment', media: ['sound:comment'], lengthMaxMs: 30_000, next: 'bye' },
        bye: { type: 'hangup', cause: 'normal' },
      },
    },
  ],
};

/** The agent has hung up, and the caller is asked. */
class Survey extends Scenario {
  readonly caller: string;

  constructor(centre: Centre = SURVEYED) {
    super(centre);
    this.logIn('anna');
    this.caller = this.queue();
    const agentLeg = this.connect(this.caller);
    this.pass(20_000);
    this.end(agentLeg);
  }

  press(digit: string): void {
    this.event({ type: 'leg.digit', legId: this.caller, digit });
    this.pass(1_000);
  }

  heard(): void {
    const leg = this.world.legs.get(this.caller);
    const mediaId = leg?.media?.mediaId ?? '';
    this.event({ type: 'leg.media-ended', legId: this.caller, mediaId, reason: 'finished' });
  }

  get survey() {
    return this.all('record.supplemented')
      .map(({ supplement }) => supplement)
      .find((one) => one.kind === 'survey');
  }
}

test('the caller stays and is asked, while the agent wraps up', () => {
  const s = new Survey();
  expect(s.sent('hangup')).toBe(0);
  expect(s.last('collect-digits').media).toEqual(['sound:en/rating']);
  expect(s.agent('anna').state).toBe('wrap-up');
  s.pass(10_000);
  expect(s.agent('anna').state).toBe('idle');
});

test('mark, solved and words stand in the record and with the agent', () => {
  const s = new Survey();
  s.press('4');
  s.press('1');
  s.heard();
  const { recordingId } = s.last('record');
  s.event({ type: 'recording.started', recordingId });
  s.pass(3_000);
  s.press('#');
  s.event({ type: 'recording.ended', recordingId, reason: 'stopped' });
  expect(s.last('hangup').legId).toBe(s.caller);
  s.end(s.caller);
  expect(s.survey).toMatchObject({
    agentId: 'anna',
    providerId: 'north',
    queueId: 'sales',
    rating: 4,
    solved: true,
    commentId: recordingId,
  });
  expect(s.agent('anna').ratings).toEqual({ count: 1, sum: 4 });
  expect(s.world.days.get('sales')?.survey).toEqual({
    asked: 1,
    rated: 1,
    ratingSum: 4,
    solved: 1,
    unsolved: 0,
  });
  const record = s.record();
  expect(record.segments.map(({ kind }) => kind)).toEqual(['talk', 'survey']);
  expect(record).toMatchObject({ result: 'connected', flowId: 'main', talkMs: 20_000 });
});

test('a key that is no mark is asked for again, then the next question comes', () => {
  const s = new Survey();
  s.press('9');
  expect(s.last('collect-digits').media).toEqual(['sound:en/rating']);
  s.press('0');
  expect(s.last('collect-digits').media).toEqual(['sound:en/solved']);
});

test('who hangs up in the survey is recorded as the caller who left, with what was said', () => {
  const s = new Survey();
  s.press('2');
  s.end(s.caller);
  expect(s.survey).toMatchObject({ rating: 2 });
  expect(s.survey).not.toHaveProperty('solved');
  expect(s.record()).toMatchObject({ result: 'connected', endedBy: 'caller' });
});

test('a line that breaks brings the caller back into the queue, not into the survey', () => {
  const s = new Scenario(SURVEYED);
  s.logIn('anna');
  const caller = s.queue();
  s.end(s.connect(caller), 'lost');
  expect(s.phase).toBe('queued');
});

test('a recording of words that is never reported keeps nobody', () => {
  const s = new Survey();
  s.press('5');
  s.press('2');
  s.heard();
  s.pass(60_000);
  expect(s.last('hangup').legId).toBe(s.caller);
});

test('a survey goes on after a crash of the daemon', () => {
  const s = new Survey();
  s.press('5');
  s.crash();
  s.reconnect({
    legs: [
      {
        legId: s.caller,
        direction: 'inbound',
        state: 'answered',
        held: false,
        ani: '01',
        dnis: '100',
      },
    ],
  });
  s.press('2');
  s.end(s.caller);
  expect(s.survey).toMatchObject({ rating: 5, solved: false });
});
