import { isCodedError } from '../port/coded-error';
import { renderBoard } from './board';
import type { Session } from './context';
import type { LiveView } from './live-view';
import { Screen } from './screen';

export interface LiveSource {
  /** One moment; may reject, then the last picture stays and says why. */
  read(): Promise<LiveView>;
  /** A new picture at least so often. */
  readonly intervalMs: number;
  /** Last lines of the picture. */
  readonly footer: readonly string[];
  /** Calls the listener when something changed, for a picture before its time. */
  onChange?(listener: () => void): () => void;
  /** Ends the show beside `q` and the signals. */
  readonly until?: Promise<void>;
}

const PICTURE_GAP_MS = 200;

/** Draws until `q`, Ctrl-C, a signal or `until`. The terminal is given back in every case. */
export async function showLive(session: Session, source: LiveSource): Promise<void> {
  const screen = new Screen(session.context.out);
  try {
    await streamLive(session, source, (view) =>
      screen.draw(renderBoard(view, frameOf(session, source.footer))),
    );
  } finally {
    screen.close();
  }
}

/** Hands over one moment after the other, until the end that `showLive` has, too. */
export async function streamLive(
  session: Session,
  source: LiveSource,
  show: (view: LiveView) => void,
): Promise<void> {
  const { context } = session;
  const wake = new Wake(session, source.intervalMs);
  const undo = [
    context.out.onResize?.(() => wake.ring()),
    source.onChange?.(() => wake.ringSoon()),
    context.keys?.listen((key) => {
      if (key === 'q' || key === 'Q' || key === '\u0003' || key === '\u001b') wake.finish();
    }),
  ];
  void context.interrupted().then(() => wake.finish());
  void source.until?.then(() => wake.finish());
  let last: LiveView | undefined;
  try {
    while (!wake.finished) {
      const view = await nextView(source, last);
      if (view !== undefined) {
        last = { ...view, alarms: view.alarms.filter((alarm) => !alarm.startsWith(STALE)) };
        show(view);
      }
      await wake.next();
    }
  } finally {
    for (const end of undo) end?.();
    wake.close();
  }
}

const STALE = 'no new figures: ';

/** The first failure ends the command; a later one is shown above the last picture. */
async function nextView(source: LiveSource, last?: LiveView): Promise<LiveView> {
  try {
    return await source.read();
  } catch (error) {
    if (last === undefined || !isCodedError(error)) throw error;
    return { ...last, alarms: [`${STALE}${error.code}: ${error.message}`, ...last.alarms] };
  }
}

/** How a picture of this terminal has to look now. */
export function frameOf(
  session: Session,
  footer?: readonly string[],
): Parameters<typeof renderBoard>[1] {
  const { out } = session.context;
  return {
    width: out.columns ?? session.width,
    paint: session.paint,
    ...(session.zone === undefined ? {} : { zone: session.zone }),
    ...(footer === undefined ? {} : { footer }),
    ...(footer === undefined || out.rows === undefined ? {} : { rows: out.rows }),
  };
}

/** Waits for the next occasion to draw: the interval, a change, a resize, or the end. */
class Wake {
  finished = false;
  private resolve: (() => void) | undefined;
  private rung = false;
  private cancelInterval: (() => void) | undefined;
  private cancelSoon: (() => void) | undefined;

  constructor(
    private readonly session: Session,
    private readonly intervalMs: number,
  ) {}

  ring(): void {
    this.rung = true;
    this.resolve?.();
  }

  /** Many changes at once make one picture. */
  ringSoon(): void {
    if (this.cancelSoon !== undefined || this.finished) return;
    this.cancelSoon = this.later(PICTURE_GAP_MS, () => {
      this.cancelSoon = undefined;
      this.ring();
    });
  }

  finish(): void {
    this.finished = true;
    this.ring();
  }

  async next(): Promise<void> {
    if (!this.rung) {
      this.cancelInterval = this.later(this.intervalMs, () => this.ring());
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
      });
      this.cancelInterval();
    }
    this.rung = false;
    this.resolve = undefined;
  }

  close(): void {
    this.finished = true;
    this.cancelInterval?.();
    this.cancelSoon?.();
  }

  private later(delayMs: number, fire: () => void): () => void {
    const { clock } = this.session.context;
    return clock.schedule(clock.now() + delayMs, fire);
  }
}
