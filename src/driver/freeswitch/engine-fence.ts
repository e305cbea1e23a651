import { randomUUID } from 'node:crypto';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { fenceVariable, TAKEN_SUBCLASS } from './subscription';
import { customEventCommand, getGlobalCommand, setGlobalCommand } from './to-wire';

const APP_HEADER = 'Leitstand-App';
const TOKEN_HEADER = 'Leitstand-Token';

/**
 * Two engines must not drive the same calls. The last one that comes writes its token into a
 * global variable of the switch and says so; one that finds another's token there gives way.
 */
export class EngineFence {
  private readonly token = randomUUID();
  private hasTaken = false;

  constructor(
    private readonly desk: DriverDesk,
    private readonly lost: () => void,
  ) {}

  /** Takes the switch, or takes it again; false: another engine took it while we were away. */
  async take(): Promise<boolean> {
    const { app, ask } = this.desk;
    const variable = fenceVariable(app);
    if (this.hasTaken && this.isAnothers(await ask(getGlobalCommand(variable)))) return false;
    await ask(setGlobalCommand(variable, this.token));
    const fields = { [APP_HEADER]: app, [TOKEN_HEADER]: this.token };
    await ask(customEventCommand(TAKEN_SUBCLASS, fields));
    this.hasTaken = true;
    return true;
  }

  read(event: EslEvent): void {
    if (event['Event-Subclass'] !== TAKEN_SUBCLASS || event[APP_HEADER] !== this.desk.app) return;
    if (this.hasTaken && event[TOKEN_HEADER] !== this.token) this.lost();
  }

  /** What the variable holds now. */
  probed(value: string): void {
    if (this.hasTaken && this.isAnothers(value)) this.lost();
  }

  /** A switch that was started anew has forgotten who has it. */
  private isAnothers(value: string): boolean {
    const token = value.trim();
    return /^[0-9a-f-]{36}$/.test(token) && token !== this.token;
  }
}
