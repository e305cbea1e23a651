import type { Agent } from '../agent/agent';
import { skillsAt } from '../agent/skill-expiry';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { stagesFor } from './relax';
import { type Stage, stageAfter } from './relaxation';
import type { Skills } from './requirement';

/**
 * The first instant to come (ms, UTC) from which on this holds of agent and contact, as far as it
 * is known: at a step of the contact's relaxation, or when a skill of the agent expires. Undefined
 * where it never does.
 */
export function eligibleFrom(
  world: World,
  agent: Agent,
  contact: Contact,
  holds: (stage: Stage, skills: Skills) => boolean,
): number | undefined {
  const { step = 0, queuedAt } = contact;
  const stages = stagesFor(world, contact);
  const instants = [
    ...stages.slice(step + 1).map(({ afterMs }) => queuedAt + afterMs),
    ...Object.values(agent.config.skillsUntil ?? {}),
  ];
  return instants
    .sort((a, b) => a - b)
    .find((at) => {
      const stage = stages[Math.max(step, stageAfter(stages, at - queuedAt))];
      return stage !== undefined && holds(stage, skillsAt(agent.config, at));
    });
}
