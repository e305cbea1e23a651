import type { Switch } from '../port/switch';
import type { CommandFailureCode, SwitchCommand } from '../port/switch-command';
import type { CommandFailed } from '../port/switch-event';

/** Hands commands to the switch that they name. What goes wrong comes back as an event. */
export class Dispatcher {
  private readonly switches: ReadonlyMap<string, Switch>;

  constructor(
    switches: readonly Switch[],
    private readonly report: (event: CommandFailed) => void,
  ) {
    this.switches = new Map(switches.map((one) => [one.switchId, one]));
  }

  execute(command: SwitchCommand): void {
    const target = this.switches.get(command.switchId);
    if (target === undefined) {
      this.fail(command, 'REFUSED', `no switch ${command.switchId} is configured`);
      return;
    }
    try {
      target.execute(command);
    } catch (error) {
      // A driver must not throw; the core still has to learn that the command went nowhere.
      const reason = error instanceof Error ? error.message : String(error);
      this.fail(command, 'REFUSED', `the driver failed: ${reason}`);
    }
  }

  private fail(command: SwitchCommand, code: CommandFailureCode, detail: string): void {
    const { switchId, commandId } = command;
    const legId = 'legId' in command ? command.legId : undefined;
    this.report({
      type: 'command.failed',
      switchId,
      commandId,
      ...(legId === undefined ? {} : { legId }),
      code,
      detail,
    });
  }
}
