import { readCentre } from '../../src/config/centre-file';

const centre = (extra: string, supervises = '{ providers: [north] }'): string => `
clients: { acme: { name: Acme } }
providers: { north: { name: North, clients: [acme] } }
skills: [sales]
agents:
  anna: { name: Anna, provider: north, phone: { switch: main, device: anna }, skills: { sales: 5 } }
  dora:
    name: Dora
    provider: north
    phone: { switch: main, device: dora }
    supervises: ${supervises}
queues:
  sales: { client: acme, name: Sales, skills: { sales: 1 }, parkMax: 3m }
flows:
  main:
    client: acme
    start: answer
    nodes:
      answer: { type: answer, next: sales }
      sales: { type: queue, queue: sales, onTimeout: end, onFull: end }
      end: { type: hangup }
numbers:
  '+49305550100': { client: acme, flow: main, language: de }
transferTargets:
${extra}
`;
const TARGET =
  "  hotline: { name: Hotline, number: '+49 800 (123) 45', trunk: carrier, switch: main }";
const read = (text: string) => readCentre(text, { file: 'c.yaml', switchIds: ['main'] });
const codes = (text: string) => read(text).problems.map((p) => `${p.code} at line ${p.line}`);

it('reads supervisors, slots and targets outside', () => {
  const { centre: made, problems } = read(centre(TARGET));
  expect(problems).toEqual([]);
  expect(made?.transferTargets).toEqual([
    {
      targetId: 'hotline',
      name: 'Hotline',
      number: '+4980012345',
      trunk: 'carrier',
      switchId: 'main',
    },
  ]);
  expect(made?.agents[1]?.supervises).toEqual({ providerIds: ['north'], clientIds: [] });
  expect(made?.queues[0]?.parkMaxMs).toBe(180_000);
});

it.each([
  ["  x: { name: X, number: 'sip:evil@host', trunk: carrier, switch: main }", 'NUMBER_INVALID'],
  ["  x: { name: X, number: '0800', trunk: carrier, switch: other }", 'SWITCH_UNKNOWN'],
  [
    "  x: { name: X, number: '0800', trunk: carrier, switch: main, clients: [bora] }",
    'CLIENT_UNKNOWN',
  ],
  ["  x: { name: X, number: '0800', trunk: carrier, switch: main, any: 1 }", 'KEY_UNKNOWN'],
  ["  x: { name: X, number: '+49 30 5550100', trunk: carrier, switch: main }", 'TARGET_OWN_NUMBER'],
])('%s is %s', (extra, code) => {
  expect(codes(centre(extra))).toEqual([`${code} at line 25`]);
});

it('a supervisor of nobody who exists is told', () => {
  expect(codes(centre(TARGET, '{ clients: [nobody] }'))).toEqual(['CLIENT_UNKNOWN at line 11']);
});
