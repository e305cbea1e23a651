import type { AgentConfig, Centre } from '../../src/core/centre';

const agent = (agentId: string, switchId: string, skills: Record<string, number>): AgentConfig => ({
  agentId,
  name: agentId,
  providerId: 'house',
  phone: { switchId, device: agentId },
  skills,
});

/** A line with a menu in German and two skills, on one switch or two. */
export const realCentre = (agents: readonly { id: string; switchId: string }[]): Centre => ({
  clients: [{ clientId: 'acme', name: 'Acme' }],
  providers: [{ providerId: 'house', name: 'House', clientIds: ['acme'] }],
  skills: ['sales', 'support'],
  agents: agents.map(({ id, switchId }, n) =>
    agent(id, switchId, n % 2 === 0 ? { support: 5 } : { sales: 5 }),
  ),
  queues: ['sales', 'support'].map((skill) => ({
    queueId: skill,
    clientId: 'acme',
    name: skill,
    requirement: [{ skill, levelMin: 3 }],
    music: 'default',
    waitingMax: 100,
    waitMaxMs: 120_000,
    ringTimeoutMs: 30_000,
    wrapUpMs: 1_000,
    serviceLevelMs: 20_000,
  })),
  flows: [
    {
      flowId: 'main',
      clientId: 'acme',
      start: 'answer',
      nodes: {
        answer: { type: 'answer', next: 'menu' },
        menu: {
          type: 'menu',
          media: ['sound:leitstand/welcome', 'sound:leitstand/menu'],
          choices: { '1': 'sales', '2': 'support', '3': 'number' },
          timeoutMs: 20_000,
          attemptsMax: 3,
          invalidMedia: ['sound:leitstand/invalid'],
          onFailed: 'bye',
        },
        number: {
          type: 'collect',
          media: ['sound:leitstand/enter-customer-number'],
          variable: 'customer',
          digitsMin: 4,
          digitsMax: 8,
          terminator: '#',
          firstDigitTimeoutMs: 20_000,
          interDigitTimeoutMs: 10_000,
          attemptsMax: 3,
          invalidMedia: ['sound:leitstand/invalid'],
          next: 'support',
          onFailed: 'bye',
        },
        sales: {
          type: 'queue',
          queueId: 'sales',
          skills: [],
          priority: 0,
          onTimeout: 'bye',
          onFull: 'bye',
        },
        support: {
          type: 'queue',
          queueId: 'support',
          skills: [],
          priority: 0,
          onTimeout: 'bye',
          onFull: 'bye',
        },
        bye: { type: 'hangup', cause: 'normal' },
      },
    },
  ],
  numbers: [{ number: '493012300', clientId: 'acme', flowId: 'main', language: 'de' }],
  calendars: [],
});
