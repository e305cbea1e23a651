import { readCentre } from '../../src/config/centre-file';
import type { FileProblem } from '../../src/config/file-problem';

const SMALL = `clients:
  acme: { name: Acme }
  other: { name: Other }
providers:
  voices: { name: Voices, clients: [acme, other] }
skills: [german, billing]
agents:
  a1:
    name: Desk 1
    provider: voices
    phone: { switch: main, device: desk-1 }
    skills: { german: 5, billing: 3 }
  a2:
    name: Desk 2
    provider: voices
    phone: { switch: main, device: desk-2 }
queues:
  bills:
    client: acme
    name: Bills
    skills: { german: 5 }
    waitMax: 1m30s
  others: { client: other, name: Others }
calendars:
  office:
    zone: Europe/Berlin
    weekly:
      - { days: mon-fri, hours: 08:00-18:00 }
    holidays: DE-NW
    exceptions:
      2026-12-24: closed
flows:
  main:
    client: acme
    start: hello
    nodes:
      hello: { type: answer, next: menu }
      menu:
        type: menu
        media: 'sound:menu'
        choices: { '1': bills, '#': hours }
        onFailed: end
      hours: { type: hours, calendar: office, open: number, closed: end }
      number:
        type: collect
        media: ['sound:number', 'silence:1']
        variable: customer
        digitsMax: 8
        next: topic
        onFailed: end
      topic: { type: set, variable: topic, value: 'x\${customer}', next: bills }
      bills: { type: queue, queue: bills, skills: { billing: 3 }, onTimeout: end, onFull: end }
      end: { type: hangup }
tieLines:
  there: { from: main, to: second, trunk: second }
  back: { from: second, to: main, trunk: main }
numbers:
  '+49 30 5550100': { client: acme, flow: main, language: de }
`;

const read = (text: string) => readCentre(text, { file: 'c.yaml', switchIds: ['main', 'second'] });

/** The text with one thing changed, and where that thing is. */
function changed(from: string, to: string): string {
  expect(SMALL.split(from)).toHaveLength(2);
  return SMALL.replace(from, to);
}

function placeOf(text: string, mark: string): [number, number] {
  const before = text.slice(0, text.indexOf(mark)).split('\n');
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}

const only = (problems: readonly FileProblem[]) =>
  problems.map(({ severity, code, line, column }) => [severity, code, line, column]);

it('reads the small centre without a word', () => {
  expect(read(SMALL).problems).toEqual([]);
});

/** Each row: what is replaced, by what, the code, and where in the new text the mark stands. */
const MISTAKES: readonly (readonly [string, string, string, string])[] = [
  ['skills: { german: 5 }\n', 'skills: { germn: 5 }\n', 'SKILL_UNKNOWN', 'germn'],
  ['onTimeout: end, ', 'onTimeout: ende, ', 'NODE_UNKNOWN', 'ende,'],
  ['open: number', 'open: nummer', 'NODE_UNKNOWN', 'nummer'],
  ['start: hello', 'start: hallo', 'NODE_UNKNOWN', 'hallo'],
  ['queue: bills,', 'queue: bils,', 'QUEUE_UNKNOWN', 'bils,'],
  ['flow: main', 'flow: mian', 'FLOW_UNKNOWN', 'mian'],
  ['calendar: office', 'calendar: ofice', 'CALENDAR_UNKNOWN', 'ofice'],
  [
    'provider: voices\n    phone: { switch: main, device: desk-1',
    'provider: voice\n    phone: { switch: main, device: desk-1',
    'PROVIDER_UNKNOWN',
    'voice\n    phone',
  ],
  ['clients: [acme, other]', 'clients: [acme, ohter]', 'CLIENT_UNKNOWN', 'ohter'],
  ['{ client: other, name: Others }', '{ client: ather, name: Others }', 'CLIENT_UNKNOWN', 'ather'],
  ['zone: Europe/Berlin', 'zone: Europe/Berlim', 'ZONE_UNKNOWN', 'Europe/Berlim'],
  ['holidays: DE-NW', 'holidays: DE-', 'COUNTRY_UNKNOWN', 'DE-'],
  ['holidays: DE-NW', 'holidays: Germany', 'COUNTRY_UNKNOWN', 'Germany'],
  ['switch: main, device: desk-2', 'switch: man, device: desk-2', 'SWITCH_UNKNOWN', 'man, device'],
  ['device: desk-2', 'device: desk-1', 'PHONE_SHARED', 'desk-1 }\nqueues'],
  ['german: 5, billing: 3 }', 'german: 5, billing: 11 }', 'LEVEL_OUT_OF_RANGE', '11 }'],
  ['german: 5, billing: 3 }', 'german: 11, billing: 3 }', 'LEVEL_OUT_OF_RANGE', '11, billing'],
  ['german: 5, billing: 3 }', 'german: good, billing: 3 }', 'LEVEL_OUT_OF_RANGE', 'good'],
  ['waitMax: 1m30s', 'chooseAgent: [top-don]', 'RULE_UNKNOWN', 'top-don'],
  ['waitMax: 1m30s', 'chooseAgent: [top-down, top-down]', 'VALUE_INVALID', '[top-down'],
  ['waitMax: 1m30s', 'chooseAgent: []', 'VALUE_INVALID', '[]'],
  ['german: 5, billing: 3 }', 'german: 5 }\n    queues: { bils: 3 }', 'QUEUE_UNKNOWN', 'bils: 3'],
  ['german: 5, billing: 3 }', 'german: 5 }\n    queues: { bills: 11 }', 'LEVEL_OUT_OF_RANGE', '11'],
  [
    'german: 5, billing: 3 }',
    'german: 5 }\n    queues: { bills: 0 }',
    'QUEUE_UNSERVABLE',
    'bills:\n    client',
  ],
  ['waitMax: 1m30s', 'sticky: { for: 20 }', 'DURATION_INVALID', '20 }'],
  ['waitMax: 1m30s', 'ringMax: 51', 'NUMBER_OUT_OF_RANGE', '51'],
  ['waitMax: 1m30s', 'reserve: 1', 'RESERVE_WHOLE', '1\n  others'],
  ['waitMax: 1m30s', 'sticky: { keep: 20s }', 'KEY_UNKNOWN', 'keep'],
  [
    '{ type: queue, queue: bills, skills: { billing: 3 }',
    '{ type: queue, queue: bills, ownAgent: a1, skills: { billing: 3 }',
    'STICKY_MISSING',
    'ownAgent',
  ],
  ['queue: bills, skills', 'queue: bills, ownAgent: a9, skills', 'AGENT_UNKNOWN', 'a9'],
  [
    'queue: bills, skills',
    "queue: bills, ownAgent: 'a${desk}', skills",
    'VARIABLE_UNKNOWN',
    "'a${desk}'",
  ],
  ["'#': hours", "'#': hours, '12': end", 'MENU_KEY_INVALID', "'12'"],
  ["'#': hours", "'#': hours, A: end", 'MENU_KEY_INVALID', 'A: end'],
  ['queue: bills,', 'queue: others,', 'CLIENT_MISMATCH', 'others, skills'],
  [
    '{ client: acme, flow: main',
    '{ client: other, flow: main',
    'CLIENT_MISMATCH',
    'main, language',
  ],
  ['waitMax: 1m30s', 'waitMax: 90', 'DURATION_INVALID', '90'],
  ['waitMax: 1m30s', 'waitMax: 30s1m', 'DURATION_INVALID', '30s1m'],
  ['waitMax: 1m30s', 'waitMax: 2d', 'DURATION_OUT_OF_RANGE', '2d'],
  ['waitMax: 1m30s', 'waitMx: 1m30s', 'KEY_UNKNOWN', 'waitMx'],
  ['waitMax: 1m30s', 'waitMax: 1m30s\n    waitMax: 2m', 'KEY_TWICE', 'waitMax: 2m'],
  [
    'waitMax: 1m30s',
    'waitMax: 1m30s\n    waiting: { comfort: { messages: [] } }',
    'VALUE_INVALID',
    '[] } }',
  ],
  [
    'waitMax: 1m30s',
    'waitMax: 1m30s\n    waiting: { announce: { every: 1s } }',
    'DURATION_OUT_OF_RANGE',
    '1s } }',
  ],
  [
    'waitMax: 1m30s',
    'waitMax: 1m30s\n    overflowWhen: { noAgent: 5s }',
    'KEY_UNKNOWN',
    'noAgent: 5s }',
  ],
  ['waitMax: 1m30s', 'waitMax: 1m30s\n    calendar: ofice', 'CALENDAR_UNKNOWN', 'ofice'],
  [
    'waitMax: 1m30s',
    'waitMax: 1m30s\n    callback: { trunk: t, allow: [] }',
    'VALUE_INVALID',
    '[] }',
  ],
  ...["''", "' '", "'+'"].map((prefix): [string, string, string, string] => [
    'waitMax: 1m30s',
    `waitMax: 1m30s\n    callback: { trunk: t, allow: [${prefix}] }`,
    'VALUE_INVALID',
    `${prefix}] }`,
  ]),
  [
    'type: hangup',
    'type: hangup }\n      back: { type: callback, place: end, next: end, onFailed: end',
    'PLACE_INVALID',
    'end, next: end, onFailed',
  ],
  [
    'type: hangup',
    'type: hangup }\n      back: { type: callback, place: bills, next: end, onFailed: end',
    'CALLBACK_MISSING',
    'bills, next: end, onFailed',
  ],
  ['onFull: end', "onFull: end, keys: { '1': nowhere }", 'NODE_UNKNOWN', 'nowhere }'],
  ['  a2:', '  a1:', 'KEY_TWICE', 'a1:\n    name: Desk 2'],
  ["'sound:menu'", "'sound:../secret'", 'MEDIA_INVALID', "'sound:../secret'"],
  ["'sound:menu'", "'sound:${customer}'", 'MEDIA_INVALID', "'sound:${customer}'"],
  ["'silence:1'", "'music:default'", 'MEDIA_INVALID', "['sound:number', 'music"],
  ["'silence:1'", "'file:/etc/passwd'", 'MEDIA_INVALID', "'file:/etc"],
  ['${customer}', '${custmer}', 'VARIABLE_UNKNOWN', "'x${custmer}'"],
  ['closed: end }', 'close: end }', 'KEY_UNKNOWN', 'close:'],
  ['type: hangup', 'type: hangupp', 'VALUE_INVALID', 'hangupp'],
  ['hours: 08:00-18:00', 'hours: 8-18', 'HOURS_INVALID', '8-18'],
  ['hours: 08:00-18:00', 'hours: 08:00-08:00', 'HOURS_INVALID', '08:00-08:00'],
  ['days: mon-fri', 'days: mon-fry', 'DAYS_INVALID', 'mon-fry'],
  ['2026-12-24: closed', '2026-12-34: closed', 'DATE_INVALID', '2026-12-34'],
  ['2026-12-24: closed', '2026-12-24: shut', 'HOURS_INVALID', 'shut'],
  ['skills: [german, billing]', 'skills: [german, billing, german]', 'SKILL_TWICE', 'german]'],
  ['language: de', 'language: fr', 'VALUE_INVALID', 'fr }'],
  ["'+49 30 5550100'", "'+49 30 CALL'", 'NUMBER_INVALID', "'+49 30 CALL'"],
  ['  bills:\n    client', '  constructor:\n    client', 'ID_INVALID', 'constructor'],
  ['  other: { name: Other }', '  operations: { name: Other }', 'ID_INVALID', 'operations'],
  ['name: Acme', 'name: "A\\u001b[31m"', 'VALUE_INVALID', '"A'],
  ['name: Acme', 'name: {}', 'VALUE_INVALID', '{} }'],
  ['digitsMax: 8', 'digitsMax: 8\n        digitsMin: 9', 'VALUE_INVALID', '9\n        next'],
  ['digitsMax: 8\n        next', 'next', 'KEY_MISSING', 'number:\n        type'],
  ['next: topic', 'next: number', 'NODE_UNREACHABLE', 'topic: { type'],
  ['from: second, to: main', 'from: main, to: second', 'TIE_LINE_TWICE', 'back:'],
  ['to: second, trunk', 'to: main, trunk', 'TIE_LINE_LOOP', 'there:'],
  ['to: second, trunk', 'to: seconds, trunk', 'SWITCH_UNKNOWN', 'seconds, trunk'],
  ['queues:\n', 'qeues: {}\nqueues:\n', 'KEY_UNKNOWN', 'qeues'],
];

describe('a centre file with a mistake', () => {
  it.each(MISTAKES)('%j -> %j is %s', (from, to, code, mark) => {
    const text = changed(from, to);
    const { centre, problems } = read(text);
    const found = problems.find((problem) => problem.code === code);
    expect([found?.line, found?.column]).toEqual(placeOf(text, mark));
    expect(centre === undefined).toBe(found?.severity === 'error');
  });

  it('suggests what was most likely meant', () => {
    const { problems } = read(changed('queue: bills,', 'queue: bils,'));
    expect(problems[0]?.remedy).toBe('did you mean "bills"?');
    expect(problems[0]?.path).toBe('flows.main.nodes.bills.queue');
  });

  it('is told all of its mistakes at once, in the order of the file', () => {
    const text = SMALL.replace('german: 5, billing: 3', 'german: 50, billin: 3')
      .replace('waitMax: 1m30s', 'waitMax: long')
      .replace('zone: Europe/Berlin', 'zone: Mars/Base')
      .replace("media: 'sound:menu'", "media: 'sound:menu'\n        tries: 3")
      .replace('language: de', 'language: xx');
    const { centre, problems } = read(text);
    expect(centre).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toEqual([
      'LEVEL_OUT_OF_RANGE',
      'SKILL_UNKNOWN',
      'DURATION_INVALID',
      'ZONE_UNKNOWN',
      'KEY_UNKNOWN',
      'VALUE_INVALID',
    ]);
  });

  it('says how many are not shown when there are very many', () => {
    const agents = Array.from({ length: 300 }, (_, i) => `  b${i}: { nam: x }`).join('\n');
    const { problems } = read(SMALL.replace('queues:\n', `${agents}\nqueues:\n`));
    expect(problems.length).toBeLessThanOrEqual(101);
    expect(problems.at(-1)?.code).toBe('MORE_PROBLEMS');
  });
});

describe('warnings, with which a centre is taken', () => {
  it.each([
    [
      'skills: { german: 5 }\n',
      'skills: { german: 9 }\n',
      'QUEUE_UNSERVABLE',
      'bills:\n    client',
    ],
    [
      'skills: { billing: 3 }',
      'skills: { billing: 9 }',
      'QUEUE_UNSERVABLE',
      'skills: { billing: 9',
    ],
    [
      'hello: { type: answer, next: menu }',
      'hello: { type: play, media: "sound:x", next: menu }',
      'FLOW_NOT_ANSWERED',
      'hello: { type',
    ],
    ['days: mon-fri, hours: 08:00-18:00', 'days: mon, hours: []', 'CALENDAR_CLOSED', 'office:\n'],
  ])('%j -> %j is %s', (from, to, code, mark) => {
    const text = changed(from, to);
    const { centre, problems } = read(text);
    expect(centre).toBeDefined();
    expect(only(problems)).toContainEqual(['warning', code, ...placeOf(text, mark)]);
  });
});

describe('a flow', () => {
  const flow = (nodes: string) => `clients: { acme: { name: Acme } }
providers: { p: { name: P, clients: [acme] } }
agents: { a: { name: A, provider: p, phone: { switch: main, device: d } } }
queues: { q: { client: acme, name: Q } }
flows:
  f:
    client: acme
    nodes:
${nodes}`;

  it('that never ends is refused', () => {
    const { problems } = read(
      flow(`      a: { type: answer, next: b }
      b: { type: play, media: 'sound:x', next: b }
`),
    );
    expect(only(problems)).toEqual([
      ['error', 'FLOW_WITHOUT_END', 9, 7],
      ['error', 'FLOW_WITHOUT_END', 10, 7],
    ]);
  });

  it('that goes round without waiting is refused', () => {
    const { problems } = read(
      flow(`      a: { type: answer, next: q }
      q: { type: queue, queue: q, onTimeout: a, onFull: s }
      s: { type: set, variable: v, value: '1', next: q }
`),
    );
    expect(only(problems)).toEqual([
      ['error', 'FLOW_SPINS', 10, 7],
      ['error', 'FLOW_SPINS', 11, 7],
    ]);
  });

  it('that goes round through a prompt is fine', () => {
    const { centre, problems } = read(
      flow(`      a: { type: answer, next: q }
      q: { type: queue, queue: q, onTimeout: s, onFull: s }
      s: { type: play, media: 'sound:x', next: q }
`),
    );
    expect(problems).toEqual([]);
    // The first node is where it starts, when nothing else is said.
    expect(centre?.flows[0]?.start).toBe('a');
  });

  it('without nodes is refused', () => {
    expect(read(flow('      {}\n')).problems.map((problem) => problem.code)).toEqual([
      'NODE_UNKNOWN',
    ]);
  });
});

describe('what is written', () => {
  it('stays as it was written: zeros, a plus, a word that YAML takes for a truth', () => {
    const entry = '{ client: acme, flow: main, language: de }';
    const { centre } = read(
      changed("'+49 30 5550100': {", `0049: ${entry}\n  +49: ${entry}\n  no: {`),
    );
    expect(centre?.numbers.map(({ number }) => number)).toEqual(['0049', '+49', 'no']);
  });

  it('as two spellings of one number is given twice', () => {
    const text = `${SMALL}  '+49305550100': { client: acme, flow: main, language: en }\n`;
    const { problems } = read(text);
    expect(only(problems)).toEqual([['error', 'NUMBER_TWICE', ...placeOf(text, "'+49305550100'")]]);
  });

  it('may use anchors and merge keys; the place of a mistake in them is where it stands', () => {
    const text = `x-queue: &queue { waitMax: soon }
clients: { acme: { name: Acme } }
queues:
  one: { <<: *queue, client: acme, name: One }
`;
    const { problems } = read(text);
    expect(problems.filter((problem) => problem.severity === 'error')).toMatchObject([
      { code: 'DURATION_INVALID', path: 'queues.one.waitMax', line: 4 },
    ]);
  });

  it('becomes the values of the core', () => {
    const { centre } = read(SMALL);
    expect(centre?.calendars).toEqual([
      {
        calendarId: 'office',
        zone: 'Europe/Berlin',
        weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
        holidays: 'DE-NW',
        exceptions: [{ date: '2026-12-24', open: [] }],
      },
    ]);
    expect(centre?.flows[0]?.nodes['menu']).toEqual({
      type: 'menu',
      media: ['sound:menu'],
      choices: { '1': 'bills', '#': 'hours' },
      timeoutMs: 5000,
      attemptsMax: 3,
      invalidMedia: [],
      onFailed: 'end',
    });
    expect(centre?.flows[0]?.nodes['bills']).toEqual({
      type: 'queue',
      queueId: 'bills',
      skills: [{ skill: 'billing', levelMin: 3 }],
      priority: 0,
      onTimeout: 'end',
      onFull: 'end',
    });
    expect(centre?.agents[1]).toEqual({
      agentId: 'a2',
      name: 'Desk 2',
      providerId: 'voices',
      phone: { switchId: 'main', device: 'desk-2' },
      skills: {},
    });
  });
});

describe('a file that is no centre', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]`;

  it.each([
    ['empty', '', 'FILE_EMPTY'],
    ['a comment', '# nothing', 'FILE_EMPTY'],
    ['a list', '- a', 'FILE_EMPTY'],
    ['a word', 'hello', 'FILE_EMPTY'],
    ['half a map', 'clients: {', 'YAML_MALFORMED'],
    ['two documents', 'clients: {}\n---\nclients: {}', 'YAML_MALFORMED'],
    ['a tab for a space', 'clients:\n\tacme: {}', 'YAML_MALFORMED'],
    ['an alias of nothing', 'clients: *none', 'YAML_REFUSED'],
    ['a bomb of aliases', bomb, 'YAML_REFUSED'],
    ['a tower of brackets', `skills: ${'['.repeat(50_000)}`, 'YAML'],
    ['bytes', '\u0000\u0001\uFFFD', 'YAML'],
    ['a section that is a list', 'agents: [a]', 'VALUE_INVALID'],
    ['skills that are a map', 'skills: { german: 1 }', 'VALUE_INVALID'],
    ['flows that are a word', 'flows: all', 'VALUE_INVALID'],
  ])('because it is %s', (_, text, code) => {
    const { centre, problems } = read(text);
    expect(centre).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    if (code === 'YAML') return;
    expect(problems[0]?.code).toBe(code);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });

  it('and may well be large', () => {
    const agents = Array.from(
      { length: 2000 },
      (_, i) => `  b${i}: { name: B, provider: voices, phone: { switch: main, device: b${i} } }`,
    );
    const { centre } = read(SMALL.replace('queues:\n', `${agents.join('\n')}\nqueues:\n`));
    expect(centre?.agents).toHaveLength(2002);
  });
});

it.each([
  ['chooseAgent: [most-proficient]', { chooseAgent: ['most-proficient'] }],
  ['chooseAgent: [ring-all]', { ringMax: 10 }],
  ['ringMax: 3', { ringMax: 3 }],
  [
    'chooseAgent: [fewest-calls, ring-all]\n    ringMax: 3',
    { chooseAgent: ['fewest-calls'], ringMax: 3 },
  ],
  ['reserve: 0', {}],
  [
    'sticky: { for: 5s }',
    { chooseAgent: ['sticky'], sticky: { holdMs: 5_000, rememberMs: 30 * 86_400_000 } },
  ],
  [
    'chooseAgent: [top-down, sticky]',
    {
      chooseAgent: ['top-down', 'sticky'],
      sticky: { holdMs: 20_000, rememberMs: 30 * 86_400_000 },
    },
  ],
])('%s says how a queue chooses', (written, expected) => {
  const { centre } = read(changed('waitMax: 1m30s', written));
  const { chooseAgent, sticky, ringMax, reserve } = centre?.queues[0] ?? {};
  expect(JSON.parse(JSON.stringify({ chooseAgent, sticky, ringMax, reserve }))).toEqual(expected);
});
