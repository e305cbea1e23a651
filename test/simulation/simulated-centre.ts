import { callbackNodes } from '../../src/config/centre/callback-entry';
import type { AgentConfig, Centre, QueueConfig } from '../../src/core/centre';
import type { Flow } from '../../src/core/ivr/flow';
import type { Requirement } from '../../src/core/queue/requirement';
import { type PartyMix, USUAL_PARTIES } from '../../src/driver/simulated/persona';
import { QUESTION_KEYS, withRecordings } from './recorded-queues';

const SWITCHES = ['north', 'south'] as const;
const AGENTS = 24;
const OPENING = Date.UTC(2026, 0, 5, 7);
const after = (minutes: number): number => OPENING + minutes * 60_000;

/** Skills that end in the course of the day: one that is asked for, and one that is not wanted. */
const EXPIRING: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  3: { trainee: after(9) },
  4: { german: after(14), billing: after(14) },
  13: { trainee: after(21), outage: after(30) },
  15: { booking: after(17) },
  // While nobody is here yet.
  20: { outage: after(0) },
};

const agents: readonly AgentConfig[] = Array.from({ length: AGENTS }, (_, n) => {
  const agentId = `a${String(n).padStart(2, '0')}`;
  const skills: Record<string, number> = { billing: 1 + (n % 10) };
  if (n % 2 === 0) skills['german'] = 5 + (n % 6);
  if (n % 3 === 0) skills['booking'] = 3 + (n % 8);
  if (n % 10 === 0 || n % 10 === 3) skills['outage'] = 7;
  if (n % 10 === 3) skills['trainee'] = 2;
  if (n % 10 === 5) skills['network'] = 4;
  if (n % 10 === 7) skills['outage'] = 3;
  return {
    agentId,
    name: agentId,
    providerId: n % 4 === 3 ? 'two' : 'one',
    phone: { switchId: SWITCHES[n % 2] ?? 'north', device: agentId },
    skills,
    ...(EXPIRING[n] && { skillsUntil: EXPIRING[n] }),
    ...(n % 8 === 1 && { supervises: { providerIds: ['one', 'two'], clientIds: ['bora'] } }),
  };
});

const queue = (
  queueId: string,
  clientId: string,
  requirement: Requirement,
  more: Partial<QueueConfig> = {},
): QueueConfig => ({
  queueId,
  clientId,
  name: queueId,
  requirement,
  music: 'default',
  waitingMax: 6,
  waitMaxMs: 90_000,
  ringTimeoutMs: 12_000,
  wrapUpMs: 8_000,
  serviceLevelMs: 20_000,
  parkMaxMs: 30_000,
  waiting: {
    announce: { firstMs: 6_000, everyMs: 20_000, position: true, estimate: true },
    comfort: { firstMs: 8_000, everyMs: 25_000, messages: [['sound:keys'], ['sound:missing']] },
  },
  ...more,
});

const flow: Flow = {
  flowId: 'main',
  clientId: 'acme',
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'greeting' },
    greeting: { type: 'play', media: ['sound:greeting'], next: 'menu' },
    menu: {
      type: 'menu',
      media: ['sound:menu'],
      choices: { '1': 'billing', '2': 'outage', '3': 'customer', '4': 'lost-sound', '5': 'back' },
      timeoutMs: 5_000,
      attemptsMax: 3,
      invalidMedia: ['sound:invalid'],
      onFailed: 'billing',
    },
    customer: {
      type: 'collect',
      media: ['sound:number'],
      variable: 'customer',
      digitsMin: 2,
      digitsMax: 6,
      terminator: '#',
      firstDigitTimeoutMs: 6_000,
      interDigitTimeoutMs: 3_000,
      attemptsMax: 2,
      invalidMedia: ['sound:invalid'],
      next: 'hours',
      onFailed: 'bye',
    },
    hours: { type: 'hours', calendarId: 'office', open: 'german', closed: 'bye' },
    'lost-sound': { type: 'play', media: ['sound:missing'], next: 'bye' },
    billing: {
      type: 'queue',
      queueId: 'billing',
      skills: [],
      priority: 0,
      onTimeout: 'sorry',
      onFull: 'sorry',
      keys: { '6': 'back', '7': 'outage', '8': 'billing', '9': 'bye' },
    },
    german: {
      type: 'queue',
      queueId: 'billing',
      skills: [{ skill: 'german', levelMin: 6 }],
      ownAgent: 'a${customer}',
      priority: 2,
      onTimeout: 'billing',
      onFull: 'sorry',
    },
    outage: {
      type: 'queue',
      queueId: 'outage',
      skills: [],
      priority: 5,
      onTimeout: 'sorry',
      onFull: 'sorry',
      onNoAgents: 'billing',
    },
    ...callbackNodes(
      'back',
      { type: 'callback', place: 'billing', next: 'bye', onFailed: 'billing' },
      'billing',
    ),
    sorry: { type: 'play', media: ['sound:sorry'], next: 'bye' },
    bye: { type: 'hangup', cause: 'normal' },
  },
};

const booking: Flow = {
  flowId: 'booking',
  clientId: 'bora',
  start: 'queue',
  nodes: {
    queue: {
      type: 'queue',
      queueId: 'booking',
      skills: [],
      priority: 1,
      onTimeout: 'bye',
      onFull: 'bye',
    },
    bye: { type: 'hangup', cause: 'busy' },
  },
};

/** `(outage >= 5 | network) & !trainee`: each part of it decides about some of the agents. */
const OUTAGE: Requirement = [
  { skill: 'trainee', levelMax: 0 },
  { anyOf: [[{ skill: 'outage', levelMin: 5 }], [{ skill: 'network', levelMin: 1 }]] },
];

/** Two clients, two providers, two switches; small queues, so that every bound bites at times. */
export const SIMULATED_CENTRE: Centre = withRecordings({
  clients: [
    { clientId: 'acme', name: 'Acme' },
    { clientId: 'bora', name: 'Bora' },
  ],
  providers: [
    { providerId: 'one', name: 'One', clientIds: ['acme', 'bora'] },
    { providerId: 'two', name: 'Two', clientIds: ['acme'] },
  ],
  skills: ['billing', 'german', 'booking', 'outage', 'network', 'trainee'],
  agents,
  queues: [
    queue('billing', 'acme', [{ skill: 'billing', levelMin: 2 }], {
      callback: {
        trunk: 'provider',
        allow: ['0', '+49', '49'],
        deny: ['0900'],
        attemptsMax: 3,
        retryAfterMs: 20_000,
        ringTimeoutMs: 20_000,
        expireAfterMs: 600_000,
        pendingMax: 6,
      },
      chooseAgent: ['sticky'],
      ringMax: 2,
      reserve: 1,
      sticky: { holdMs: 15_000, rememberMs: 3_600_000 },
      providerIds: ['one'],
      urgency: { curve: 'deadline', priorityWorthMs: 15_000 },
      relax: [
        { afterMs: 8_000, addProviderIds: ['two'] },
        { afterMs: 20_000, lower: { german: 5 } },
        { afterMs: 35_000, drop: ['billing', 'german'] },
      ],
    }),
    queue('outage', 'acme', OUTAGE, {
      chooseAgent: ['least-proficient', 'fewest-calls'],
      urgency: { weight: 2, priorityWorthMs: 4_000 },
      relax: [
        { afterMs: 10_000, requirement: [{ skill: 'outage', levelMin: 3 }] },
        { afterMs: 25_000, alsoQueueId: 'billing' },
      ],
      overflowWhen: { noAgentsMs: 10_000 },
    }),
    queue('booking', 'bora', [{ skill: 'booking', levelMin: 8 }], {
      chooseAgent: ['round-robin'],
      urgency: { curve: 'wait-to-target', targetMs: 60_000 },
      relax: [
        { afterMs: 5_000, lower: { booking: 6 } },
        { afterMs: 15_000, lower: { booking: 4 } },
      ],
      overflowWhen: { estimateOverMs: 45_000 },
      hours: { calendarId: 'desk', drainForMs: 15_000 },
    }),
  ],
  flows: [flow, booking],
  numbers: [
    { number: '100', clientId: 'acme', flowId: 'main', language: 'de' },
    { number: '200', clientId: 'bora', flowId: 'booking', language: 'en' },
  ],
  calendars: [],
  transferTargets: [
    { targetId: 'outside', name: 'Out', number: '0800', trunk: 'carrier', switchId: 'north' },
  ],
  // One way only, so that both are seen: agents who are reached so, and agents who are not.
  tieLines: [{ tieLineId: 'tie', fromSwitchId: 'north', toSwitchId: 'south', trunk: 'to-south' }],
});

/** Who is called back: most are there, and most want it still. */
export const CALLED_BACK: PartyMix = {
  ...USUAL_PARTIES,
  answers: { human: 60, machine: 15, 'no-answer': 10, busy: 10, 'unknown-number': 5 },
  keys: { 'sound:de/leitstand/callback-hello': ['1', '1', '1', '9', '4'] },
};

/** What callers dial, and which keys the prompts want. */
export const DIALLED = { '100': 80, '200': 19, '999': 1 };
export const KEYS = {
  ...QUESTION_KEYS,
  'sound:de/menu': ['1', '1', '1', '2', '2', '3', '3', '4', '5'],
  'sound:de/invalid': ['1', '3'],
  'sound:de/keys': ['6', '6', '7', '8', '9', '', ''],
  'sound:de/leitstand/callback-number': ['1', '1', '2'],
  'sound:de/leitstand/callback-enter': ['0301234#', '09001234#', '1#'],

  'sound:de/number': ['07#', '14#', '123456', '1#'],
};
