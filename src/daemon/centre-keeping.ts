import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Centre } from '../core/centre';
import type { Fact } from '../core/fact';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import type { AppliedCentre } from '../store/centre-store';

const RETRY_MS = 5000;

export interface CentreKeepingOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Logger;
  /** Rejects while SQL is away. */
  readonly save: (applied: AppliedCentre<Centre>) => Promise<void>;
}

/**
 * Brings each centre that is applied to SQL, where reports join with it. The journal is what the
 * engine starts from, so a database that is away delays this and nothing else.
 */
export class CentreKeeping {
  private newest: AppliedCentre<Centre> | undefined;
  private isSaving = false;
  private isStopped = false;
  private cancelRetry: () => void = () => undefined;
  private readonly endFacts: () => void;

  constructor(private readonly options: CentreKeepingOptions) {
    this.endFacts = options.engine.onFacts((facts) => {
      for (const fact of facts) this.note(fact);
    });
  }

  stop(): void {
    this.isStopped = true;
    this.endFacts();
    this.cancelRetry();
  }

  private note({ body, at, cause }: Fact): void {
    if (body.type !== 'centre.applied') return;
    const centre = this.options.engine.centre();
    const hash = createHash('sha256').update(JSON.stringify(centre)).digest('hex');
    this.newest = { centre, hash, appliedAt: at, actor: cause.actor };
    this.saveNewest();
  }

  private saveNewest(): void {
    const applied = this.newest;
    if (applied === undefined || this.isSaving || this.isStopped) return;
    const { clock, log, save } = this.options;
    this.isSaving = true;
    this.cancelRetry();
    save(applied).then(
      () => {
        this.isSaving = false;
        if (this.newest === applied) this.newest = undefined;
        this.saveNewest();
      },
      (error: unknown) => {
        this.isSaving = false;
        log.warn({ reason: String(error) }, 'the centre is not in SQL yet');
        this.cancelRetry = clock.schedule(clock.now() + RETRY_MS, () => this.saveNewest());
      },
    );
  }
}
