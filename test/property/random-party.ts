import fc from 'fast-check';
import type { Centre } from '../../src/core/centre';
import type { PartyDestination, PartyRequest, TransferDestination } from '../../src/core/input';
import { TALK_CENTRE } from '../core/talk-centre';

type Ask = DistributiveOmit<PartyRequest>;
type DistributiveOmit<T> = T extends PartyRequest ? Omit<T, 'callId'> : never;

/** This centre with more people, a second queue, and somebody outside. */
export const withParties = (centre: Centre): Centre => ({
  ...centre,
  clients: TALK_CENTRE.clients,
  providers: [...centre.providers, { providerId: 'west', name: 'West', clientIds: ['bora'] }],
  agents: [
    ...centre.agents,
    ...TALK_CENTRE.agents
      .filter(({ agentId: id }) => !centre.agents.some((agent) => agent.agentId === id))
      .map((agent) => (agent.supervises ? { ...agent, providerId: 'west' } : agent)),
  ],
  queues: [
    ...centre.queues.map((queue) => ({ ...queue, parkMaxMs: 20_000 })),
    ...TALK_CENTRE.queues.filter((queue) => queue.queueId === 'service'),
  ],
  transferTargets: TALK_CENTRE.transferTargets ?? [],
});

const agentId = fc.constantFrom('anna', 'ben', 'carla', 'dora');
const party: fc.Arbitrary<PartyDestination> = fc.oneof(
  { weight: 4, arbitrary: agentId.map((id) => ({ kind: 'agent' as const, agentId: id })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'target' as const, targetId: 'support' }) },
);
const destination: fc.Arbitrary<TransferDestination> = fc.oneof(
  party,
  fc.constantFrom<TransferDestination>(
    { kind: 'queue', queueId: 'sales' },
    { kind: 'queue', queueId: 'service' },
    { kind: 'queue', queueId: 'service', place: 'end' },
    { kind: 'flow', flowId: 'main' },
  ),
);
const mode = fc.constantFrom('listen' as const, 'whisper' as const, 'barge' as const);
const change = fc.constantFrom(
  'complete' as const,
  'cancel' as const,
  'swap' as const,
  'swap' as const,
  'merge' as const,
);

/** Anything that can be asked about the parties of a call. */
export const partyRequest: fc.Arbitrary<Ask> = fc.oneof(
  {
    weight: 2,
    arbitrary: destination.map<Ask>((to) => ({
      type: 'call.transfer-requested',
      to,
    })),
  },
  {
    weight: 4,
    arbitrary: party.map<Ask>((to) => ({ type: 'call.consult-requested', to })),
  },
  {
    weight: 5,
    arbitrary: change.map<Ask>((how) => ({
      type: 'call.consult-change-requested',
      change: how,
    })),
  },
  {
    weight: 2,
    arbitrary: party.map<Ask>((to) => ({
      type: 'call.conference-requested',
      to,
    })),
  },
  {
    weight: 1,
    arbitrary: party.map<Ask>((one) => ({
      type: 'call.leave-requested',
      party: one,
    })),
  },
  { weight: 1, arbitrary: fc.constant<Ask>({ type: 'call.park-requested' }) },
  {
    weight: 3,
    arbitrary: agentId.map<Ask>((id) => ({
      type: 'call.pick-up-requested',
      agentId: id,
    })),
  },
  {
    weight: 3,
    arbitrary: mode.map<Ask>((how) => ({
      type: 'call.supervise-requested',
      supervisorId: 'dora',
      mode: how,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Ask>({ type: 'call.supervise-end-requested', supervisorId: 'dora' }),
  },
);
