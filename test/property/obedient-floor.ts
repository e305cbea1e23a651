import type { AgentConfig, Centre, QueueConfig } from '../../src/core/centre';
import type { QueueNode } from '../../src/core/ivr/flow';
import { CENTRE, Scenario } from '../core/scenario';
import { ModelSwitch } from './model-switch';

export const AGENTS = ['anna', 'ben', 'cora', 'dora', 'emil', 'fred'] as const;
const QUEUES = ['sales', 'help', 'vip'] as const;

export type QueueName = (typeof QUEUES)[number];

export const WRAP_UP_MS: Readonly<Record<QueueName, number>> = {
  sales: 5_000,
  help: 10_000,
  vip: 15_000,
};

/** What can happen on the floor; numbers choose among what is there at the time. */
export type Happening =
  | { readonly do: 'call'; readonly pick: number; readonly person: number }
  | { readonly do: 'answer' | 'hang-up' | 'agent-ends' | 'wrapped'; readonly pick: number }
  | { readonly do: 'refuse'; readonly pick: number; readonly cause: 'no-answer' | 'busy' }
  | { readonly do: 'lose' | 'transfer' | 'remove' | 'phone'; readonly pick: number }
  | { readonly do: 'status'; readonly pick: number; readonly isThere: boolean }
  | { readonly do: 'pass'; readonly ms: number };

const desk = (agentId: string, index: number): AgentConfig => ({
  agentId,
  name: agentId,
  providerId: 'north',
  phone: { switchId: 'pbx', device: agentId },
  skills: { sales: 1 + index, ...(index % 2 === 0 && { german: 10 - index }) },
});

const [SALES] = CENTRE.queues;
const [FLOW] = CENTRE.flows;

/** Six agents and three queues; who speaks German may serve them all. */
export function floorCentre(changes: readonly Partial<QueueConfig>[]): Centre {
  if (!SALES || !FLOW) throw new Error('the scenario has changed');
  const base = { ...SALES, waitingMax: 50, waitMaxMs: 600_000 };
  const german = [{ skill: 'german', levelMin: 1 }];
  const asked = [SALES.requirement.slice(0, 0), german, german];
  const node = (queueId: string): QueueNode => ({
    type: 'queue',
    queueId,
    skills: [],
    priority: 0,
    onTimeout: 'sorry',
    onFull: 'sorry',
  });
  const menu = FLOW.nodes['menu'];
  if (menu?.type !== 'menu') throw new Error('the scenario has changed');
  return {
    ...CENTRE,
    agents: AGENTS.map(desk),
    queues: QUEUES.map((queueId, place) => ({
      ...base,
      queueId,
      requirement: asked[place] ?? [],
      wrapUpMs: WRAP_UP_MS[queueId],
      ...changes[place],
    })),
    flows: [
      {
        ...FLOW,
        nodes: {
          ...FLOW.nodes,
          menu: { ...menu, choices: { '1': 'sales', '2': 'help', '3': 'vip' } },
          sales: node('sales'),
          help: node('help'),
          vip: node('vip'),
        },
      },
    ],
  };
}

/** A contact centre on a switch that does at once, and tells at once, all that it is asked. */
export class ObedientFloor {
  readonly s: Scenario;
  readonly model = new ModelSwitch();
  private callers = 0;
  private heard = 0;

  constructor(
    readonly centre: Centre,
    /** Looked at after each single input. */
    private readonly look: (floor: ObedientFloor) => void,
  ) {
    this.s = new Scenario(centre);
    for (const agentId of AGENTS) this.setStatus(agentId, 'available');
  }

  run(next: Happening): void {
    this.perform(next);
    this.quieten();
  }

  private perform(next: Happening): void {
    switch (next.do) {
      case 'call':
        return this.call(next);
      case 'answer':
        return this.model.answer(nth(this.ringing(), next.pick));
      case 'refuse':
        return this.model.end(nth(this.ringing(), next.pick), next.cause);
      case 'lose':
        return this.model.end(nth(this.phones(), next.pick), 'lost');
      case 'agent-ends':
        return this.model.end(nth(this.talking(), next.pick));
      case 'hang-up':
        return this.model.end(nth(this.customers(), next.pick));
      case 'status':
        return this.setStatus(
          AGENTS[next.pick % AGENTS.length],
          next.isThere ? 'available' : 'on-break',
        );
      case 'pass':
        return this.s.pass(next.ms);
      default:
        return this.operate(next);
    }
  }

  private operate(next: Extract<Happening, { do: string; pick: number }>): void {
    const agentId = AGENTS[next.pick % AGENTS.length] ?? '';
    switch (next.do) {
      case 'wrapped':
        this.s.give({ type: 'agent.wrap-up-end-requested', agentId });
        return;
      case 'transfer': {
        const callId = nth([...this.s.world.calls.keys()], next.pick);
        const queueId = QUEUES[next.pick % QUEUES.length] ?? 'sales';
        const to = { kind: 'queue', queueId } as const;
        this.s.give({ type: 'call.transfer-requested', callId, to });
        return;
      }
      case 'remove': {
        const isGone = !this.s.world.centre.agents.some((agent) => agent.agentId === agentId);
        const agents = isGone
          ? this.centre.agents
          : this.s.world.centre.agents.filter((agent) => agent.agentId !== agentId);
        this.s.give({ type: 'centre.applied', centre: { ...this.centre, agents } });
        return;
      }
      case 'phone': {
        const reachable = this.s.world.switches.get('pbx')?.unreachable.has(agentId) ?? false;
        this.s.event({ type: 'endpoint.changed', endpoint: agentId, reachable });
        return;
      }
      default:
        return;
    }
  }

  private call({ pick, person }: Extract<Happening, { do: 'call' }>): void {
    this.callers += 1;
    const legId = `in:pbx:${this.callers}`;
    this.model.offer(legId, `0${person}`, '100');
    this.quieten();
    this.model.digit(legId, String(1 + (pick % 3)));
  }

  setStatus(agentId: string | undefined, status: 'available' | 'on-break'): void {
    this.s.give({ type: 'agent.status-requested', agentId: agentId ?? '', status });
  }

  /** All that is asked for is done and told, until there is nothing more to tell. */
  quieten(): void {
    this.look(this);
    for (let turn = 0; turn < 200; turn += 1) {
      this.model.pending.push(...this.s.commands.slice(this.heard));
      this.heard = this.s.commands.length;
      while (this.model.pending.length > 0) this.model.obey(0, false);
      const event = this.model.outbox.shift();
      if (!event) return;
      this.s.event(event);
      this.look(this);
    }
    throw new Error('core and switch never come to rest');
  }

  /** Everybody goes home: all callers hang up, and time goes on until nothing is left. */
  drain(): void {
    for (const legId of this.customers()) this.model.end(legId);
    this.quieten();
    this.s.pass(120_000);
    this.quieten();
  }

  ringing = (): string[] =>
    [...this.model.legs.values()]
      .filter(({ direction, state }) => direction === 'outbound' && state === 'dialing')
      .map(({ legId }) => legId);

  /** Legs to agents' phones, ringing or not. */
  phones = (): string[] => this.legsOf('outbound');

  private talking = (): string[] => {
    const ringing = this.ringing();
    return this.phones().filter((legId) => !ringing.includes(legId));
  };

  private customers = (): string[] => this.legsOf('inbound');

  private legsOf = (direction: 'inbound' | 'outbound'): string[] =>
    [...this.model.legs.values()]
      .filter((leg) => leg.direction === direction)
      .map(({ legId }) => legId);
}

const nth = (from: readonly string[], index: number): string =>
  from[index % (from.length || 1)] ?? '';
