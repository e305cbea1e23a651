import { EventHeap } from '../day/event-heap';
import { type Person, personOf } from './person';
import type { Scenario } from './scenario';

/** What a policy sees of the floor. The arrays are the floor's own: to be read, not kept. */
export interface FloorView {
  readonly at: number;
  readonly agents: number;
  readonly idle: number;
  readonly busy: readonly { readonly phase: 'talk' | 'wrap-up'; readonly since: number }[];
  readonly ringing: readonly { readonly since: number; readonly listId: string }[];
  readonly waitingSince: readonly number[];
  readonly day: Tally;
}

export interface Tally {
  attempts: number;
  answers: number;
  drops: number;
  /** Sum over agents. */
  busyMs: number;
  signedInMs: number;
}

export interface Happening {
  readonly kind:
    | 'launched'
    | 'answered'
    | 'machine'
    | 'failed'
    | 'connected'
    | 'dropped'
    | 'talk-ended'
    | 'wrap-ended'
    | 'agent-left';
  readonly at: number;
  /** The number of the line or of the agent. */
  readonly who: number;
  readonly listId: string;
}

export interface Policy {
  readonly name: string;
  /** It decides at this beat; without one after each event and when `lookAgainAt` says. */
  readonly everyMs?: number;
  readonly lines: (view: FloorView) => number;
  readonly saw?: (happening: Happening) => void;
  readonly lookAgainMs?: () => number;
}

interface Agent {
  readonly who: number;
  phase: 'idle' | 'talk' | 'wrap-up' | 'away';
  since: number;
  isLeaving: boolean;
  wrapMs: number;
}

interface Line {
  readonly who: number;
  readonly since: number;
  readonly listId: string;
  readonly person: Person;
}

type Due =
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'talk' | 'wrap'; readonly agent: Agent }
  | { readonly kind: 'patience'; readonly line: Line }
  | { readonly kind: 'staffing'; readonly share: number }
  | { readonly kind: 'look' };

/** One day of a campaign on a floor of its own: the plainest simulator that shows pacing. */
export class DialerFloor {
  readonly day: Tally = { attempts: 0, answers: 0, drops: 0, busyMs: 0, signedInMs: 0 };
  private readonly due = new EventHeap<Due>();
  private readonly agents: Agent[];
  private readonly idle: Agent[] = [];
  private readonly busy: Agent[] = [];
  private readonly ringing: Line[] = [];
  private readonly waiting: { line: Line; since: number }[] = [];
  private at = 0;
  private signedIn = 0;
  private lookAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly scenario: Scenario,
    private readonly policy: Policy,
    agents: number,
    private readonly seed: number,
  ) {
    this.agents = Array.from({ length: agents }, (_, who) => ({
      who,
      phase: 'away' as const,
      since: 0,
      isLeaving: false,
      wrapMs: 0,
    }));
    for (const { atMs, share } of scenario.staffing)
      this.due.push(atMs, { kind: 'staffing', share });
  }

  /** Lives through the day and tells what came of it. */
  run(): Tally {
    this.staff(1);
    this.look();
    for (;;) {
      const next = Math.min(this.due.nextAt, this.scenario.dayMs);
      this.passTime(next);
      if (next >= this.scenario.dayMs) return this.day;
      const due = this.due.pop();
      if (!due) return this.day;
      this.happen(due);
      if (this.policy.everyMs === undefined || due.kind === 'look') this.look();
    }
  }

  private passTime(to: number): void {
    this.day.busyMs += this.busy.length * (to - this.at);
    this.day.signedInMs += this.signedIn * (to - this.at);
    this.at = to;
  }

  private happen(due: Due): void {
    switch (due.kind) {
      case 'line':
        return this.endLine(due.line);
      case 'talk':
        return this.endTalk(due.agent);
      case 'wrap':
        return this.endWrap(due.agent);
      case 'patience':
        return this.drop(due.line);
      case 'staffing':
        return this.staff(due.share);
      case 'look':
        this.lookAt = Number.POSITIVE_INFINITY;
        return;
      default:
        return due satisfies never;
    }
  }

  private tell(kind: Happening['kind'], who: number, listId = ''): void {
    this.policy.saw?.({ kind, at: this.at, who, listId });
  }

  private endLine(line: Line): void {
    remove(this.ringing, line);
    const { outcome } = line.person;
    if (outcome !== 'person')
      return this.tell(outcome === 'machine' ? 'machine' : 'failed', line.who);
    this.day.answers += 1;
    this.tell('answered', line.who);
    this.waiting.push({ line, since: this.at });
    this.due.push(this.at + this.scenario.waitLimitMs, { kind: 'patience', line });
    this.match();
  }

  private match(): void {
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const agent = this.idle.shift() as Agent;
      const { line } = this.waiting.shift() as { line: Line };
      this.begin(agent, 'talk');
      this.busy.push(agent);
      agent.wrapMs = line.person.wrapMs;
      this.due.push(this.at + line.person.talkMs, { kind: 'talk', agent });
      this.tell('connected', agent.who);
    }
  }

  private begin(agent: Agent, phase: Agent['phase']): void {
    agent.phase = phase;
    agent.since = this.at;
  }

  private endTalk(agent: Agent): void {
    this.tell('talk-ended', agent.who);
    this.begin(agent, 'wrap-up');
    this.due.push(this.at + agent.wrapMs, { kind: 'wrap', agent });
  }

  private endWrap(agent: Agent): void {
    this.tell('wrap-ended', agent.who);
    remove(this.busy, agent);
    if (agent.isLeaving) return this.leave(agent);
    this.begin(agent, 'idle');
    this.idle.push(agent);
    this.match();
  }

  private drop(line: Line): void {
    const index = this.waiting.findIndex((one) => one.line === line);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.day.drops += 1;
    this.tell('dropped', line.who);
  }

  /** Who has to go and is free goes at once; the others after their wrap-up. */
  private staff(share: number): void {
    const wanted = Math.round(this.agents.length * share);
    for (const agent of this.agents) {
      const stays = agent.who < wanted;
      if (agent.phase === 'away' && stays) this.come(agent);
      else agent.isLeaving = !stays;
      if (agent.phase !== 'idle' || stays) continue;
      remove(this.idle, agent);
      this.leave(agent);
    }
    this.match();
  }

  private come(agent: Agent): void {
    this.begin(agent, 'idle');
    agent.isLeaving = false;
    this.signedIn += 1;
    this.idle.push(agent);
  }

  private leave(agent: Agent): void {
    this.begin(agent, 'away');
    this.signedIn -= 1;
    this.tell('agent-left', agent.who);
  }

  private look(): void {
    const count = this.policy.lines(this.view());
    for (let launched = 0; launched < count; launched += 1) this.launch();
    const wait = this.policy.everyMs ?? this.policy.lookAgainMs?.() ?? Number.POSITIVE_INFINITY;
    if (this.at + wait >= this.lookAt) return;
    this.lookAt = this.at + wait;
    this.due.push(this.lookAt, { kind: 'look' });
  }

  private view(): FloorView {
    return {
      at: this.at,
      agents: this.agents.reduce((sum, one) => sum + (counts(one) ? 1 : 0), 0),
      idle: this.idle.length,
      busy: this.busy.filter((one) => !one.isLeaving) as FloorView['busy'],
      ringing: this.ringing,
      waitingSince: this.waiting.map((one) => one.since),
      day: this.day,
    };
  }

  private launch(): void {
    const people = this.scenario.peopleAt(this.at);
    const who = this.day.attempts;
    const person = personOf(this.seed, who, people, this.scenario.ringTimeoutMs);
    this.day.attempts += 1;
    const line = { who, since: this.at, listId: people.listId, person };
    this.ringing.push(line);
    this.due.push(this.at + person.delayMs, { kind: 'line', line });
    this.tell('launched', who, people.listId);
  }
}

/** In the head count of the policy: not away, and not about to go. */
const counts = (agent: Agent): boolean => agent.phase !== 'away' && !agent.isLeaving;

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
