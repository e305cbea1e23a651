import type { LiveView } from '../../src/cli/live-view';
import type { AgentView, CallView, QueueView, SwitchView } from '../../src/engine/facade';
import type { CallRecord } from '../../src/port/call-record';

import { WAIT_ESTIMATE } from './wait-sample';

/** 2026-03-02 09:00:00 UTC, a Monday. */
export const NOW = Date.UTC(2026, 2, 2, 9, 0, 0);

export const queue = (queueId: string, given: Partial<QueueView> = {}): QueueView => ({
  queueId,
  clientId: 'acme',
  name: queueId,
  waiting: 0,
  longestWaitMs: 0,
  agents: { idle: 1, busy: 2, onBreak: 0 },
  today: {
    offered: 40,
    answered: 36,
    abandoned: 3,
    overflowed: 1,
    withdrawn: 0,
    answeredInTime: 32,
    waitMsSum: 36 * 8000,
  },
  serviceLevelMs: 20_000,
  waitEstimate: WAIT_ESTIMATE,
  ...given,
});

export const agent = (agentId: string, given: Partial<AgentView> = {}): AgentView => ({
  agentId,
  name: `${agentId} of Acme`,
  providerId: 'north',
  status: 'available',
  state: 'idle',
  since: NOW - 83_000,
  reachable: true,
  phone: { switchId: 'main', device: agentId },
  skills: { german: 9, sales: 5 },
  today: {
    calls: 12,
    talkMs: 3_000_000,
    holdMs: 120_000,
    wrapUpMs: 300_000,
    ringMs: 60_000,
    idleMs: 1_200_000,
    breakMs: 900_000,
  },
  ...given,
});

export const call = (callId: string, given: Partial<CallView> = {}): CallView => ({
  callId,
  clientId: 'acme',
  phase: 'queued',
  ani: '+493055500001',
  dnis: '+498000001',
  offeredAt: NOW - 95_000,
  since: NOW - 40_000,
  queueId: 'sales',
  switchId: 'main',
  ...given,
});

export const mainSwitch: SwitchView = { switchId: 'main', up: true, version: '22.5.0' };

export const liveView = (given: Partial<LiveView> = {}): LiveView => ({
  url: 'http://127.0.0.1:8470',
  at: NOW,
  queues: [queue('sales', { waiting: 2, longestWaitMs: 41_000 }), queue('support')],
  agents: [
    agent('anna', { state: 'talking', callId: 'c-1' }),
    agent('bert', { status: 'on-break', reason: 'lunch' }),
    agent('carla', { status: 'logged-out', reachable: false }),
  ],
  calls: [call('c-1', { phase: 'talking', agentId: 'anna' }), call('c-2')],
  switches: [mainSwitch],
  alarms: [],
  ...given,
});

export const record = (callId: string, given: Partial<CallRecord> = {}): CallRecord => ({
  schema: 1,
  callId,
  contactId: `k-${callId}`,
  clientId: 'acme',
  direction: 'inbound',
  switchId: 'main',
  legId: `in:main:${callId}`,
  ani: '+493055500001',
  dnis: '+498000001',
  flowId: 'welcome',
  queueId: 'sales',
  agentId: 'anna',
  providerId: 'north',
  offeredAt: NOW,
  answeredAt: NOW + 500,
  queuedAt: NOW + 10_000,
  connectedAt: NOW + 30_000,
  endedAt: NOW + 120_000,
  queueMs: 20_000,
  talkMs: 90_000,
  holdMs: 0,
  result: 'connected',
  endedBy: 'caller',
  cause: 'normal',
  raw: { q850: 16 },
  variables: { language: 'de' },
  segments: [
    { index: 0, kind: 'offered', startedAt: NOW, endedAt: NOW + 500 },
    { index: 1, kind: 'ivr', startedAt: NOW + 500, endedAt: NOW + 10_000, flowId: 'welcome' },
    { index: 2, kind: 'queue', startedAt: NOW + 10_000, endedAt: NOW + 30_000, queueId: 'sales' },
    { index: 3, kind: 'talk', startedAt: NOW + 30_000, endedAt: NOW + 120_000, agentId: 'anna' },
  ],
  parties: [
    {
      legId: 'l-1',
      role: 'agent',
      agentId: 'anna',
      providerId: 'north',
      kind: 'ring',
      startedAt: NOW + 25_000,
      endedAt: NOW + 30_000,
      outcome: 'answered',
    },
  ],
  ...given,
});
