import type { Agent } from '../agent/agent';
import type { Directory } from '../directory';
import { necessarySkills } from './necessary-skills';
import type { Stage } from './relaxation';
import { type Requirement, requirementKey, unmet } from './requirement';

/** Whom a contact takes, whatever they do now. */
export interface StaffAsked {
  readonly clientId: string;
  readonly queueId: string;
  readonly requirement: Requirement;
  /** Whose agents; absent: of every provider that may work for the client. */
  readonly providerIds?: readonly string[];
}

/** How many of them are logged in and available. */
interface Staff extends StaffAsked {
  agents: number;
}

const NOWHERE: readonly string[] = [];

/** Stands for "no skill is needed" among the skills. */
const ANY = '';

/**
 * Counts the available agents, busy ones included, for each requirement that somebody asked
 * about. Counted once, then kept by the changes of status alone: a call changes nothing here.
 */
export class AgentCount {
  private readonly availableBySkill = new Map<string, Set<Agent>>();
  private readonly skillsOf = new Map<string, { agent: Agent; skills: readonly string[] }>();
  private readonly staffs = new Map<string, Staff>();
  private readonly staffsBySkill = new Map<string, Set<Staff>>();
  /** The same by what all contacts of a stage share, since making a key costs more than looking. */
  private readonly staffOf = new WeakMap<Stage, Staff>();

  constructor(private readonly directory: Directory) {}

  /**
   * To be called after each change of an agent's status, and with `dropAgent` before it around a
   * change of skills. Returns the queues in which somebody is served for the first time by that, or
   * is served no more.
   */
  refreshAgent(agent: Agent): readonly string[] {
    const isAvailable = agent.status === 'available' && !agent.removed;
    if (isAvailable === this.skillsOf.has(agent.agentId)) return NOWHERE;
    return isAvailable ? this.addAgent(agent) : this.dropAgent(agent.agentId);
  }

  /** To be called when an agent is gone. */
  dropAgent(agentId: string): readonly string[] {
    const entry = this.skillsOf.get(agentId);
    if (!entry) return NOWHERE;
    this.skillsOf.delete(agentId);
    for (const skill of entry.skills) this.availableBySkill.get(skill)?.delete(entry.agent);
    return this.countIn(entry, -1);
  }

  /** Available agents who may serve contacts of a queue at this stage, whatever they do now. */
  agentsFor(stage: Stage, { clientId, queueId }: Pick<StaffAsked, 'clientId' | 'queueId'>): number {
    let staff = this.staffOf.get(stage);
    if (staff?.clientId !== clientId || staff.queueId !== queueId) {
      staff = this.staffFor({ ...stage, clientId, queueId });
      this.staffOf.set(stage, staff);
    }
    return staff.agents;
  }

  private staffFor(asked: StaffAsked): Staff {
    const { clientId, queueId, requirement, providerIds = [] } = asked;
    const staffKey = `${clientId} ${queueId} ${providerIds.join()} ${requirementKey(requirement)}`;
    const found = this.staffs.get(staffKey);
    if (found) return found;
    const staff: Staff = { ...asked, agents: 0 };
    const foundBy = necessarySkills(requirement, (skill) => this.countOf(skill))?.skills ?? [ANY];
    const some = new Set(foundBy.flatMap((skill) => [...(this.availableBySkill.get(skill) ?? [])]));
    for (const agent of some) if (this.isFit(agent, staff)) staff.agents += 1;
    this.staffs.set(staffKey, staff);
    for (const skill of foundBy) {
      const beside = this.staffsBySkill.get(skill);
      if (beside) beside.add(staff);
      else this.staffsBySkill.set(skill, new Set([staff]));
    }
    return staff;
  }

  private addAgent(agent: Agent): readonly string[] {
    const entry = { agent, skills: [ANY, ...Object.keys(agent.config.skills)] };
    this.skillsOf.set(agent.agentId, entry);
    for (const skill of entry.skills) {
      const beside = this.availableBySkill.get(skill);
      if (beside) beside.add(agent);
      else this.availableBySkill.set(skill, new Set([agent]));
    }
    return this.countIn(entry, 1);
  }

  private countIn(
    { agent, skills }: { agent: Agent; skills: readonly string[] },
    by: number,
  ): readonly string[] {
    const staffs = new Set(skills.flatMap((skill) => [...(this.staffsBySkill.get(skill) ?? [])]));
    const fit = [...staffs].filter((staff) => this.isFit(agent, staff));
    for (const staff of fit) staff.agents += by;
    return fit.filter(({ agents }) => agents === Math.max(0, by)).map(({ queueId }) => queueId);
  }

  private countOf(skill: string): number {
    return this.availableBySkill.get(skill)?.size ?? 0;
  }

  /** Whether an agent may be offered such contacts at all. */
  isFit({ config }: Agent, asked: StaffAsked): boolean {
    const { providerId, queues, skills } = config;
    if (!this.directory.mayServe(providerId, asked.clientId)) return false;
    if (queues?.[asked.queueId] === 0) return false;
    if (asked.providerIds && !asked.providerIds.includes(providerId)) return false;
    return unmet(skills, asked.requirement) === null;
  }
}
