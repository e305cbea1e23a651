import type { FactBody } from '../core/fact';
import type { Turn } from '../core/turn';
import type { WhyMomentKind } from './facade/why-view';

/** Something by which a pair may have become possible, or impossible. */
export interface Stir {
  readonly kind: Extract<
    WhyMomentKind,
    'agent-free' | 'requeued' | 'switch-up' | 'switch-down' | 'centre-applied'
  >;
  readonly agentId?: string;
  readonly providerId?: string;
  readonly reason?: string;
}

/** What this step stirred, each agent once. */
export function stirsOf(turn: Turn): Stir[] {
  const stirs = new Map<string, Stir>();
  const stir = (found: Stir): void => {
    const key = found.agentId ?? `${found.kind} ${found.reason}`;
    if (!stirs.has(key)) stirs.set(key, found);
  };
  const { body } = turn.input;
  if (body.type === 'timer.fired' && body.timerId.startsWith('held-back:'))
    freed(turn, body.timerId.slice('held-back:'.length), stir);
  for (const fact of turn.facts) stirOf(turn, fact.body, stir);
  return [...stirs.values()];
}

function stirOf(turn: Turn, body: FactBody, stir: (found: Stir) => void): void {
  switch (body.type) {
    case 'agent.changed':
    case 'agent.skills-expired':
      return freed(turn, body.agentId, stir);
    case 'endpoint.changed': {
      const { switchId, endpoint, reachable } = body;
      const agentId = turn.world.directory.agentAt(switchId, endpoint);
      return reachable && agentId !== undefined ? freed(turn, agentId, stir) : undefined;
    }
    case 'switch.reconciled':
      return stir({ kind: 'switch-up', reason: body.switchId });
    case 'switch.down':
      return stir({ kind: 'switch-down', reason: body.switchId });
    case 'centre.applied':
      return stir({ kind: 'centre-applied', reason: `version ${body.version}` });
  }
}

/** Of an agent who, as things stand now, has nothing to do. */
function freed(turn: Turn, agentId: string, stir: (found: Stir) => void): void {
  const agent = turn.world.agents.get(agentId);
  if (agent?.status !== 'available' || agent.state !== 'idle') return;
  stir({ kind: 'agent-free', agentId, providerId: agent.config.providerId });
}
