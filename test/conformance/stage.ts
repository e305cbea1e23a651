import { randomUUID } from 'node:crypto';
import type { SwitchSnapshot } from '../../src/port/switch';
import type { BridgePart, CommandBody, Destination } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import { EventLog } from './event-log';
import { legFaults } from './leg-law';
import type { FarSide, HarnessFactory, SwitchHarness } from './switch-harness';

export interface StagedLeg {
  readonly legId: string;
  readonly far: FarSide;
}

export interface StagedCall {
  readonly bridgeId: string;
  readonly customer: StagedLeg;
  readonly agent: StagedLeg;
}

/** A harness whose driver is connected, with the moves that many cases begin with. */
export class Stage {
  log: EventLog;
  private calls = 0;
  private commands = 0;
  private readonly dialed = new Set<string>();
  readonly startedAt: number;
  private readonly reachable = new Map<string, boolean>();

  private constructor(readonly harness: SwitchHarness) {
    this.log = new EventLog(harness.clock);
    this.startedAt = harness.clock.now();
  }

  static async open(factory: HarnessFactory, switchId = 'conformance-a'): Promise<Stage> {
    const stage = new Stage(await factory(switchId));
    await stage.connect();
    return stage;
  }

  /** Connects the harness's driver to the log and waits until it is up. */
  async connect(): Promise<void> {
    await this.harness.driver.connect(this.sink);
    await this.log.next('switch.up');
  }

  readonly sink = (event: SwitchEvent): void => {
    if (event.type === 'endpoint.changed') this.reachable.set(event.endpoint, event.reachable);
    this.log.sink(event);
  };

  /** Makes the harness's phone reachable, or not, and waits until the driver has said so. */
  async setReachable(reachable: boolean): Promise<void> {
    await this.harness.setReachable(reachable);
    await this.knowsReachable(reachable);
  }

  knowsReachable(reachable: boolean): Promise<void> {
    const { device } = this.harness;
    const isSo = async (): Promise<boolean> => this.reachable.get(device) === reachable;
    return this.eventually(isSo, `${device} to be ${reachable ? 'reachable' : 'unreachable'}`);
  }

  async close(): Promise<void> {
    await this.harness.driver.close();
    await this.harness.close();
  }

  /** Sends a command under an id of its own, which it returns. */
  send(body: CommandBody): string {
    const commandId = `command-${this.commands++}`;
    if (body.type === 'originate') this.dialed.add(body.legId);
    this.harness.driver.execute({ ...body, commandId, switchId: this.harness.switchId });
    return commandId;
  }

  snapshot(since = this.startedAt): Promise<SwitchSnapshot> {
    return this.harness.driver.snapshot(since);
  }

  /** Ids in the form in which the core mints them: the last digits count up. */
  newId(): string {
    return randomUUID();
  }

  /** Somebody calls in and waits for an answer. */
  async offered(): Promise<StagedLeg> {
    const party = this.newParty();
    const far = this.harness.call(party);
    const { legId } = await this.log.next('leg.offered', party);
    return { legId, far };
  }

  newParty(): { readonly ani: string; readonly dnis: string } {
    const count = String(this.calls++).padStart(4, '0');
    return { ani: `493055${count}`, dnis: `493099${count}` };
  }

  async answeredInbound(): Promise<StagedLeg> {
    const leg = await this.offered();
    this.send({ type: 'answer', legId: leg.legId });
    await this.log.next('leg.answered', { legId: leg.legId });
    await leg.far.answered();
    return leg;
  }

  /** Calls a far side that waits for the test's hand; it has been called when this resolves. */
  async ringing(ringTimeoutMs = 60_000): Promise<StagedLeg & { readonly to: Destination }> {
    const to = this.harness.destination('by-hand');
    const legId = this.newId();
    this.send({ type: 'originate', legId, to, ringTimeoutMs });
    const far = await this.harness.called(to);
    return { legId, far, to };
  }

  async answeredOutbound(): Promise<StagedLeg> {
    const leg = await this.ringing();
    leg.far.answer();
    await this.log.next('leg.answered', { legId: leg.legId });
    return leg;
  }

  async join(legId: string, bridgeId: string, part: BridgePart = { role: 'talk' }): Promise<void> {
    this.send({ type: 'join', legId, bridgeId, ...part });
    await this.log.next('leg.joined', { legId, bridgeId, ...part });
  }

  /** A second goes by on the switch's own clock: the length of a prompt to somebody else. */
  async aSecond(): Promise<void> {
    const { legId } = await this.answeredInbound();
    const mediaId = this.newId();
    this.send({ type: 'play', legId, mediaId, media: ['silence:1'] });
    await this.log.next('leg.media-ended', { mediaId, reason: 'finished' });
    await this.hangUp(legId);
  }

  /** The link is lost and comes back; meanwhile something happens that nobody tells. */
  async cutAndRestore(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    await this.harness.cutLink();
    await this.log.next('switch.down');
    await meanwhile();
    await this.harness.restoreLink();
    await this.log.next('switch.up');
  }

  /** A customer who called in and an agent whom we called, in one bridge. */
  async bridged(): Promise<StagedCall> {
    const bridgeId = this.newId();
    const customer = await this.answeredInbound();
    const agent = await this.answeredOutbound();
    await this.join(customer.legId, bridgeId);
    await this.join(agent.legId, bridgeId);
    return { bridgeId, customer, agent };
  }

  /** Asks again and again until it is so: for what no event tells. */
  async eventually(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const { clock } = this.harness;
    const deadline = clock.now() + 20_000;
    while (!(await isSo())) {
      if (clock.now() > deadline) throw new Error(`waited in vain for ${what}`);
      await new Promise<void>((done) => {
        clock.schedule(clock.now() + 100, done);
      });
    }
  }

  hangUp(legId: string): Promise<unknown> {
    this.send({ type: 'hangup', legId, cause: 'normal' });
    return this.log.next('leg.ended', { legId });
  }

  /** Hangs up what still lives, and then holds what was said against the law of legs. */
  async strike(): Promise<void> {
    for (const { legId } of (await this.snapshot()).legs) {
      this.send({ type: 'hangup', legId, cause: 'normal' });
      await this.log.nextOf(
        { type: 'leg.ended', legId },
        { type: 'command.failed', legId, code: 'LEG_NOT_FOUND' },
      );
    }
    const snapshot = await this.snapshot();
    expect(snapshot.legs).toEqual([]);
    expect(snapshot.bridges.flatMap(({ legIds }) => legIds)).toEqual([]);
    expect(legFaults(this.log.events)).toEqual([]);
    this.log = new EventLog(this.harness.clock);
    this.dialed.clear();
  }
}
