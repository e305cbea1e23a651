import { readCentre } from '../../src/config/centre-file';
import { RETRY_DEFAULTS } from '../../src/core/dialer/retry';

const centre = (law: string, more = '') => `
clients:
  acme: { name: Acme, callerIds: ['+49 30 5550100', '+493055502'] }
  other: { name: Other }
providers: { north: { name: North, clients: [acme] }, south: { name: South, clients: [other] } }
skills: [sales]
agents:
  anna:
    name: Anna
    provider: north
    phone: { switch: main, device: anna, line: nailed-up }
    skills: { sales: 5 }
queues:
  sales: { client: acme, name: Sales, skills: { sales: 1 } }
calendars:
  office: { zone: Europe/Berlin, weekly: [{ days: mon-fri, hours: 09:00-17:00 }] }
flows:
  sorry:
    client: acme
    start: sorry
    nodes:
      sorry: { type: play, media: "sound:sorry", next: end }
      end: { type: hangup }
  theirs: { client: other, start: end, nodes: { end: { type: hangup } } }
campaigns:
  spring:
    client: acme
    name: Spring
    queue: sales
    switch: main
    trunk: carrier
    callerNumber: '+49 30 5550100'
    endsAt: 2027-03-31T20:00+02:00
    onDrop: sorry
    linesMax: 30
    law: ${law}
${more}
`;
const LAW = "{ hours: office, allow: ['+49'] }";
const read = (text: string) => readCentre(text, { file: 'c.yaml', switchIds: ['main'] });
const codes = (text: string) => read(text).problems.map((p) => p.code);

it('reads a campaign, with the bounds of what a supervisor may set', () => {
  const pacing = '    pacing: { mode: predictive, modes: [progressive], linesPerAgent: 2.2 }';
  const { centre: made, problems } = read(centre(LAW, pacing));
  expect(problems).toEqual([]);
  expect(made?.campaigns).toMatchObject([
    {
      campaignId: 'spring',
      callerNumber: '+49305550100',
      endsAt: Date.UTC(2027, 2, 31, 18),
      ringTimeoutMs: 25_000,
      pacing: { mode: 'predictive', linesPerAgentMax: 2.2, ratio: 1, abandonMaxPct: 3 },
      bounds: { modes: ['predictive', 'progressive'], linesPerAgentMax: 2.2, ratioMax: 1 },
      law: { profileIds: [], calendarId: 'office', gapMs: 3_600_000, numbers: { allow: ['+49'] } },
    },
  ]);
});

it.each([
  ['no hours at all', centre("{ allow: ['+49'] }"), 'HOURS_MISSING'],
  ['no number that may be called', centre('{ hours: office, allow: [] }'), 'VALUE_INVALID'],
  [
    'a phone that rings too long',
    centre("{ profiles: [de-ccv], allow: ['+49'] }", '    ringTimeout: 45s'),
    'RING_TOO_LONG',
  ],
  ['a ring shorter than any law', centre(LAW, '    ringTimeout: 10s'), 'DURATION_OUT_OF_RANGE'],
  ['a start after the end', centre(LAW, '    startsAt: 2028-01-01T00:00Z'), 'END_BEFORE_START'],
  ['an end without an offset', centre(LAW, '    startsAt: 2026-01-01'), 'DATE_INVALID'],
  ['a message of another client', centre(LAW, '    onMachine: theirs'), 'CLIENT_MISMATCH'],
  [
    'a beginning beyond what is agreed',
    centre(LAW, '    pacing: { abandonPct: 4, abandonMaxPct: 3 }'),
    'PACING_OUT_OF_BOUNDS',
  ],
  [
    'a disposition that nobody can note',
    centre(LAW, '    retry: { dispositions: { sold: done } }'),
    'DISPOSITION_UNKNOWN',
  ],
  ['a result that is none', centre(LAW, '    retry: { results: { bussy: {} } }'), 'KEY_UNKNOWN'],
  [
    'calling again at once',
    centre(LAW, '    retry: { results: { busy: { after: 1s } } }'),
    'DURATION_OUT_OF_RANGE',
  ],
  [
    "a number that is not the client's",
    centre(LAW).replace("callerNumber: '+49 30 5550100'", "callerNumber: '+49 30 5550199'"),
    'CALLER_ID_NOT_ALLOTTED',
  ],
  [
    'agents who do not work for the client',
    centre(LAW, '    providers: [south]'),
    'PROVIDER_NOT_ENTITLED',
  ],
  ['an unknown law', centre("{ profiles: [xx], allow: ['+49'] }"), 'VALUE_INVALID'],
])('refuses %s', (_what, text, code) => {
  expect(codes(text)).toContain(code);
});

it('takes the retry rules of a campaign, and the usual ones for what it does not say', () => {
  const retry = '    retry: { max: 4, results: { busy: { after: 10m } } }';
  const rules = read(centre(LAW, retry)).centre?.campaigns?.[0]?.law.retry;
  const { after } = RETRY_DEFAULTS;
  expect(rules).toMatchObject({ attemptsMax: 4, after: { machine: after.machine } });
  expect(rules?.after.busy).toEqual({ ...after.busy, afterMs: 600_000 });
});

it('tells where a mistake in the retry rules is, and what was meant', () => {
  const { problems } = read(centre(LAW, '    retry: { results: { bussy: {} } }'));
  const problem = problems.find(({ code }) => code === 'KEY_UNKNOWN');
  expect(problem).toMatchObject({ path: 'campaigns.spring.retry.results.bussy' });
  expect(problem?.remedy).toContain('busy');
});
