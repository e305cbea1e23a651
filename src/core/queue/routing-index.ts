import { type Agent, compareIdle } from '../agent/agent';
import { type Contact, compareContacts } from '../contact/contact';
import { SortedLine } from '../sorted-line';
import { type Requirement, requirementKey } from './requirement';

/** Contacts of one client and switch that ask the same: whoever may serve one may serve all. */
export interface WaitingLine {
  readonly lineKey: string;
  readonly clientId: string;
  readonly requirement: Requirement;
  readonly contacts: SortedLine<Contact>;
}

/** Stands for "no skill asked" among the keys. */
const ANY = '';

/**
 * Finds the pairs worth asking `whyNot` about, without walking all agents or all contacts:
 * idle agents by each of their skills, waiting lines by one skill that they ask for.
 */
export class RoutingIndex {
  private readonly idleBySkill = new Map<string, SortedLine<Agent>>();
  private readonly idleKeys = new Map<string, { agent: Agent; skills: string[] }>();
  private readonly lines = new Map<string, WaitingLine>();
  private readonly linesBySkill = new Map<string, Set<WaitingLine>>();
  private readonly lineOf = new Map<string, WaitingLine>();
  private readonly countByQueue = new Map<string, number>();
  private readonly queueOf = new Map<string, string>();

  /** To be called after each change of an agent's status, state or skills. */
  refreshAgent(agent: Agent): void {
    this.dropAgent(agent);
    if (agent.status !== 'available' || agent.state !== 'idle' || agent.assignment) return;
    const skills = [ANY, ...Object.keys(agent.config.skills)];
    this.idleKeys.set(agent.agentId, { agent, skills });
    for (const skill of skills) this.idleLine(skill).insert(agent);
  }

  /** To be called before `idleSince` changes, and when an agent is gone. */
  dropAgent(agent: Agent): void {
    const entry = this.idleKeys.get(agent.agentId);
    if (!entry) return;
    for (const skill of entry.skills) this.idleLine(skill).remove(entry.agent);
    this.idleKeys.delete(agent.agentId);
  }

  /** To be called after each change of a contact's phase, queue, priority or requirement. */
  refreshContact(contact: Contact): void {
    this.dropContact(contact);
    if (contact.phase === 'waiting' || contact.phase === 'offered') {
      this.queueOf.set(contact.contactId, contact.queueId);
      this.countByQueue.set(contact.queueId, this.waitingIn(contact.queueId) + 1);
    }
    if (contact.phase !== 'waiting') return;
    const line = this.waitingLine(contact);
    line.contacts.insert(contact);
    this.lineOf.set(contact.contactId, line);
  }

  /** To be called before a contact's priority or place changes, and when it is gone. */
  dropContact(contact: Contact): void {
    const queueId = this.queueOf.get(contact.contactId);
    if (queueId !== undefined) {
      this.countByQueue.set(queueId, this.waitingIn(queueId) - 1);
      this.queueOf.delete(contact.contactId);
    }
    const line = this.lineOf.get(contact.contactId);
    if (!line) return;
    line.contacts.remove(contact);
    this.lineOf.delete(contact.contactId);
    if (line.contacts.length === 0) this.closeLine(line);
  }

  /** Contacts of a queue that wait or ring an agent. */
  waitingIn(queueId: string): number {
    return this.countByQueue.get(queueId) ?? 0;
  }

  /** Idle agents that have the asked skill that the fewest idle agents have; longest idle first. */
  idleFor(requirement: Requirement): Iterable<Agent> {
    let rarest = this.idleLine(requirement[0]?.skill ?? ANY);
    for (const { skill } of requirement) {
      const line = this.idleLine(skill);
      if (line.length < rarest.length) rarest = line;
    }
    return rarest;
  }

  /** Lines that ask for a skill of this agent, or for none. */
  *linesFor(agent: Agent): Iterable<WaitingLine> {
    yield* this.linesBySkill.get(ANY) ?? [];
    for (const skill of Object.keys(agent.config.skills)) {
      yield* this.linesBySkill.get(skill) ?? [];
    }
  }

  private idleLine(skill: string): SortedLine<Agent> {
    let line = this.idleBySkill.get(skill);
    if (!line) {
      line = new SortedLine(compareIdle);
      this.idleBySkill.set(skill, line);
    }
    return line;
  }

  private waitingLine(contact: Contact): WaitingLine {
    const { clientId, switchId, requirement } = contact;
    const lineKey = `${clientId} ${switchId} ${requirementKey(requirement)}`;
    const found = this.lines.get(lineKey);
    if (found) return found;
    const contacts = new SortedLine<Contact>(compareContacts);
    const line: WaitingLine = { lineKey, clientId, requirement, contacts };
    this.lines.set(lineKey, line);
    const skill = requirement[0]?.skill ?? ANY;
    const beside = this.linesBySkill.get(skill);
    if (beside) beside.add(line);
    else this.linesBySkill.set(skill, new Set([line]));
    return line;
  }

  private closeLine(line: WaitingLine): void {
    this.lines.delete(line.lineKey);
    this.linesBySkill.get(line.requirement[0]?.skill ?? ANY)?.delete(line);
  }
}
