import type { Clock } from '../port/clock';
import type { AnchoredNote, SqlAnchorStore } from '../store/ledger/anchor-store';
import type { Notify } from '../store/notice';
import type { Anchor } from './anchor/anchor';
import { Routine, type RoutineSetting } from './routine';

export interface AnchoringOptions extends RoutineSetting {
  readonly anchors: readonly Anchor[];
  readonly store: Pick<SqlAnchorStore, 'pending' | 'keep'>;
  readonly cron?: string;
}

const EACH_MINUTE = '* * * * *';
/** The next minute tries again with a newer checkpoint. */
const ATTEMPTS_MAX = 1;
const REPORT_EVERY_MS = 3_600_000;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** Brings the newest checkpoint of each log out of our reach, each minute. */
export class AnchoringJob extends Routine {
  constructor(options: AnchoringOptions) {
    const { cron = EACH_MINUTE } = options;
    const anchoring = new Anchoring(options);
    const onFailed = (_attempt: number, error: Error): void =>
      anchoring.reportFailed('-', error, 0);
    const own = { name: 'anchoring', cron, attemptsMax: ATTEMPTS_MAX, onFailed };
    super({ ...options, ...own, work: () => anchoring.run() });
  }
}

export class Anchoring {
  private readonly reportedAt = new Map<string, number>();

  constructor(
    private readonly options: Pick<AnchoringOptions, 'anchors' | 'store'> & {
      readonly clock: Clock;
      readonly notify: Notify;
    },
  ) {}

  async run(): Promise<void> {
    await Promise.all(this.options.anchors.map((anchor) => this.fill(anchor)));
  }

  /** One anchor that is away holds up no other, and one log that fails there no other log. */
  private async fill(anchor: Anchor): Promise<void> {
    const { anchorId } = anchor;
    const failed: Error[] = [];
    const pending = await this.options.store.pending(anchorId);
    for (const note of pending) {
      await this.bring(anchor, note).catch((error: Error) => failed.push(error));
      // Whoever does not answer is asked again in a minute, and not once for each log.
      if (failed.some((error) => codeOf(error) === 'ANCHOR_AWAY')) break;
    }
    const [first] = failed;
    if (first) this.reportFailed(anchorId, first, failed.length);
    else this.reportedAt.delete(anchorId);
  }

  /** An alarm, at most one an hour for each anchor. */
  reportFailed(anchorId: string, error: Error, logs: number): void {
    if (!this.isDue(anchorId)) return;
    this.options.notify({
      code: 'ANCHOR_FAILED',
      severity: 'alarm',
      message: 'Checkpoints could not be brought to their anchor; it is tried again each minute.',
      detail: { anchorId, logs, error: error.message },
    });
  }

  private async bring(anchor: Anchor, note: AnchoredNote): Promise<void> {
    const { store, clock } = this.options;
    const { anchorId } = anchor;
    try {
      const receipt = await anchor.put(note);
      await store.keep(note, { anchorId, at: clock.now(), receipt });
    } catch (error) {
      if (codeOf(error) !== 'ANCHOR_DIFFERS') throw error;
      this.reportDiffers(anchorId, note);
    }
  }

  /** The alarm that all this is for; each log has its own. */
  private reportDiffers(anchorId: string, { log, size }: AnchoredNote): void {
    if (!this.isDue(`${anchorId} ${log}`)) return;
    this.options.notify({
      code: 'ANCHOR_DIFFERS',
      severity: 'alarm',
      message: 'An anchor keeps another checkpoint than we have: a log was rewritten.',
      detail: { anchorId, log, size },
    });
  }

  private isDue(key: string): boolean {
    const now = this.options.clock.now();
    if (now - (this.reportedAt.get(key) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY_MS) {
      return false;
    }
    this.reportedAt.set(key, now);
    return true;
  }
}
