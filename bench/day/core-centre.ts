import type { AgentConfig, Centre, QueueConfig } from '../../src/core/centre';
import type { Flow } from '../../src/core/ivr/flow';
import type { CallerClass, Scenario, Worker } from './scenario';
import { workersOf } from './scenario';

/** What a centre file would say beside the scenario: strategies, reserves, urgency and the like. */
export interface CoreSetting {
  readonly name: string;
  readonly queue?: (kind: CallerClass) => Partial<QueueConfig>;
  readonly agent?: (worker: Worker) => Partial<AgentConfig>;
}

export const SWITCH_ID = 'day';

const DAY_MS = 86_400_000;

/** The scenario as a centre: a number, a flow and a queue for each kind of caller. */
export function centreOf(scenario: Scenario, setting: CoreSetting): Centre {
  const clientId = 'client';
  const skills = new Set(scenario.groups.flatMap((group) => Object.keys(group.skills)));
  return {
    clients: [{ clientId, name: clientId }],
    providers: [{ providerId: 'provider', name: 'provider', clientIds: [clientId] }],
    skills: [...skills],
    agents: workersOf(scenario).map((worker) => ({
      agentId: worker.agentId,
      name: worker.agentId,
      providerId: 'provider',
      phone: { switchId: SWITCH_ID, device: worker.agentId },
      skills: worker.group.skills,
      ...setting.agent?.(worker),
    })),
    queues: scenario.classes.map((kind) => ({
      queueId: kind.name,
      clientId,
      name: kind.name,
      requirement: kind.requirement,
      music: 'default',
      waitingMax: 1_000_000,
      waitMaxMs: DAY_MS * 10,
      ringTimeoutMs: 20_000,
      wrapUpMs: scenario.wrapUpMs,
      serviceLevelMs: kind.serviceLevelMs,
      ...setting.queue?.(kind),
    })),
    flows: scenario.classes.map((kind) => flowOf(kind, clientId)),
    numbers: scenario.classes.map(({ name }) => ({
      number: name,
      clientId,
      flowId: name,
      language: 'en',
    })),
    calendars: [],
  };
}

const flowOf = ({ name, priority }: CallerClass, clientId: string): Flow => ({
  flowId: name,
  clientId,
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'queue' },
    queue: { type: 'queue', queueId: name, skills: [], priority, onTimeout: 'end', onFull: 'end' },
    end: { type: 'hangup', cause: 'normal' },
  },
});
