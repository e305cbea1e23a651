import type { Switch, SwitchSnapshot } from '../../../src/port/switch';
import type { Destination, SwitchCommand } from '../../../src/port/switch-command';
import type { SwitchEvent } from '../../../src/port/switch-event';
import type { FarAnswer, FarSide, SwitchHarness } from '../../conformance/switch-harness';

/** What the phone of each agent does when it is called. */
export type PhoneAnswers = Readonly<Record<string, FarAnswer>>;

/**
 * The harness's driver, with phones for the agents: a harness has one phone of its own, and
 * destinations for a single call each. A call to an agent's phone goes to such a destination;
 * nothing else is changed on the way.
 */
export class AgentPhones implements Switch {
  readonly switchId: string;
  private readonly dialed = new Map<string, Destination>();

  constructor(
    private readonly harness: SwitchHarness,
    private readonly answers: PhoneAnswers,
  ) {
    this.switchId = harness.switchId;
  }

  connect(sink: (event: SwitchEvent) => void): Promise<void> {
    return this.harness.driver.connect(sink);
  }

  execute(command: SwitchCommand): void {
    const isOffer = command.type === 'originate' && command.to.kind === 'device';
    if (!isOffer) return this.harness.driver.execute(command);
    const to = this.destination(command.to.device);
    this.harness.driver.execute({ ...command, to });
  }

  snapshot(since: number): Promise<SwitchSnapshot> {
    return this.harness.driver.snapshot(since);
  }

  close(): Promise<void> {
    return this.harness.driver.close();
  }

  /** The agent's side of the last call to this phone, once it rings. */
  called(device: string): Promise<FarSide> {
    const to = this.dialed.get(device);
    if (!to) throw new Error(`the phone ${device} has not been called`);
    return this.harness.called(to);
  }

  private destination(device: string): Destination {
    const answer = this.answers[device];
    if (answer === undefined) throw new Error(`the scenario has no phone ${device}`);
    const to = this.harness.destination(answer);
    this.dialed.set(device, to);
    return to;
  }
}
