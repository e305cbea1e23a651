import { CoreLoop } from '../../conformance/core-loop';
import type { FarSide, HarnessFactory, SwitchHarness } from '../../conformance/switch-harness';
import { AgentPhones, type PhoneAnswers } from './agent-phones';
import { canonicalText } from './canonical-text';
import { SERVICE_NUMBER, scenarioCentre } from './scenario-centre';

/** It is in the facts, and so the same on every switch. */
const SWITCH_ID = 'golden';
const CALLER = '4930111';
/** On a simulated clock a talk would have no length, and what has none is in no record. */
const MOMENT_MS = 50;
/** The last instant that a JavaScript date can hold. */
const FOREVER_AT = 8.64e15;

/** The real core on a harness's driver, with the moves that the scenarios are made of. */
export class GoldenStage {
  private constructor(
    readonly loop: CoreLoop,
    private readonly harness: SwitchHarness,
    private readonly phones: AgentPhones,
  ) {}

  /** Connects, and waits until the core knows what lives on the switch: nothing. */
  static async open(factory: HarnessFactory, answers: PhoneAnswers): Promise<GoldenStage> {
    const harness = await factory(SWITCH_ID);
    const phones = new AgentPhones(harness, answers);
    const { switchId, clock } = harness;
    const centre = scenarioCentre(harness, Object.keys(answers));
    const loop = new CoreLoop({ switchId, clock, driver: phones }, centre);
    const always = { calendarId: 'hours', from: 0, until: FOREVER_AT };
    loop.give({ type: 'calendar.computed', ...always, open: [] });
    const stage = new GoldenStage(loop, harness, phones);
    await phones.connect(loop.sink);
    await loop.fact('switch.up');
    await loop.reconcile();
    return stage;
  }

  logIn(agentId: string): void {
    this.loop.give({ type: 'agent.status-requested', agentId, status: 'available' });
  }

  /** Somebody calls; what comes of it, the scenario sees. */
  call(dnis: string): FarSide {
    return this.harness.call({ ani: CALLER, dnis });
  }

  /** Somebody calls, is answered, and hears the prompt of the first node that asks. */
  async caller(node = 'menu', dnis = SERVICE_NUMBER): Promise<FarSide> {
    const caller = this.call(dnis);
    await caller.answered();
    await this.loop.fact('ivr.entered', { node });
    const { legs } = this.loop.world;
    const isHeard = () => [...legs.values()].some(({ media }) => media?.started);
    await this.loop.until(isHeard, `the prompt of ${node}`);
    await this.moment();
    return caller;
  }

  /** A caller who has taken the key of the queue. */
  async queuedCaller(): Promise<FarSide> {
    const caller = await this.caller();
    caller.press('1');
    await this.loop.fact('contact.queued');
    return caller;
  }

  /** The agent's phone, once it rings with an offer. */
  async rings(agentId: string): Promise<FarSide> {
    await this.loop.fact('offer.made', { agentId });
    return this.phones.called(agentId);
  }

  /** The agent takes the call that rings; resolves when they have talked a moment. */
  async takes(agentId: string): Promise<FarSide> {
    const phone = await this.rings(agentId);
    phone.answer();
    await this.loop.fact('call.connected', { agentId });
    await this.moment();
    return phone;
  }

  /** The phone of an agent who is called into a call, once it rings. */
  async invited(agentId: string): Promise<FarSide> {
    await this.loop.fact('party.invited', { agentId });
    const phone = await this.phones.called(agentId);
    await this.moment();
    return phone;
  }

  /** An agent whose part in the call is over is free again. */
  async isReleased(agentId: string): Promise<void> {
    const agent = this.loop.world.agents.get(agentId);
    const hasWrapUp = (): boolean => agent?.assignment?.legEnded === true;
    await this.loop.until(hasWrapUp, `the end of the leg of ${agentId}`);
    await this.moment();
    this.loop.give({ type: 'agent.wrap-up-end-requested', agentId });
    await this.moment();
  }

  /** The agent ends the wrap-up by hand, once the call is over on all sides. */
  async wrapsUp(agentId: string): Promise<void> {
    await this.loop.fact('record.completed');
    const { legs } = this.loop.world;
    await this.loop.until(() => legs.size === 0, 'the end of all legs');
    this.loop.give({ type: 'agent.wrap-up-end-requested', agentId });
  }

  /** What goes on now goes on for a measurable time. */
  moment(): Promise<void> {
    const { clock } = this.harness;
    return new Promise((done) => {
      clock.schedule(clock.now() + MOMENT_MS, done);
    });
  }

  /**
   * Resolves when nothing goes on any more: no call, no leg, no agent with something to do, and
   * the switch's own record of each leg is there, which would be a fact if it differed from ours.
   */
  async quiet(): Promise<void> {
    const { calls, legs, agents } = this.loop.world;
    const isQuiet = () =>
      calls.size === 0 &&
      legs.size === 0 &&
      [...agents.values()].every(({ state }) => state === 'idle') &&
      this.isWitnessed();
    await this.loop.until(isQuiet, 'the end of everything');
  }

  /** A leg that the switch refused to call never was, and so it has no record. */
  private isWitnessed(): boolean {
    if (!this.harness.hasWitness) return true;
    const refused = this.loop.facts.flatMap(({ body }) =>
      body.type === 'command.failed' && body.command === 'originate' ? [body.legId] : [],
    );
    const ended = [...this.loop.world.endedLegs.values()];
    return ended.every(({ legId, witnessed }) => witnessed || refused.includes(legId));
  }

  text(): string {
    return canonicalText(this.loop.facts);
  }

  /** Laws of the core that did not hold on the way. */
  broken(): string[] {
    this.loop.records.finish();
    return [...this.loop.broken, ...this.loop.records.broken];
  }

  async close(): Promise<void> {
    this.loop.close();
    await this.phones.close();
    await this.harness.close();
  }
}
