import type { Row } from './record-rows';

interface SkillBound {
  readonly skill: string;
  readonly levelMin?: number;
}

/** What of a centre becomes rows; the engine's own type has all of this and more. */
export interface CentreDocument {
  readonly clients: readonly { readonly clientId: string; readonly name: string }[];
  readonly providers: readonly {
    readonly providerId: string;
    readonly name: string;
    readonly clientIds: readonly string[];
  }[];
  readonly skills: readonly string[];
  readonly agents: readonly {
    readonly agentId: string;
    readonly name: string;
    readonly providerId: string;
    readonly phone: { readonly switchId: string; readonly device: string };
    readonly skills: Readonly<Record<string, number>>;
  }[];
  readonly queues: readonly {
    readonly queueId: string;
    readonly clientId: string;
    readonly name: string;
    /** Bounds on skills, and alternatives of them. */
    readonly requirement: readonly (SkillBound | { readonly anyOf: readonly unknown[] })[];
    readonly music: string;
    readonly waitingMax: number;
    readonly waitMaxMs: number;
    readonly ringTimeoutMs: number;
    readonly wrapUpMs: number;
    readonly serviceLevelMs: number;
  }[];
  readonly flows: readonly { readonly flowId: string; readonly clientId: string }[];
  readonly numbers: readonly {
    readonly number: string;
    readonly clientId: string;
    readonly flowId: string;
    readonly language: string;
  }[];
  readonly calendars: readonly { readonly calendarId: string; readonly zone: string }[];
}

export interface TableRows {
  readonly table: string;
  readonly key: readonly string[];
  readonly rows: readonly Row[];
}

/** Things that have a life of their own: kept with removed_at when they are gone. */
export const thingsOf = (centre: CentreDocument): TableRows[] => [
  {
    table: 'clients',
    key: ['client_id'],
    rows: centre.clients.map(({ clientId, name }) => ({ client_id: clientId, name })),
  },
  {
    table: 'providers',
    key: ['provider_id'],
    rows: centre.providers.map(({ providerId, name }) => ({ provider_id: providerId, name })),
  },
  { table: 'skills', key: ['skill'], rows: centre.skills.map((skill) => ({ skill })) },
  { table: 'agents', key: ['agent_id'], rows: centre.agents.map(agentRow) },
  { table: 'queues', key: ['client_id', 'queue_id'], rows: centre.queues.map(queueRow) },
  {
    table: 'flows',
    key: ['client_id', 'flow_id'],
    rows: centre.flows.map((flow) => ({
      client_id: flow.clientId,
      flow_id: flow.flowId,
      document: { ...flow },
    })),
  },
  {
    table: 'numbers',
    key: ['client_id', 'number'],
    rows: centre.numbers.map(({ clientId, number, flowId, language }) => ({
      ...{ client_id: clientId, number, flow_id: flowId, language },
    })),
  },
  {
    table: 'calendars',
    key: ['calendar_id'],
    rows: centre.calendars.map((calendar) => ({
      calendar_id: calendar.calendarId,
      zone: calendar.zone,
      document: { ...calendar },
    })),
  },
];

const agentRow = (agent: CentreDocument['agents'][number]): Row => ({
  agent_id: agent.agentId,
  provider_id: agent.providerId,
  name: agent.name,
  switch_id: agent.phone.switchId,
  device: agent.phone.device,
});

const queueRow = (queue: CentreDocument['queues'][number]): Row => ({
  client_id: queue.clientId,
  queue_id: queue.queueId,
  name: queue.name,
  music: queue.music,
  waiting_max: queue.waitingMax,
  wait_max_ms: queue.waitMaxMs,
  ring_timeout_ms: queue.ringTimeoutMs,
  wrap_up_ms: queue.wrapUpMs,
  service_level_ms: queue.serviceLevelMs,
});

/** Pairs between things; those of an earlier centre are replaced. */
export const linksOf = (centre: CentreDocument): TableRows[] => [
  {
    table: 'provider_clients',
    key: ['client_id', 'provider_id'],
    rows: centre.providers.flatMap(({ providerId, clientIds }) =>
      clientIds.map((clientId) => ({ client_id: clientId, provider_id: providerId })),
    ),
  },
  {
    table: 'agent_skills',
    key: ['agent_id', 'skill'],
    rows: centre.agents.flatMap(({ agentId, skills }) =>
      Object.entries(skills).map(([skill, level]) => ({ agent_id: agentId, skill, level })),
    ),
  },
  {
    table: 'queue_skills',
    key: ['client_id', 'queue_id', 'skill'],
    rows: centre.queues.flatMap(({ clientId, queueId, requirement }) =>
      requirement.flatMap((term) => {
        // What only some of its alternatives ask, or forbid, is no row.
        if (!('skill' in term) || term.levelMin === undefined) return [];
        const { skill, levelMin } = term;
        return [{ client_id: clientId, queue_id: queueId, skill, level_min: levelMin }];
      }),
    ),
  },
];
