import type { Logger } from 'pino';
import type { EmbeddedAsterisk } from '../driver/asterisk/embedded/embedded-asterisk';
import type { Clock } from '../port/clock';

const LOOK_MS = 2_000;
const RETRY_MS = 10_000;

export interface AsteriskWatchOptions {
  readonly asterisk: EmbeddedAsterisk;
  readonly switchId: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Starts an embedded Asterisk again that died. Ports and passwords stay; its calls are gone. */
export class AsteriskWatch {
  private cancel: () => void = () => undefined;
  private isStopped = false;

  constructor(private readonly options: AsteriskWatchOptions) {
    this.lookIn(LOOK_MS);
  }

  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  private lookIn(ms: number): void {
    const { clock } = this.options;
    if (!this.isStopped) this.cancel = clock.schedule(clock.now() + ms, () => void this.look());
  }

  private async look(): Promise<void> {
    const { asterisk, switchId, log } = this.options;
    if (asterisk.running) return this.lookIn(LOOK_MS);
    log.error({ switchId }, 'the embedded Asterisk has died and is started again');
    try {
      await asterisk.start();
      this.lookIn(LOOK_MS);
    } catch (error) {
      log.error({ switchId, reason: String(error) }, 'the embedded Asterisk does not start');
      this.lookIn(RETRY_MS);
    }
  }
}
