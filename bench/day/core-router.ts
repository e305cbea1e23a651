import type { Effect } from '../../src/core/effect';
import type { Fact } from '../../src/core/fact';
import type { Input, InputBody } from '../../src/core/input';
import { whyNot } from '../../src/core/queue/why-not';
import { step } from '../../src/core/step';
import { newWorld, type World } from '../../src/core/world';
import type { CommandBody, SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import type { Caller } from './callers';
import { type CoreSetting, centreOf, SWITCH_ID } from './core-centre';
import { EventHeap } from './event-heap';
import type { DayDesk, Router } from './router';
import { type Scenario, type Worker, workersOf } from './scenario';

/** A Monday, 0 o'clock UTC. */
export const MIDNIGHT = Date.UTC(2030, 0, 7);

/**
 * The project's own core, driven by `step()` alone: the switch's events are given to it the moment
 * it asks for them, its timers fire when they are due.
 */
export class CoreRouter implements Router {
  readonly world: World = newWorld('day');
  inputs = 0;
  private desk: DayDesk | undefined;
  private at = MIDNIGHT;
  private readonly pending: InputBody[] = [];
  private readonly music: SwitchCommand[] = [];
  private readonly timers = new EventHeap<string>();
  private readonly touched = new Set<string>();
  private readonly workers: ReadonlyMap<string, Worker>;
  private readonly callers = new Map<string, Caller>();

  constructor(
    private readonly scenario: Scenario,
    private readonly setting: CoreSetting = { name: 'default' },
    private readonly onFact?: (fact: Fact, world: World) => void,
  ) {
    this.workers = new Map(workersOf(scenario).map((worker) => [worker.agentId, worker]));
  }

  begin(desk: DayDesk): void {
    this.desk = desk;
    this.give({
      type: 'engine.started',
      nonce: 'daa0daa0daa0',
      build: 'day',
      configHash: 'day',
      switchIds: [SWITCH_ID],
    });
    this.give({ type: 'centre.applied', centre: centreOf(this.scenario, this.setting) });
    this.report({ type: 'switch.up', switchId: SWITCH_ID });
    const nothing = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
    const snapshot = { switchId: SWITCH_ID, ...nothing };
    this.give({ type: 'switch.snapshot', requestedAt: this.at, snapshot });
  }

  logIn({ agentId }: Worker, at: number): void {
    this.at = MIDNIGHT + at;
    this.give({ type: 'agent.status-requested', agentId, status: 'available' });
  }

  logOut({ agentId }: Worker, at: number): void {
    this.at = MIDNIGHT + at;
    this.give({ type: 'agent.status-requested', agentId, status: 'logged-out' });
  }

  arrive(caller: Caller, at: number): void {
    this.at = MIDNIGHT + at;
    const legId = legOf(caller);
    this.callers.set(legId, caller);
    const { name } = caller.kind;
    this.report({
      type: 'leg.offered',
      switchId: SWITCH_ID,
      legId,
      ani: `+1${caller.index}`,
      dnis: name,
    });
  }

  abandon(caller: Caller, at: number): void {
    this.hangUp(caller, at);
  }

  finish(caller: Caller, _worker: Worker, at: number): void {
    this.hangUp(caller, at);
  }

  /** A timer that was moved or cleared is passed over. */
  wakeAt(): number {
    for (;;) {
      const timerId = this.timers.next;
      if (timerId === undefined) return Number.POSITIVE_INFINITY;
      const { nextAt } = this.timers;
      if (this.world.timers.get(timerId)?.at === nextAt) return nextAt - MIDNIGHT;
      this.timers.pop();
    }
  }

  wake(at: number): void {
    this.at = MIDNIGHT + at;
    const timerId = this.timers.pop();
    if (timerId !== undefined) this.give({ type: 'timer.fired', timerId });
  }

  waiting(): number {
    const { world, scenario } = this;
    return scenario.classes.reduce((sum, { name }) => sum + world.index.waitingIn(name), 0);
  }

  whyNot(caller: Caller, { agentId }: Worker): string | null {
    const { world } = this;
    const owner = world.legs.get(legOf(caller))?.owner;
    const call = world.calls.get(owner?.kind === 'customer' ? owner.callId : '');
    const contact = world.contacts.get(call?.contactId ?? '');
    const agent = world.agents.get(agentId);
    if (!contact || !agent) return 'unknown';
    return whyNot(world, agent, contact)?.clause ?? null;
  }

  private hangUp(caller: Caller, at: number): void {
    this.at = MIDNIGHT + at;
    const legId = legOf(caller);
    this.callers.delete(legId);
    this.report({
      type: 'leg.ended',
      switchId: SWITCH_ID,
      legId,
      cause: 'normal',
      by: 'remote',
    });
  }

  private report(event: SwitchEvent): void {
    this.give({ type: 'switch.event', event });
  }

  /** Steps an input and all that follows from it at once. Music is told of last: it may be over. */
  private give(body: InputBody): void {
    this.pending.push(body);
    for (;;) {
      for (let next = this.pending.shift(); next; next = this.pending.shift()) this.stepOne(next);
      const playing = this.music.pop();
      if (!playing) break;
      if (this.world.commands.has(playing.commandId)) this.answer(playing);
    }
    for (const timerId of this.touched) {
      const timer = this.world.timers.get(timerId);
      if (timer) this.timers.push(timer.at, timerId);
    }
    this.touched.clear();
  }

  private stepOne(body: InputBody): void {
    this.inputs += 1;
    const input: Input = {
      schema: 1,
      engineId: 'day',
      epoch: 1,
      seq: this.inputs,
      at: this.at,
      cause: { actor: 'day', reason: 'day' },
      body,
    };
    const { facts, effects } = step(this.world, input);
    for (const fact of facts) {
      this.onFact?.(fact, this.world);
      this.note(fact.body);
    }
    for (const effect of effects) this.carryOut(effect);
  }

  private note(fact: Fact['body']): void {
    if (fact.type === 'agent.changed') {
      const worker = this.workers.get(fact.agentId);
      if (!worker || !this.busy.has(worker) || fact.state !== 'idle') return;
      this.busy.delete(worker);
      this.desk?.freed(worker);
    } else if (fact.type === 'call.connected') {
      const caller = this.callers.get(this.world.calls.get(fact.callId)?.legId ?? '');
      const worker = this.workers.get(fact.agentId);
      if (!caller || !worker) return;
      this.busy.add(worker);
      this.desk?.served(caller, worker);
    }
  }

  private readonly busy = new Set<Worker>();

  private carryOut(effect: Effect): void {
    if (effect.type === 'timer.set') this.touched.add(effect.timerId);
    if (effect.type !== 'command') return;
    if (effect.command.type === 'play') this.music.push(effect.command);
    else this.answer(effect.command);
  }

  private answer(command: SwitchCommand): void {
    const event = eventOf(command);
    if (event) this.pending.push({ type: 'switch.event', event });
  }
}

const legOf = (caller: Caller): string => `in:${SWITCH_ID}:${caller.index}`;

/** What the switch reports of a command that it carries out at once. */
function eventOf(command: SwitchCommand): SwitchEvent | null {
  if (!('legId' in command) || command.legId === undefined) return null;
  const on = { switchId: SWITCH_ID, legId: command.legId };
  const asked: CommandBody = command;
  switch (asked.type) {
    case 'answer':
    case 'originate':
      return { type: 'leg.answered', ...on };
    case 'play':
      return { type: 'leg.media-started', ...on, mediaId: asked.mediaId };
    case 'stop-media':
      return { type: 'leg.media-ended', ...on, mediaId: asked.mediaId, reason: 'stopped' };
    case 'join':
      return { type: 'leg.joined', ...on, bridgeId: asked.bridgeId };
    case 'leave':
      return { type: 'leg.left', ...on, bridgeId: asked.bridgeId, reason: 'left' };
    case 'hangup':
      return { type: 'leg.ended', ...on, cause: asked.cause, by: 'us' };
    default:
      return null;
  }
}
