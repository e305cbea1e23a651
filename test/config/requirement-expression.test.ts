import { readCentre } from '../../src/config/centre-file';
import { problemLine } from '../../src/config/file-problem';
import type { Requirement } from '../../src/core/queue/requirement';

/** Line 8, column 15: where the value of `requires` begins. */
const centre = (requires: string, node = '') => `clients: { acme: { name: Acme } }
providers: { p: { name: P, clients: [acme] } }
skills: [german, billing, contracts, trainee]
agents:
  a: { name: A, provider: p, phone: { switch: m, device: d }, skills: { german: 5, billing: 2 } }
queues:
  q: { client: acme, name: Q,
    requires: ${requires} }
flows:
  f:
    client: acme
    nodes:
      a: { type: answer, next: q }
      q: { type: queue, queue: q, ${node}onTimeout: e, onFull: e }
      e: { type: hangup }
`;

const read = (requires: string, node = '') =>
  readCentre(centre(requires, node), { file: 'c.yaml' });

const told = (requires: string, node = '') => read(requires, node).problems.map(problemLine);

/** The same with the expression as a block, which begins in line 10. */
const blockCentre = (block: string): string =>
  centre('german').replace(
    'q: { client: acme, name: Q,\n    requires: german }',
    `q:\n    client: acme\n    name: Q\n    requires: ${block}`,
  );

const atLeast1 = (skill: string) => ({ skill, levelMin: 1 });
const none = (skill: string) => ({ skill, levelMax: 0 });
const eitherOf = (...skills: string[]) => ({ anyOf: skills.map((skill) => [atLeast1(skill)]) });
const german1 = atLeast1('german');
const german: Requirement = [{ skill: 'german', levelMin: 3 }];

describe('what is asked', () => {
  it.each<[string, Requirement]>([
    ['german', [{ skill: 'german', levelMin: 1 }]],
    ['german >= 3', german],
    ['german>=3', german],
    ['german > 2', german],
    ["'!(german < 3)'", german],
    ['((german >= 3))', german],
    ['german >= 3 & german', german],
    ['german >= 3 & (billing | billing >= 0)', german],
    ['german = 3', [{ skill: 'german', levelMin: 3, levelMax: 3 }]],
    ["'!trainee'", [{ skill: 'trainee', levelMax: 0 }]],
    ['german & !trainee >= 2', [german1, { skill: 'trainee', levelMax: 1 }]],
    [
      'german >= 3 & (contracts | billing) & !trainee',
      [...german, { skill: 'trainee', levelMax: 0 }, eitherOf('billing', 'contracts')],
    ],
    [
      'contracts & german | billing',
      [{ anyOf: [[atLeast1('billing')], [atLeast1('contracts'), german1]] }],
    ],
    ["'!(billing & contracts)'", [{ anyOf: [[none('billing')], [none('contracts')]] }]],
    ["'!(billing | contracts)'", [none('billing'), none('contracts')]],
    ['german | (billing | german) | contracts', [eitherOf('billing', 'contracts', 'german')]],
    ['>-\n      german\n      & !trainee\n   ', [german1, none('trainee')]],
  ])('%s', (text, wanted) => {
    const isBlock = text.startsWith('>-');
    const written = isBlock ? blockCentre(text) : centre(text);
    const { centre: found, problems } = readCentre(written, { file: 'c.yaml' });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(found?.queues[0]?.requirement).toEqual(wanted);
  });

  it('is what both ways of writing say together, in a queue and in a flow', () => {
    const { centre: found } = read(
      'german | billing, skills: { german: 4 }',
      "skills: { billing: 2 }, requires: '!trainee', ",
    );
    expect(found?.queues[0]?.requirement).toEqual([
      { skill: 'german', levelMin: 4 },
      eitherOf('billing', 'german'),
    ]);
    expect(found?.flows[0]?.nodes['q']).toMatchObject({
      skills: [{ skill: 'billing', levelMin: 2 }, none('trainee')],
    });
  });
});

describe('a mistake in an expression', () => {
  it.each([
    ['german >=', 24, 'expected a level from 0 to 10, found the end'],
    ['german >= good', 25, 'expected a level from 0 to 10, found "good"'],
    ['german billing', 22, 'expected "&", "|" or the end, found "billing"'],
    ['german && billing', 23, 'expected a skill, "!" or "(", found "&"'],
    ['german & (billing', 32, 'expected "&", "|" or ")", found the end'],
    ['german & billing)', 31, 'expected "&", "|" or the end, found ")"'],
    ['german / billing', 22, 'expected "&", "|" or the end, found "/"'],
    ["'german & '", 24, 'expected a skill, "!" or "(", found the end'],
    ["'german  & |'", 26, 'expected a skill, "!" or "(", found "|"'],
    [`${'('.repeat(21)}german`, 35, 'it is nested deeper than 20'],
    [`"${'german & '.repeat(60)}german"`, 15, 'the expression is longer than 500 characters'],
  ])('%s has the column %i', (text, column, reason) => {
    const [first] = told(text);
    expect(first).toContain(`c.yaml:8:${column}: error REQUIREMENT_MALFORMED: ${reason}`);
  });

  it.each([
    ['german and billing', '(write "&")'],
    ['german OR billing', '(write "|")'],
    ['not trainee', '(write "!")'],
    ["''", '(put it in quotes'],
    ['german ~ 3', '(like "german >= 3 &'],
  ])('%s is told what to do', (text, remedy) => {
    expect(told(text)[0]).toContain(remedy);
  });

  it('tells every skill that there is not, each in its place', () => {
    expect(told('germn >= 3 & (billing | contrcts)')).toEqual([
      'c.yaml:8:15: error SKILL_UNKNOWN: there is no skill "germn" (did you mean "german"?)',
      'c.yaml:8:39: error SKILL_UNKNOWN: there is no skill "contrcts" (did you mean "contracts"?)',
    ]);
    const [first] = told("'germn'");
    expect(first).toMatch(/^c\.yaml:8:16: error SKILL_UNKNOWN/);
  });

  it('has its place in a folded text, too', () => {
    const { problems } = readCentre(
      blockCentre('>-\n      german &\n      (billing |\n        trainy)'),
      {
        file: 'c.yaml',
      },
    );
    expect(problems.map(problemLine)[0]).toMatch(/^c\.yaml:13:9: error SKILL_UNKNOWN.*"trainee"/);
  });

  it('in a flow is told there', () => {
    const [first] = told('german', 'requires: german & billin, ');
    expect(first).toMatch(/^c\.yaml:14:54: error SKILL_UNKNOWN/);
  });
});

describe('a requirement that nobody meets', () => {
  it.each([
    ['german >= 11', 'german >= 11'],
    ['german > 10', 'german >= 11'],
    ['german < 0', 'german < 0'],
    ['trainee & billing & !trainee', 'trainee & !trainee'],
    ['german >= 5 & german < 5', 'german >= 5 & german <= 4'],
    ['(german | billing) & !german & !billing', '!billing & !german & (billing | german)'],
  ])('%s is refused', (text, named) => {
    expect(told(text)).toEqual([
      expect.stringContaining(
        `c.yaml:8:15: error REQUIREMENT_CONTRADICTORY: nobody could ever meet "${named}"`,
      ),
    ]);
  });

  it('is refused in a flow that asks what its queue forbids', () => {
    expect(told("'!trainee'", 'requires: trainee, ')).toEqual([
      expect.stringMatching(/^c\.yaml:14:45: error REQUIREMENT_CONTRADICTORY/),
    ]);
    expect(told("'!trainee'", 'skills: { trainee: 2 }, ')).toEqual([
      expect.stringMatching(/^c\.yaml:14:43: error REQUIREMENT_CONTRADICTORY/),
    ]);
  });

  it('today, though somebody could, is a warning', () => {
    expect(told('german & (contracts | trainee)')).toEqual([
      expect.stringMatching(
        /^c\.yaml:7:3: warning QUEUE_UNSERVABLE: .*asks for german & \(contracts \| trainee\)/,
      ),
    ]);
    expect(told('german', 'requires: contracts | !billing, ')).toEqual([
      expect.stringMatching(/^c\.yaml:14:35: warning QUEUE_UNSERVABLE/),
    ]);
  });

  it('is no matter while another alternative can be met', () => {
    expect(told('german >= 11 | billing')).toEqual([]);
  });
});
