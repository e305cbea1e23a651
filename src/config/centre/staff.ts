import type { AgentConfig, Centre, QueueConfig } from '../../core/centre';
import type { Stage } from '../../core/queue/relaxation';
import { meets } from '../../core/queue/requirement';

type Asks = Pick<Stage, 'requirement' | 'providerIds'>;

/** The agents of a file, and whom each could serve, now or once a skill has not expired. */
export class Staff {
  private readonly byClient = new Map<string, AgentConfig[]>();

  constructor(centre: Centre) {
    const clients = new Map(centre.providers.map((p) => [p.providerId, p.clientIds]));
    for (const agent of centre.agents) {
      for (const clientId of clients.get(agent.providerId) ?? []) {
        const agents = this.byClient.get(clientId);
        if (agents) agents.push(agent);
        else this.byClient.set(clientId, [agent]);
      }
    }
  }

  canServe(queue: QueueConfig, asks: Asks): boolean {
    return this.workingFor(queue).some((agent) => isEligible(agent, asks));
  }

  /** Whether somebody may who meets what is asked now, and did not meet what was before. */
  gains(queue: QueueConfig, before: Asks, now: Asks): boolean {
    return this.workingFor(queue).some(
      (agent) => isEligible(agent, now) && !isEligible(agent, before),
    );
  }

  private workingFor({ clientId, queueId }: QueueConfig): readonly AgentConfig[] {
    const agents = this.byClient.get(clientId) ?? [];
    return agents.filter(({ queues }) => queues?.[queueId] !== 0);
  }
}

const isEligible = ({ skills, providerId }: AgentConfig, { requirement, providerIds }: Asks) =>
  (providerIds?.includes(providerId) ?? true) && meets(skills, requirement);
