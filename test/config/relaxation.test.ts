import { readCentre } from '../../src/config/centre-file';
import { problemLine } from '../../src/config/file-problem';

const centre = (queue: string, node = '', agents = 'skills: { german: 5, billing: 3 }') => `clients:
  acme: { name: Acme }
  other: { name: Other }
providers:
  voices: { name: Voices, clients: [acme, other] }
  strangers: { name: Strangers, clients: [other] }
  second: { name: Second, clients: [acme] }
skills: [german, billing, trainee]
agents:
  a1: { name: A, provider: voices, phone: { switch: main, device: d1 }, ${agents} }
  a2: { name: B, provider: second, phone: { switch: main, device: d2 }, skills: { german: 2 } }
queues:
  bills:
    client: acme
    name: Bills
    requires: german >= 5
    waitMax: 2m
    ${queue}
  others: { client: other, name: Others }
  mine: { client: acme, name: Mine, requires: german }
flows:
  main:
    client: acme
    nodes:
      hello: { type: answer, next: bills }
      bills:
        type: queue
        queue: bills
        onTimeout: end
        onFull: end
        ${node}
      end: { type: hangup }
numbers:
  '100': { client: acme, flow: main, language: en }
`;

const reading = (...parts: Parameters<typeof centre>) =>
  readCentre(centre(...parts), { file: 'c.yaml', switchIds: ['main'] });

const told = (...parts: Parameters<typeof centre>) =>
  reading(...parts).problems.map((problem) => problemLine(problem).split(' (')[0]);

const steps = (...written: string[]) => `relax: [${written.join(', ')}]`;

it('reads every part of a step', () => {
  const { centre: read, problems } = reading(
    steps(
      "{ after: 20s, requires: 'german >= 3 & !trainee' }",
      '{ after: 45s, lower: { german: 1 }, drop: [trainee], dropAsked: true }',
      '{ after: 1m, addProviders: [second], alsoQueue: mine }',
    ),
    steps('{ after: 5s, lower: { german: 2 } }'),
  );
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(read?.queues[0]?.relax).toEqual([
    {
      afterMs: 20_000,
      requirement: [
        { skill: 'german', levelMin: 3 },
        { skill: 'trainee', levelMax: 0 },
      ],
    },
    { afterMs: 45_000, dropAsked: true, lower: { german: 1 }, drop: ['trainee'] },
    { afterMs: 60_000, alsoQueueId: 'mine', addProviderIds: ['second'] },
  ]);
  expect(read?.flows[0]?.nodes['bills']).toMatchObject({
    relax: [{ afterMs: 5_000, lower: { german: 2 } }],
  });
});

it('reads who serves a queue at first, and how its waits count', () => {
  const written =
    'providers: [voices]\n    urgency: { curve: deadline, weight: 1.5, priorityWorth: 2m }';
  const { centre: read, problems } = reading(written);
  expect(problems).toEqual([]);
  expect(read?.queues[0]).toMatchObject({
    providerIds: ['voices'],
    urgency: { curve: 'deadline', weight: 1.5, priorityWorthMs: 120_000 },
  });
});

it.each([
  ['{ after: 20s, requires: germn }', 'error SKILL_UNKNOWN', 'germn'],
  ['{ after: 20s, addProviders: [voice] }', 'error PROVIDER_UNKNOWN', 'voice]'],
  ['{ after: 20s, alsoQueue: bill }', 'error QUEUE_UNKNOWN', 'bill '],
  ['{ after: 20s, drop: [] }', 'error VALUE_INVALID', '[]'],
  ['{ after: 20s, lower: { german: 11 } }', 'error LEVEL_OUT_OF_RANGE', '11'],
  ['{ after: 20s, ask: german }', 'error KEY_UNKNOWN', 'ask'],
  ['{ after: 20s }', 'error VALUE_INVALID', '{ after'],
  ['{ after: 20s, requires: german >= 11 }', 'error REQUIREMENT_CONTRADICTORY', 'german >= 11'],
  ['{ after: 20s, alsoQueue: others }', 'error CLIENT_MISMATCH', 'others'],
  ['{ after: 5m, lower: { german: 2 } }', 'warning RELAX_TOO_LATE', '5m'],
  ['{ after: 20s, lower: { german: 4 } }', 'warning RELAX_ADMITS_NOBODY', '{ after'],
  ["{ after: 20s, requires: 'german = 2' }", 'warning RELAX_NARROWS', '{ after'],
])('%s: %s, at the place of it', (step, told, word) => {
  const written = steps(step);
  const { problems } = reading(written);
  expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([told]);
  const { line = 0, column = 0 } = problems[0] ?? {};
  expect(
    centre(written)
      .split('\n')
      [line - 1]?.slice(column - 1),
  ).toMatch(new RegExp(`^${word.replace(/[[\]{}]/g, '\\$&')}`));
});

it('a provider that does not work for the client is refused', () => {
  expect(told('providers: [strangers]')).toContainEqual(
    expect.stringMatching(/^c\.yaml:18:1\d: error CLIENT_MISMATCH/),
  );
  expect(told(steps('{ after: 20s, addProviders: [strangers] }'))).toContainEqual(
    expect.stringMatching(/^c\.yaml:18:\d+: error CLIENT_MISMATCH/),
  );
});

it('steps stand in the order of their times', () => {
  const [problem] = told(
    steps('{ after: 20s, drop: [german] }', '{ after: 20s, dropAsked: true }'),
  );
  expect(problem).toMatch(/^c\.yaml:18:52: error RELAX_OUT_OF_ORDER: .*\(20s|one before it/);
});

it('a relaxation that never reaches anybody is a warning: somebody may be hired', () => {
  const nobody = 'skills: { billing: 3 }';
  const { centre: read, problems } = reading(
    steps('{ after: 20s, lower: { german: 4 } }'),
    '',
    nobody,
  );
  expect(read).toBeDefined();
  expect(problems.map(({ code }) => code)).toEqual(['RELAX_REACHES_NOBODY']);
});

it('a queue that nobody serves before some step is told', () => {
  expect(told(steps('{ after: 30s, drop: [german] }'), '', 'skills: {}')).toEqual([
    expect.stringMatching(/warning QUEUE_SERVED_LATE: .* after 30s/),
  ]);
});

it("a node's own steps are judged with what the node asks", () => {
  const own = steps('{ after: 20s, drop: [german] }');
  expect(told('', `requires: billing\n        ${own}`)).toEqual([
    expect.stringMatching(/^c\.yaml:32:17: warning RELAX_ADMITS_NOBODY/),
  ]);
});

it.each([
  ['{ weight: 11 }', 'NUMBER_OUT_OF_RANGE'],
  ['{ curve: steep }', 'VALUE_INVALID'],
  ['{ priorityWorth: 10 }', 'DURATION_INVALID'],
])('urgency %s is refused', (urgency, code) => {
  expect(told(`urgency: ${urgency}`)).toEqual([expect.stringContaining(`error ${code}`)]);
});

it('a skill of an agent may expire: at an instant, or with the end of a day in a zone', () => {
  const written = [
    'skills: { german: { level: 7, until: 2027-03-01, zone: Europe/Berlin }',
    "billing: { level: 0 }, trainee: { level: 1, until: '2027-03-01T12:00+01:00' } }",
  ].join(', ');
  const { centre: read, problems } = reading('', '', written);
  expect(problems).toEqual([]);
  expect(read?.agents[0]).toMatchObject({
    skills: { german: 7, trainee: 1 },
    skillsUntil: {
      german: Date.parse('2027-03-01T23:00:00Z'),
      trainee: Date.parse('2027-03-01T11:00:00Z'),
    },
  });
});

it('a skill that is past already is a warning, where the day is written', () => {
  const text = centre('', '', 'skills: { german: { level: 7, until: 2025-03-01 } }');
  const { problems } = readCentre(text, { file: 'c.yaml', now: Date.parse('2026-01-01') });
  expect(problems.map(({ code }) => code)).toEqual(['SKILL_EXPIRED']);
  const { line = 0, column = 0 } = problems[0] ?? {};
  expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(/^2025-03-01/);
});

it.each([
  ['{ level: 7, until: 2027-02-30 }', 'DATE_INVALID'],
  ["{ level: 7, until: '2027-03-01T12:00' }", 'DATE_INVALID'],
  ['{ level: 11 }', 'LEVEL_OUT_OF_RANGE'],
  ['12', 'LEVEL_OUT_OF_RANGE'],
  ['{ level: 7, til: 2027-03-01 }', 'KEY_UNKNOWN'],
  ['{ level: 7, until: 2027-03-01, zone: Berlin }', 'ZONE_UNKNOWN'],
  ['{ until: 2027-03-01 }', 'KEY_MISSING'],
])('a skill written as %s is refused', (skill, code) => {
  expect(told('', '', `skills: { german: ${skill} }`)).toEqual([
    expect.stringMatching(new RegExp(`^c.yaml:10:\\d+: error ${code}`)),
  ]);
});
