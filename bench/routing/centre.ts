import type { AgentConfig, Centre, NumberConfig, QueueConfig } from '../../src/core/centre';
import type { Flow } from '../../src/core/ivr/flow';
import type { RelaxStep } from '../../src/core/queue/relaxation';
import type { Requirement, SkillRequirement } from '../../src/core/queue/requirement';
import type { UrgencyConfig } from '../../src/core/queue/urgency';
import type { Dice } from '../frame/dice';

export interface CentreSize {
  readonly agents: number;
  readonly skills: number;
  readonly queues: number;
}

const SKILLS_PER_AGENT = 5;

/**
 * A centre of three clients and two providers. Every queue, and every flow on top of it, asks for
 * skills that at least one agent has: nobody waits in vain.
 */
export function benchCentre(size: CentreSize, dice: Dice): Centre {
  const skills = Array.from({ length: size.skills }, (_, index) => `skill-${index}`);
  const agents = Array.from({ length: size.agents }, (_, index) => benchAgent(index, skills, dice));
  const queues: QueueConfig[] = [];
  const flows: Flow[] = [];
  const numbers: NumberConfig[] = [];
  for (let index = 0; index < size.queues; index += 1) {
    const [first, second] = Object.entries(dice.pick(agents).skills).map(asRequirement);
    const clientId = `client-${index % 3}`;
    const [queueId, flowId] = [`queue-${index}`, `flow-${index}`];
    const requirement = first ? asExpression(first, index, skills) : [];
    const relax = first ? benchSteps(index, first, size.agents) : [];
    queues.push(benchQueue(index, clientId, { requirement, relax }));
    const asked = dice.below(4) > 0 || !second ? [] : [second];
    flows.push(benchFlow({ flowId, clientId, queueId, skills: asked, priority: dice.below(3) }));
    numbers.push({ number: `+49${index}`, clientId, flowId, language: 'en' });
  }
  const clientIds = ['client-0', 'client-1', 'client-2'];
  return {
    clients: clientIds.map((clientId) => ({ clientId, name: clientId })),
    providers: ['a', 'b'].map((id) => ({ providerId: `provider-${id}`, name: id, clientIds })),
    skills,
    agents,
    queues,
    flows,
    numbers,
    calendars: [],
  };
}

const asRequirement = ([skill, level]: readonly [string, number]): SkillRequirement => ({
  skill,
  levelMin: Math.ceil(level / 4),
});

/** A third ask one skill alone; a third know a second one that will do; a third a ban, too. */
function asExpression(
  asked: SkillRequirement,
  index: number,
  skills: readonly string[],
): Requirement {
  const other: SkillRequirement = { skill: skills[index % skills.length] ?? '', levelMin: 4 };
  const banned: SkillRequirement = { skill: 'trainee', levelMax: 0 };
  if (index % 3 === 0) return [asked];
  const choice = { anyOf: [[asked], [other]] };
  return index % 3 === 1 ? [choice] : [banned, choice];
}

function benchAgent(index: number, skills: readonly string[], dice: Dice): AgentConfig {
  const agentId = `agent-${index}`;
  const had = Array.from({ length: SKILLS_PER_AGENT }, () => dice.pick(skills));
  return {
    agentId,
    name: agentId,
    providerId: index % 2 === 0 ? 'provider-a' : 'provider-b',
    phone: { switchId: 'bench', device: agentId },
    skills: Object.fromEntries(had.map((skill) => [skill, 1 + dice.below(10)])),
  };
}

/** Every curve, a weight, and levels of priority that a wait may outgrow. */
const URGENCIES: readonly UrgencyConfig[] = [
  { priorityWorthMs: 5_000 },
  { curve: 'deadline', priorityWorthMs: 5_000 },
  { curve: 'wait-to-target', targetMs: 30_000, priorityWorthMs: 5_000 },
  { weight: 2, priorityWorthMs: 5_000 },
];

/**
 * Three steps in a wait; the bigger the centre of the bench, the longer its waits. One queue in
 * five begins with the agents of one provider, and one in seven takes in those of another queue.
 */
function benchSteps(index: number, asked: SkillRequirement, agents: number): RelaxStep[] {
  const afterMs = (ms: number): number => Math.round((ms * agents) / 10_000);
  const last: Partial<RelaxStep> =
    index % 7 === 3 ? { alsoQueueId: `queue-${index - 3}` } : { drop: ['trainee'] };
  return [
    { afterMs: afterMs(5_000), addProviderIds: ['provider-b'], lower: { [asked.skill]: 2 } },
    { afterMs: afterMs(15_000), lower: { [asked.skill]: 1 } },
    { afterMs: afterMs(40_000), ...last },
  ];
}

interface Asked {
  readonly requirement: Requirement;
  readonly relax: readonly RelaxStep[];
}

const benchQueue = (
  index: number,
  clientId: string,
  { requirement, relax }: Asked,
): QueueConfig => ({
  queueId: `queue-${index}`,
  clientId,
  ...(index % 5 === 2 && { providerIds: ['provider-a'] }),
  relax,
  urgency: URGENCIES[index % URGENCIES.length] ?? {},
  name: `queue-${index}`,
  requirement,
  music: 'default',
  waitingMax: 100_000,
  waitMaxMs: 3_600_000,
  ringTimeoutMs: 20_000,
  wrapUpMs: 1_000,
  serviceLevelMs: 20_000,
});

interface BenchFlow {
  readonly flowId: string;
  readonly clientId: string;
  readonly queueId: string;
  readonly skills: Requirement;
  readonly priority: number;
}

const benchFlow = ({ flowId, clientId, ...queue }: BenchFlow): Flow => ({
  flowId,
  clientId,
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'queue' },
    queue: { type: 'queue', ...queue, onTimeout: 'end', onFull: 'end' },
    end: { type: 'hangup', cause: 'normal' },
  },
});
