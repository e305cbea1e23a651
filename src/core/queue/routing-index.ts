import { type Agent, compareIdle } from '../agent/agent';
import { type Contact, comparePlaces } from '../contact/contact';
import { merged, SortedLine } from '../sorted-line';
import { HeldContacts } from './held-contacts';
import { necessarySkills } from './necessary-skills';
import { type Requirement, requirementKey } from './requirement';

/**
 * Contacts of one queue, switch and priority that ask the same: whoever may serve one may serve
 * all, and who is before whom stays as it is while they wait.
 */
export interface WaitingLine {
  readonly lineKey: string;
  readonly queueId: string;
  readonly requirement: Requirement;
  readonly providerIds?: readonly string[];
  /** Whoever may serve it has one of these skills; it is found by each of them. */
  readonly foundBy: readonly string[];
  readonly contacts: SortedLine<Contact>;
}

function put(byQueue: Map<string, Set<Contact>>, contact: Contact): void {
  const beside = byQueue.get(contact.queueId);
  if (beside) beside.add(contact);
  else byQueue.set(contact.queueId, new Set([contact]));
}

/** Stands for "no skill is needed" among the skills. */
const ANY = '';

/**
 * Finds the pairs worth asking `whyNot` about, without walking all agents or all contacts:
 * idle agents by each of their skills, waiting lines by skills without which nobody serves them.
 */
export class RoutingIndex {
  private readonly idleBySkill = new Map<string, SortedLine<Agent>>();
  private readonly idleKeys = new Map<string, { agent: Agent; skills: string[] }>();
  private readonly lines = new Map<string, WaitingLine>();
  private readonly linesBySkill = new Map<string, Set<WaitingLine>>();
  private readonly lineOf = new Map<string, WaitingLine>();
  private readonly standing = new Map<string, Set<Contact>>();
  /** By queue: those who keep a place without being on the line. */
  private readonly absent = new Map<string, Set<Contact>>();
  private readonly queueOf = new Map<string, string>();
  /** Waiting contacts that are left to one agent. */
  readonly held = new HeldContacts();

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
      put(this.standing, contact);
    }
    if (contact.phase === 'virtual' || contact.phase === 'calling') {
      this.queueOf.set(contact.contactId, contact.queueId);
      put(this.absent, contact);
    }
    if (contact.phase !== 'waiting') return;
    const line = this.waitingLine(contact);
    line.contacts.insert(contact);
    this.lineOf.set(contact.contactId, line);
    this.held.add(contact);
  }

  /** To be called before a contact's priority or place changes, and when it is gone. */
  dropContact(contact: Contact): void {
    const queueId = this.queueOf.get(contact.contactId);
    if (queueId !== undefined) {
      this.standing.get(queueId)?.delete(contact);
      this.leaveAbsent(queueId, contact);
      this.queueOf.delete(contact.contactId);
    }
    this.held.drop(contact);
    const line = this.lineOf.get(contact.contactId);
    if (!line) return;
    line.contacts.remove(contact);
    this.lineOf.delete(contact.contactId);
    if (line.contacts.length === 0) this.closeLine(line);
  }

  /** The line in which a contact waits, if it does. */
  lineKeyOf({ contactId }: Contact): string | undefined {
    return this.lineOf.get(contactId)?.lineKey;
  }

  /** Whether both wait in one line: whoever may serve one may serve the other. */
  shareLine(a: Contact, b: Contact): boolean {
    const line = this.lineOf.get(a.contactId);
    return line !== undefined && line === this.lineOf.get(b.contactId);
  }

  /** Contacts of a queue that wait or ring an agent. */
  waitingIn(queueId: string): number {
    return this.standing.get(queueId)?.size ?? 0;
  }

  /**
   * Those contacts, to be counted or compared only: their order is that in which they came here,
   * which is another one after a restart.
   */
  standingIn(queueId: string): Iterable<Contact> {
    return this.standing.get(queueId) ?? [];
  }

  /** Those contacts, who comes first first: for whatever has effects, or becomes a fact. */
  inLine(queueId: string): readonly Contact[] {
    return [...this.standingIn(queueId)].sort(comparePlaces);
  }

  /** Contacts of a queue that are to be called back, or are being called; in no order either. */
  absentFrom(queueId: string): Iterable<Contact> {
    return this.absent.get(queueId) ?? [];
  }

  absentIn(queueId: string): number {
    return this.absent.get(queueId)?.size ?? 0;
  }

  /**
   * Idle agents among whom are all that meet the requirement, longest idle first: those with the
   * rarest of the skills that it cannot do without, where it has alternatives one for each.
   */
  idleFor(requirement: Requirement): Iterable<Agent> {
    const all = this.idleLine(ANY);
    const found = necessarySkills(requirement, (skill) => this.idleLine(skill).length);
    if (!found || found.cost > all.length) return all;
    const lines = found.skills.map((skill) => this.idleLine(skill));
    return lines.length === 1 && lines[0] ? lines[0] : merged(lines, compareIdle);
  }

  /** Lines that this agent's skills may serve, each once. */
  *linesFor(agent: Agent): Iterable<WaitingLine> {
    yield* this.linesBySkill.get(ANY) ?? [];
    const { skills } = agent.config;
    for (const skill of Object.keys(skills)) {
      for (const line of this.linesBySkill.get(skill) ?? []) {
        const { foundBy } = line;
        const first = foundBy.length === 1 ? skill : foundBy.find((one) => one in skills);
        if (first === skill) yield line;
      }
    }
  }

  private leaveAbsent(queueId: string, contact: Contact): void {
    const absent = this.absent.get(queueId);
    if (absent?.delete(contact) && absent.size === 0) this.absent.delete(queueId);
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
    const { queueId, switchId, priority, requirement, providerIds } = contact;
    const whose = `${queueId} ${switchId} ${priority} ${providerIds?.join('|') ?? '*'}`;
    const lineKey = `${whose} ${requirementKey(requirement)}`;
    const found = this.lines.get(lineKey);
    if (found) return found;
    const contacts = new SortedLine<Contact>(comparePlaces);
    const foundBy = necessarySkills(requirement, () => 1)?.skills ?? [ANY];
    const line: WaitingLine = {
      ...{ lineKey, queueId, requirement, foundBy, contacts },
      ...(providerIds && { providerIds }),
    };
    this.lines.set(lineKey, line);
    for (const skill of foundBy) {
      const beside = this.linesBySkill.get(skill);
      if (beside) beside.add(line);
      else this.linesBySkill.set(skill, new Set([line]));
    }
    return line;
  }

  private closeLine(line: WaitingLine): void {
    this.lines.delete(line.lineKey);
    for (const skill of line.foundBy) this.linesBySkill.get(skill)?.delete(line);
  }
}
