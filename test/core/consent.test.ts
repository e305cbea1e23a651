import type { Centre } from '../../src/core/centre';
import { CENTRE, Scenario } from './scenario';

/** The menu's first key leads to the question, and the question to the queue. */
const asking = (mode: 'ask' | 'announce'): Centre => ({
  ...CENTRE,
  queues: CENTRE.queues.map((queue) => ({
    ...queue,
    recording: { mode: 'all', consent: mode, lengthMaxMs: 60_000, pauseOnHold: false },
  })),
  flows: CENTRE.flows.map((flow) => ({
    ...flow,
    nodes: {
      ...flow.nodes,
      answer: { type: 'answer', next: 'consent' },
      consent: {
        type: 'consent',
        mode,
        media: ['sound:may-we'],
        timeoutMs: 5_000,
        attemptsMax: 2,
        invalidMedia: [],
        next: 'sales',
        onRefused: 'sales',
      },
    },
  })),
});

class Asked extends Scenario {
  readonly caller: string;

  constructor(mode: 'ask' | 'announce') {
    super(asking(mode));
    this.logIn('anna');
    this.caller = this.call();
  }

  press(digit: string): void {
    this.event({ type: 'leg.digit', legId: this.caller, digit });
  }

  promptEnds(reason: 'finished' | 'failed'): void {
    const mediaId = this.world.legs.get(this.caller)?.media?.mediaId ?? '';
    this.event({ type: 'leg.media-ended', legId: this.caller, mediaId, reason });
  }

  talk(): void {
    this.connect(this.caller);
  }

  get consent() {
    return this.all('recording.consent').at(-1)?.consent;
  }
}

test('key 1 is yes, and the record says when, to what and where', () => {
  const s = new Asked('ask');
  s.pass(700);
  s.press('1');
  s.talk();
  expect(s.sent('record')).toBe(1);
  expect(s.consent).toEqual({
    given: true,
    how: 'key',
    key: '1',
    at: s.at,
    prompt: ['sound:en/may-we'],
    flowId: 'main',
    node: 'consent',
  });
  s.end(s.caller);
  const kinds = s.all('record.supplemented').map(({ supplement }) => supplement.kind);
  expect(kinds).toContain('consent');
});

test('key 2 is no: the caller is served and not recorded', () => {
  const s = new Asked('ask');
  s.press('2');
  s.talk();
  expect(s.consent).toMatchObject({ given: false, key: '2' });
  expect(s.phase).toBe('talking');
  expect(s.sent('record')).toBe(0);
  expect(s.all('recording.refused')).toMatchObject([{ refusal: { code: 'CONSENT_MISSING' } }]);
});

test('no key, however often asked, is no', () => {
  const s = new Asked('ask');
  s.promptEnds('finished');
  s.pass(5_000);
  expect(s.sent('collect-digits')).toBe(2);
  s.promptEnds('finished');
  s.pass(5_000);
  expect(s.consent).toMatchObject({ given: false, how: 'key' });
  expect(s.consent).not.toHaveProperty('key');
  s.talk();
  expect(s.sent('record')).toBe(0);
});

test.each(['ask', 'announce'] as const)(
  'who could not hear the prompt has not agreed (%s)',
  (mode) => {
    const s = new Asked(mode);
    s.promptEnds('failed');
    expect(s.consent).toMatchObject({ given: false });
    s.talk();
    expect(s.sent('record')).toBe(0);
  },
);

test('an announcement counts when it was heard to its end', () => {
  const s = new Asked('announce');
  s.press('1');
  expect(s.all('recording.consent')).toEqual([]);
  s.promptEnds('finished');
  expect(s.consent).toMatchObject({ given: true, how: 'announced' });
  s.talk();
  expect(s.sent('record')).toBe(1);
});
