import type { AgentConfig, Centre, QueueConfig } from '../../../src/core/centre';
import type { Flow } from '../../../src/core/ivr/flow';
import type { SwitchHarness } from '../../conformance/switch-harness';

/** Leads to a menu, whose key 1 is the queue. */
export const SERVICE_NUMBER = '4930999';
/** Asks for the customer's number and says that nobody is there. */
export const CLOSED_NUMBER = '4930998';

/** An offer that nobody answers ends after this; answering by hand has to fit in. */
const RING_TIMEOUT_MS = 3000;
/** Long enough for the agent's leg to be gone before it is over. */
const WRAP_UP_MS = 3000;

const CLIENT = 'client';
const PROVIDER = 'provider';

/** Two numbers with a flow each, one queue, and two agents whose phones the scenario plays. */
export function scenarioCentre(harness: SwitchHarness, agentIds: readonly string[]): Centre {
  return {
    clients: [{ clientId: CLIENT, name: 'Client' }],
    providers: [{ providerId: PROVIDER, name: 'Provider', clientIds: [CLIENT] }],
    skills: [],
    agents: agentIds.map((agentId) => agent(agentId, harness.switchId)),
    queues: [queue(harness.music)],
    flows: [serviceFlow(harness.sound), closedFlow(harness.sound)],
    numbers: [
      { number: SERVICE_NUMBER, clientId: CLIENT, flowId: 'service', language: 'en' },
      { number: CLOSED_NUMBER, clientId: CLIENT, flowId: 'closed', language: 'en' },
    ],
    calendars: [{ calendarId: 'hours', zone: 'Europe/Berlin', weekly: [], exceptions: [] }],
  };
}

/** The phone has the agent's name. */
const agent = (agentId: string, switchId: string): AgentConfig => ({
  agentId,
  name: agentId,
  providerId: PROVIDER,
  phone: { switchId, device: agentId },
  skills: {},
});

const queue = (music: string): QueueConfig => ({
  queueId: 'queue',
  clientId: CLIENT,
  name: 'Queue',
  requirement: [],
  music,
  waitingMax: 10,
  waitMaxMs: 600_000,
  ringTimeoutMs: RING_TIMEOUT_MS,
  wrapUpMs: WRAP_UP_MS,
  serviceLevelMs: 20_000,
});

const serviceFlow = (sound: string): Flow => ({
  flowId: 'service',
  clientId: CLIENT,
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'menu' },
    menu: {
      type: 'menu',
      media: [sound],
      choices: { '1': 'queue' },
      timeoutMs: 30_000,
      attemptsMax: 3,
      invalidMedia: [sound],
      onFailed: 'bye',
    },
    queue: {
      type: 'queue',
      queueId: 'queue',
      skills: [],
      priority: 0,
      onTimeout: 'bye',
      onFull: 'bye',
    },
    bye: { type: 'hangup', cause: 'normal' },
  },
});

const closedFlow = (sound: string): Flow => ({
  flowId: 'closed',
  clientId: CLIENT,
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'ask' },
    ask: {
      type: 'collect',
      media: [sound],
      variable: 'customer',
      digitsMin: 3,
      digitsMax: 8,
      terminator: '#',
      firstDigitTimeoutMs: 30_000,
      interDigitTimeoutMs: 30_000,
      attemptsMax: 2,
      invalidMedia: [sound],
      next: 'hours',
      onFailed: 'bye',
    },
    hours: { type: 'hours', calendarId: 'hours', open: 'bye', closed: 'sorry' },
    sorry: { type: 'play', media: [sound], next: 'bye' },
    bye: { type: 'hangup', cause: 'normal' },
  },
});
