/** Who waits for what in the outage test: a skill, its agents, and a key of the menu. */
const DESKS = {
  patience: ['p1'],
  ring: ['r1', 'r2'],
  talk: ['t1', 't2', 't3', 't4', 't5', 't6', 't7'],
} as const;

export const AGENTS: readonly string[] = Object.values(DESKS).flat();
export const NUMBER = '493012300';

const agents = Object.entries(DESKS).flatMap(([skill, ids]) =>
  ids.map(
    (id) =>
      `  ${id}: { name: ${id}, provider: house, ` +
      `phone: { switch: main, device: ${id} }, skills: { ${skill}: 5 } }`,
  ),
);

const queues = Object.keys(DESKS).map(
  (skill) =>
    `  ${skill}: { client: acme, name: ${skill}, skills: { ${skill}: 3 }, music: default, ` +
    'waitingMax: 100, waitMax: 10m, ringTimeout: 60s, wrapUp: 5m, serviceLevel: 20s }',
);

/** A centre whose callers stay where the test puts them. */
export const OUTAGE_CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
skills: [${Object.keys(DESKS).join(', ')}]
agents:
${agents.join('\n')}
queues:
${queues.join('\n')}
flows:
  main:
    client: acme
    start: answer
    nodes:
      answer: { type: answer, next: menu }
      menu:
        type: menu
        media: ['sound:leitstand/welcome', 'sound:leitstand/menu']
        choices: { '1': patience, '2': ring, '3': number, '4': talk }
        timeout: 60s
        attempts: 5
        invalid: 'sound:leitstand/invalid'
        onFailed: bye
      number:
        type: collect
        media: 'sound:leitstand/enter-customer-number'
        variable: customer
        digitsMin: 4
        digitsMax: 8
        terminator: '#'
        firstDigitTimeout: 60s
        interDigitTimeout: 60s
        attempts: 5
        invalid: 'sound:leitstand/invalid'
        next: patience
        onFailed: bye
      patience: { type: queue, queue: patience, onTimeout: bye, onFull: bye }
      ring: { type: queue, queue: ring, onTimeout: bye, onFull: bye }
      talk: { type: queue, queue: talk, onTimeout: bye, onFull: bye }
      bye: { type: hangup }
numbers:
  '${NUMBER}': { client: acme, flow: main, language: de }
`;
