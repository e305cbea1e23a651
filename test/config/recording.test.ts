import { AFTER_CALL as checkedAfterCall } from '../../src/config/centre/recording-check';
import { readCentre } from '../../src/config/centre-file';
import { AFTER_CALL } from '../../src/core/ivr/interpreter';

const file = (recording: string, flow: string, more = ''): string => `clients:
  acme: { name: Acme }
providers:
  voices: { name: Voices, clients: [acme] }
skills: []
agents:
  a1:
    name: Desk 1
    provider: voices
    phone: { switch: main, device: desk-1 }
    mayBeRecorded: false
queues:
  bills: { client: acme, name: Bills, ${recording} }
flows:
  main:
    client: acme
    nodes:
      hello: { type: answer, next: ask }
      ${flow}
      bills: { type: queue, queue: bills, onTimeout: end, onFull: end }
      end: { type: hangup }
${more}
numbers:
  "+4930": { client: acme, flow: main, language: de }
`;

const ASK = 'ask: { type: consent, next: bills }';
const NO_QUESTION = "ask: { type: play, media: 'sound:hello', next: bills }";
const AFTER = `  after:
    client: acme
    nodes:
      mark: { type: survey, question: rating, next: words }
      words: { type: comment, next: bye }
      bye: { type: hangup }`;

const read = (text: string) => readCentre(text, { file: 'centre.yaml', switchIds: ['main'] });
const codes = (text: string): string[] => read(text).problems.map(({ code }) => code);

it('a queue that records asks the caller, unless it is told otherwise', () => {
  const { centre, problems } = read(file('recording: { mode: all }', ASK));
  expect(problems).toEqual([]);
  expect(centre?.queues[0]?.recording).toEqual({
    mode: 'all',
    consent: 'ask',
    lengthMaxMs: 3_600_000,
    pauseOnHold: true,
  });
  expect(centre?.agents[0]?.mayBeRecorded).toBe(false);
  expect(centre?.flows[0]?.nodes['ask']).toEqual({
    type: 'consent',
    mode: 'ask',
    media: ['sound:leitstand/consent-ask'],
    timeoutMs: 5_000,
    attemptsMax: 2,
    invalidMedia: [],
    next: 'bills',
    onRefused: 'bills',
  });
});

it('a flow that leads there without asking is warned of, an announcement is no question', () => {
  expect(codes(file('recording: { mode: all }', NO_QUESTION))).toEqual(['CONSENT_NOT_ASKED']);
  const told = 'ask: { type: consent, mode: announce, next: bills }';
  expect(codes(file('recording: { mode: all }', told))).toEqual(['CONSENT_NOT_ASKED']);
  expect(codes(file('recording: { mode: all, consent: announce }', told))).toEqual([]);
  expect(codes(file('recording: { mode: off }', NO_QUESTION))).toEqual([]);
});

it('recording without asking is warned of, with the law that forbids it', () => {
  const text = file('recording: { mode: all, consent: none }', NO_QUESTION);
  const { problems } = read(text);
  const warning = { code: 'RECORDING_NOT_ASKED', severity: 'warning', line: 13 };
  expect(problems).toMatchObject([warning]);
});

it('a share without its percentage, or the other way round, is refused', () => {
  expect(codes(file('recording: { mode: share }', ASK))).toEqual(['VALUE_INVALID']);
  expect(codes(file('recording: { mode: all, share: 20 }', ASK))).toEqual(['VALUE_INVALID']);
  expect(codes(file('recording: { mode: share, share: 20 }', ASK))).toEqual([]);
});

it('a survey is a flow of its own, without queues', () => {
  const { centre, problems } = read(file('survey: { flow: after }', NO_QUESTION, AFTER));
  expect(problems).toEqual([]);
  expect(centre?.queues[0]?.survey).toEqual({ flowId: 'after', sharePercent: 100 });
  expect(codes(file('survey: { flow: main }', NO_QUESTION))).toContain('NODE_AFTER_CALL');
  expect(codes(file('survey: { flow: afterr }', NO_QUESTION, AFTER))).toContain('FLOW_UNKNOWN');
});

it('a wish not to be called may be taken in any flow, and is nothing to wait for', () => {
  const node = 'ask: { type: do-not-call, next: bills }';
  const after = AFTER.replace('words: { type: comment', 'words: { type: do-not-call');
  const { centre, problems } = read(file('survey: { flow: after }', node, after));
  expect(problems).toEqual([]);
  expect(centre?.flows[0]?.nodes['ask']).toEqual({ type: 'do-not-call', next: 'bills' });
  const spinning = file('wrapUp: 5s', 'ask: { type: do-not-call, next: ask }');
  expect(codes(spinning)).toContain('FLOW_SPINS');
});

it('what a flow may do after the call is to the file what it is to the calls', () => {
  expect(checkedAfterCall).toEqual(AFTER_CALL);
});

it('questions of a survey in a flow that no queue takes afterwards are refused', () => {
  const found = codes(file('wrapUp: 5s', 'ask: { type: comment, next: bills }'));
  expect(found).toEqual(['NODE_BEFORE_CALL']);
});
