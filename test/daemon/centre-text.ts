/** A line with one queue and two agents, on whose phones a test decides. */
export const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
skills: [talk]
agents:
  anna:
    { name: One, provider: house, phone: { switch: main, device: anna }, skills: { talk: 5 } }
  ben:
    { name: Two, provider: house, phone: { switch: main, device: ben }, skills: { talk: 5 } }
queues:
  talk:
    client: acme
    name: Talk
    skills: { talk: 3 }
    music: default
    waitingMax: 100
    waitMax: 10m
    ringTimeout: 60s
    wrapUp: 1s
    serviceLevel: 20s
flows:
  main:
    client: acme
    start: answer
    nodes:
      answer: { type: answer, next: queue }
      queue: { type: queue, queue: talk, onTimeout: bye, onFull: bye }
      bye: { type: hangup }
numbers:
  '493012300': { client: acme, flow: main, language: de }
`;

export const NUMBER = '493012300';
export const DEVICES = ['anna', 'ben'] as const;
