import type { Centre } from '../../src/core/centre';
import { NUMBER } from './contender';

/** The one switch of the engine. */
export const SWITCH_ID = 'bench';

/** One queue for all, whose agents are free again at once. */
export function centreOf(devices: readonly string[]): Centre {
  const clientId = 'bench';
  const providerId = 'bench';
  return {
    clients: [{ clientId, name: 'Bench' }],
    providers: [{ providerId, name: 'Bench', clientIds: [clientId] }],
    skills: [],
    agents: devices.map((device) => ({
      agentId: device,
      name: device,
      providerId,
      phone: { switchId: SWITCH_ID, device },
      skills: {},
    })),
    queues: [
      {
        queueId: 'all',
        clientId,
        name: 'All',
        requirement: [],
        music: 'default',
        waitingMax: 10_000,
        waitMaxMs: 600_000,
        ringTimeoutMs: 20_000,
        wrapUpMs: 0,
        serviceLevelMs: 20_000,
      },
    ],
    flows: [
      {
        flowId: 'in',
        clientId,
        start: 'answer',
        nodes: {
          answer: { type: 'answer', next: 'queue' },
          queue: {
            type: 'queue',
            queueId: 'all',
            skills: [],
            priority: 0,
            onTimeout: 'end',
            onFull: 'end',
          },
          end: { type: 'hangup', cause: 'normal' },
        },
      },
    ],
    numbers: [{ number: NUMBER, clientId, flowId: 'in', language: 'en' }],
    calendars: [],
  };
}
