import { type Agent, compareIdle } from '../agent/agent';
import { type Contact, type ContactPhase, comparePlaces } from '../contact/contact';
import type { Directory } from '../directory';
import { merged, SortedLine } from '../sorted-line';
import { HeldContacts } from './held-contacts';
import { necessarySkills } from './necessary-skills';
import { PlaceLines } from './place-lines';
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

/** By queue. */
type Places = Map<string, PlaceLines>;

/** Where a contact keeps its place. */
interface KeptPlace {
  readonly places: Places;
  readonly queueId: string;
  readonly line: SortedLine<Contact>;
}

const NO_LINES = new PlaceLines();

/** The lines of idle agents in which one stands. */
interface IdleEntry {
  readonly agent: Agent;
  readonly lines: readonly SortedLine<Agent>[];
}

function lineAt(lines: Map<string, SortedLine<Agent>>, key: string): SortedLine<Agent> {
  let line = lines.get(key);
  if (!line) {
    line = new SortedLine(compareIdle);
    lines.set(key, line);
  }
  return line;
}

/** Stands for "no skill is needed" among the skills. */
const ANY = '';

/**
 * Finds the pairs worth asking `whyNot` about, without walking all agents or all contacts:
 * idle agents by each of their skills, waiting lines by skills without which nobody serves them.
 */
export class RoutingIndex {
  private readonly idleBySkill = new Map<string, SortedLine<Agent>>();
  /** By the queue whose reserve they are. */
  private readonly idleByReserve = new Map<string, SortedLine<Agent>>();
  private readonly idleIn = new Map<string, IdleEntry>();
  private readonly lines = new Map<string, WaitingLine>();
  private readonly linesBySkill = new Map<string, Set<WaitingLine>>();
  private readonly lineOf = new Map<string, WaitingLine>();
  private readonly standing: Places = new Map();
  /** Those who keep a place without being on the line: to be called back, or being called. */
  private readonly virtual: Places = new Map();
  private readonly calling: Places = new Map();
  private readonly keptPlaces = new Map<string, KeptPlace>();
  /** Waiting contacts that are left to one agent. */
  readonly held = new HeldContacts();

  constructor(private readonly directory: Directory) {}

  /** To be called after each change of an agent's status, state or skills. */
  refreshAgent(agent: Agent): void {
    this.dropAgent(agent);
    if (agent.status !== 'available' || agent.state !== 'idle' || agent.assignment) return;
    const lines = [this.idleLine(ANY)];
    for (const skill of Object.keys(agent.config.skills)) lines.push(this.idleLine(skill));
    if (this.directory.hasReserves) {
      for (const { queueId } of this.directory.reservesOf(agent.config)) {
        lines.push(lineAt(this.idleByReserve, queueId));
      }
    }
    this.idleIn.set(agent.agentId, { agent, lines });
    for (const line of lines) line.insert(agent);
  }

  /** To be called before `idleSince` changes, and when an agent is gone. */
  dropAgent(agent: Agent): void {
    const entry = this.idleIn.get(agent.agentId);
    if (!entry) return;
    for (const line of entry.lines) line.remove(entry.agent);
    this.idleIn.delete(agent.agentId);
  }

  /** To be called after each change of a contact's phase, queue, priority or requirement. */
  refreshContact(contact: Contact): void {
    this.dropContact(contact);
    this.keepPlace(contact);
    if (contact.phase !== 'waiting') return;
    const line = this.waitingLine(contact);
    line.contacts.insert(contact);
    this.lineOf.set(contact.contactId, line);
    this.held.add(contact);
  }

  /** To be called before a contact's priority or place changes, and when it is gone. */
  dropContact(contact: Contact): void {
    this.leavePlace(contact);
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
    return this.standingIn(queueId).size;
  }

  standingIn(queueId: string): PlaceLines {
    return this.standing.get(queueId) ?? NO_LINES;
  }

  /** Those contacts by their places alone. */
  inLine(queueId: string): readonly Contact[] {
    return [...this.standingIn(queueId)].sort(comparePlaces);
  }

  /** Contacts of a queue that are to be called back. */
  virtualIn(queueId: string): PlaceLines {
    return this.virtual.get(queueId) ?? NO_LINES;
  }

  /** Contacts of a queue whose customers are being called back. */
  callingIn(queueId: string): PlaceLines {
    return this.calling.get(queueId) ?? NO_LINES;
  }

  /** Whether anybody at all is to be called back. */
  get hasVirtual(): boolean {
    return this.virtual.size > 0;
  }

  /** Those who are to be called back and those who are being called, in no order. */
  *absentFrom(queueId: string): Iterable<Contact> {
    yield* this.virtualIn(queueId);
    yield* this.callingIn(queueId);
  }

  absentIn(queueId: string): number {
    return this.virtualIn(queueId).size + this.callingIn(queueId).size;
  }

  /**
   * Idle agents among whom are all that meet the requirement, longest idle first: those with the
   * rarest of the skills that it cannot do without, where it has alternatives one for each.
   */
  idleFor(requirement: Requirement): Iterable<Agent> {
    const all = this.idleLine(ANY);
    const found = necessarySkills(requirement, (skill) => this.idleLine(skill).length);
    if (!found || found.cost > all.length) return all;
    const lines = found.skills
      .map((skill) => this.idleLine(skill))
      .filter(({ length }) => length > 0);
    return lines.length > 1 ? merged(lines, compareIdle) : (lines[0] ?? []);
  }

  /** Idle agents who belong to a queue's reserve, longest idle first. */
  idleInReserve(queueId: string): Iterable<Agent> {
    return lineAt(this.idleByReserve, queueId);
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

  private keepPlace(contact: Contact): void {
    const { contactId, queueId, phase } = contact;
    const places = this.placesOf(phase);
    if (!places) return;
    let lines = places.get(queueId);
    if (!lines) {
      lines = new PlaceLines();
      places.set(queueId, lines);
    }
    this.keptPlaces.set(contactId, { places, queueId, line: lines.insert(contact) });
  }

  private leavePlace(contact: Contact): void {
    const kept = this.keptPlaces.get(contact.contactId);
    if (!kept) return;
    const { places, queueId, line } = kept;
    line.remove(contact);
    if (places.get(queueId)?.size === 0) places.delete(queueId);
    this.keptPlaces.delete(contact.contactId);
  }

  private placesOf(phase: ContactPhase): Places | null {
    if (phase === 'waiting' || phase === 'offered') return this.standing;
    if (phase === 'virtual') return this.virtual;
    return phase === 'calling' ? this.calling : null;
  }

  private idleLine(skill: string): SortedLine<Agent> {
    return lineAt(this.idleBySkill, skill);
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
