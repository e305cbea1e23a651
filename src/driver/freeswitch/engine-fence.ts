import { randomUUID } from 'node:crypto';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { fenceVariable, TAKEN_SUBCLASS } from './subscription';
import { customEventCommand, getGlobalCommand, setGlobalCommand } from './to-wire';

const APP_HEADER = 'Leitstand-App';
const TOKEN_HEADER = 'Leitstand-Token';
/** The time in ms, 12 hex digits of it, and chance: a UUID of version 7, so that they sort. */
const TOKEN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Two engines must not drive the same calls. The last one that comes writes its token, which is
 * higher than all before it, into a global variable of the switch and says so; one that finds a
 * higher token than its own there gives way. A lower one is written over: it is that of an engine
 * which came back first to a switch that had forgotten who has it.
 */
export class EngineFence {
  private token = '';

  constructor(
    private readonly desk: DriverDesk,
    private readonly lost: () => void,
  ) {}

  /** Takes the switch, or takes it again; false: another engine took it while we were away. */
  async take(): Promise<boolean> {
    const { app, ask, clock } = this.desk;
    const variable = fenceVariable(app);
    const found = tokenIn(await ask(getGlobalCommand(variable)));
    if (this.token === '') this.token = tokenOf(Math.max(clock.now(), timeOf(found) + 1));
    if (found > this.token) return false;
    await ask(setGlobalCommand(variable, this.token));
    const fields = { [APP_HEADER]: app, [TOKEN_HEADER]: this.token };
    await ask(customEventCommand(TAKEN_SUBCLASS, fields));
    return true;
  }

  read(event: EslEvent): void {
    if (event['Event-Subclass'] !== TAKEN_SUBCLASS || event[APP_HEADER] !== this.desk.app) return;
    this.probed(event[TOKEN_HEADER] ?? '');
  }

  /** What the variable holds now. */
  probed(value: string): void {
    const found = tokenIn(value);
    if (this.token === '' || found === '' || found === this.token) return;
    if (found > this.token) return this.lost();
    this.take().catch((error: Error) => {
      const { app, log } = this.desk;
      log.warn({ app, reason: error.message }, 'the switch could not be taken back');
    });
  }
}

/** Empty where there is none: a switch that was started anew has forgotten who has it. */
const tokenIn = (value: string): string => (TOKEN.test(value.trim()) ? value.trim() : '');

const timeOf = (token: string): number =>
  token === '' ? 0 : Number.parseInt(token.slice(0, 13).replace('-', ''), 16);

function tokenOf(at: number): string {
  const time = at.toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
