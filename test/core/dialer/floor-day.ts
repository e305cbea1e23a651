import type { Centre } from '../../../src/core/centre';
import { budgetsOf } from '../../../src/core/dialer/budget-watch';
import type { HopperLead } from '../../../src/core/dialer/hopper';
import { hopper } from '../../../src/core/dialer/hopper-demand';
import type { Fact } from '../../../src/core/fact';
import type { InputBody } from '../../../src/core/input';
import { step } from '../../../src/core/step';
import { newWorld, type World } from '../../../src/core/world';
import type { SwitchCommand } from '../../../src/port/switch-command';
import type { SwitchEvent } from '../../../src/port/switch-event';
import { T0 } from '../scenario';
import { lead } from './dialer-floor';

type EventBody = SwitchEvent extends infer E
  ? E extends SwitchEvent
    ? Omit<E, 'switchId'>
    : never
  : never;

/** Something that happens at a time, unless it does not matter any more by then. */
interface Coming {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** How the people called, and the agents, are. */
export interface FloorPeople {
  readonly answerChance: number;
  readonly machineChance: number;
  readonly talkMeanMs: number;
}

const PEOPLE: FloorPeople = { answerChance: 0.3, machineChance: 0, talkMeanMs: 120_000 };

/** What came of a campaign's day. */
export interface FloorTally {
  launched: number;
  connected: number;
  dropped: number;
}

/** Numerical Recipes' generator, of whose low bits little is asked. */
export function diceOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/**
 * A floor whose agents are there all day and whose campaigns dial, lived through on the core alone:
 * a switch that does at once what it is told, and people who answer, talk and hang up by a seed.
 */
export class FloorDay {
  readonly world: World = newWorld('day');
  at = T0;
  inputs = 0;
  readonly tallies = new Map<string, FloorTally>();
  /** Sums over agents: how long one was there, and how long busy. */
  thereMs = 0;
  busyMs = 0;
  private readonly dice: () => number;
  private readonly people: FloorPeople;
  private heap: Coming[] = [];
  private order = 0;
  private leadCount = 0;
  private readonly bridges = new Map<string, Set<string>>();
  private readonly customers = new Set<string>();

  constructor(
    readonly centre: Centre,
    options: {
      readonly seed: number;
      readonly people?: Partial<FloorPeople>;
      /** Sees each step. */
      readonly watch?: (day: FloorDay, facts: readonly Fact[]) => void;
    },
  ) {
    this.dice = diceOf(options.seed);
    this.people = { ...PEOPLE, ...options.people };
    this.watch = options.watch;
    this.begin();
  }

  private readonly watch: ((day: FloorDay, facts: readonly Fact[]) => void) | undefined;

  private begin(): void {
    const nonce = 'a'.padStart(12, '0');
    this.give({ type: 'engine.started', nonce, build: 't', configHash: 'c', switchIds: ['pbx'] });
    this.give({ type: 'centre.applied', centre: this.centre });
    const span = { from: T0 - 3_600_000, until: T0 + 7 * 86_400_000 };
    const open = [[span.from, span.until]] as const;
    this.give({ type: 'calendar.computed', calendarId: 'always', ...span, open });
    this.event({ type: 'switch.up' });
    const empty = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
    const snapshot = { switchId: 'pbx', ...empty };
    this.give({ type: 'switch.snapshot', requestedAt: this.at, snapshot });
    for (const { agentId } of this.centre.agents) {
      this.give({ type: 'agent.status-requested', agentId, status: 'available' });
    }
    for (const { campaignId } of this.centre.campaigns ?? []) {
      this.tallies.set(campaignId, { launched: 0, connected: 0, dropped: 0 });
      this.give({ type: 'campaign.state-requested', campaignId, action: 'start' });
    }
    this.fill();
  }

  /** Lives until a time. */
  run(until: number): this {
    for (;;) {
      const next = this.heap[0];
      if (!next || next.at > until) break;
      this.pop();
      this.account(next.at);
      this.at = Math.max(this.at, next.at);
      next.happen();
    }
    this.account(until);
    this.at = until;
    return this;
  }

  private account(at: number): void {
    const passedMs = at - this.at;
    if (passedMs <= 0) return;
    for (const { status, assignment } of this.world.agents.values()) {
      if (status !== 'available') continue;
      this.thereMs += passedMs;
      if (assignment) this.busyMs += passedMs;
    }
  }

  get utilisationPct(): number {
    return (100 * this.busyMs) / this.thereMs;
  }

  tally(campaignId: string): FloorTally {
    const found = this.tallies.get(campaignId);
    if (!found) throw new Error(`no campaign ${campaignId}`);
    return found;
  }

  /** Each limit on drops that a campaign is over now. */
  overLimits(): string[] {
    return (this.centre.campaigns ?? []).flatMap((config) => {
      const campaign = this.world.campaigns.get(config.campaignId);
      if (!campaign) return [];
      return budgetsOf({ campaign, config }, this.at)
        .filter(({ window, drops, denominator }) => drops * 100 > window.limitPct * denominator)
        .map(({ window }) => `${config.campaignId}: ${window.regime}`);
    });
  }

  /** Brings leads to each campaign that wants some. */
  private fill(): void {
    for (const { campaignId, count, lastBatch } of hopper(this.world, this.at).wants) {
      const leads: HopperLead[] = [];
      for (let n = 0; n < count; n += 1) {
        this.leadCount += 1;
        leads.push(lead(this.leadCount, { listId: `${campaignId}-list` }));
      }
      const batch = lastBatch + 1;
      this.give({ type: 'hopper.refilled', campaignId, batch, leads, hasOpen: true });
    }
    this.later(1_000, () => this.fill());
  }

  give(body: InputBody): void {
    this.inputs += 1;
    const { facts, effects } = step(this.world, {
      schema: 1,
      engineId: 'day',
      epoch: 1,
      seq: this.world.seq + 1,
      at: this.at,
      cause: { actor: 'day', reason: body.type },
      body,
    });
    for (const { body: fact } of facts) this.count(fact);
    for (const effect of effects) {
      if (effect.type === 'command') this.obey(effect.command);
      if (effect.type === 'timer.set') this.wake(effect.timerId, effect.at);
    }
    this.watch?.(this, facts);
  }

  private count(fact: Fact['body']): void {
    if (fact.type === 'attempt.launched') this.tally(fact.campaignId).launched += 1;
    if (fact.type !== 'attempt.ended') return;
    const tally = this.tally(fact.campaignId);
    if (fact.result === 'connected') tally.connected += 1;
    if (fact.result === 'dropped') tally.dropped += 1;
  }

  private wake(timerId: string, at: number): void {
    this.later(at - this.at, () => {
      if ((this.world.timers.get(timerId)?.at ?? Number.POSITIVE_INFINITY) > this.at) return;
      this.give({ type: 'timer.fired', timerId });
    });
  }

  private event(event: EventBody): void {
    this.give({ type: 'switch.event', event: { ...event, switchId: 'pbx' } as SwitchEvent });
  }

  /** An event of a leg that lives still. */
  private soon(inMs: number, legId: string, event: EventBody): void {
    this.later(inMs, () => {
      if (this.world.legs.has(legId)) this.event(event);
    });
  }

  private obey(command: SwitchCommand): void {
    switch (command.type) {
      case 'originate':
        return this.originate(command);
      case 'join':
        return this.join(command.legId, command.bridgeId);
      case 'leave':
        this.bridges.get(command.bridgeId)?.delete(command.legId);
        return this.soon(1, command.legId, {
          ...{ type: 'leg.left', legId: command.legId },
          ...{ bridgeId: command.bridgeId, reason: 'left' },
        });
      case 'play':
        return this.play(command.legId, command.mediaId, command.media);
      case 'detect-machine':
        return this.soon(800, command.legId, {
          ...{ type: 'leg.machine', legId: command.legId },
          result: this.machines.has(command.legId) ? 'machine' : 'human',
        });
      case 'hangup':
        return this.soon(1, command.legId, {
          ...{ type: 'leg.ended', legId: command.legId, cause: 'normal', by: 'us' },
        });
      default:
    }
  }

  private readonly machines = new Set<string>();

  private originate({
    legId,
    to,
    ringTimeoutMs,
  }: Extract<SwitchCommand, { to: unknown }> & {
    readonly ringTimeoutMs?: number;
  }): void {
    if (to.kind === 'device') return this.soon(500, legId, { type: 'leg.answered', legId });
    this.customers.add(legId);
    const drawn = this.dice();
    const { answerChance, machineChance } = this.people;
    const delayMs = this.drawDelayMs();
    if (drawn < answerChance + machineChance) {
      if (drawn >= answerChance) this.machines.add(legId);
      return this.soon(delayMs, legId, { type: 'leg.answered', legId });
    }
    const isBusy = this.dice() < 0.2;
    const inMs = isBusy ? 2_000 : (ringTimeoutMs ?? 20_000);
    const cause = isBusy ? 'busy' : 'no-answer';
    this.soon(inMs, legId, { type: 'leg.ended', legId, cause, by: 'remote' });
  }

  /** Exponential with a mean of 8 s, cut at 20 s. */
  private drawDelayMs(): number {
    const share = 1 - Math.exp(-20 / 8);
    return Math.round(-8_000 * Math.log(1 - this.dice() * share));
  }

  /** Lognormal, with a coefficient of variation of 1. */
  private drawTalkMs(): number {
    const normal = Math.sqrt(-2 * Math.log(this.dice())) * Math.cos(2 * Math.PI * this.dice());
    const sigma = Math.sqrt(Math.LN2);
    return Math.round(this.people.talkMeanMs * Math.exp(sigma * normal - Math.LN2 / 2));
  }

  private join(legId: string, bridgeId: string): void {
    const members = this.bridges.get(bridgeId) ?? new Set();
    this.bridges.set(bridgeId, members.add(legId));
    this.soon(1, legId, { type: 'leg.joined', legId, bridgeId });
    const customer = [...members].find((one) => this.customers.has(one));
    if (members.size !== 2 || customer === undefined) return;
    const ended = { type: 'leg.ended', legId: customer, cause: 'normal', by: 'remote' } as const;
    this.soon(this.drawTalkMs() + 2, customer, ended);
    this.customers.delete(customer);
    this.bridges.delete(bridgeId);
  }

  private play(legId: string, mediaId: string, media: readonly string[]): void {
    this.soon(1, legId, { type: 'leg.media-started', legId, mediaId });
    if (media[0]?.startsWith('music:')) return;
    const ended = { type: 'leg.media-ended', legId, mediaId, reason: 'finished' } as const;
    this.soon(3_000, legId, ended);
  }

  /** Something happens after a time. */
  later(inMs: number, happen: () => void): void {
    this.order += 1;
    const { heap } = this;
    heap.push({ at: this.at + Math.max(0, inMs), order: this.order, happen });
    for (let place = heap.length - 1; place > 0; ) {
      const above = (place - 1) >> 1;
      if (!isBefore(heap[place], heap[above])) break;
      swap(heap, place, above);
      place = above;
    }
  }

  private pop(): void {
    const { heap } = this;
    swap(heap, 0, heap.length - 1);
    heap.pop();
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const least = isBefore(heap[right], heap[left]) ? right : left;
      if (!isBefore(heap[least], heap[place])) return;
      swap(heap, place, least);
      place = least;
    }
  }
}

const isBefore = (a: Coming | undefined, b: Coming | undefined): boolean =>
  a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order));

function swap(heap: Coming[], a: number, b: number): void {
  const [one, other] = [heap[a], heap[b]];
  if (!one || !other) return;
  heap[a] = other;
  heap[b] = one;
}
