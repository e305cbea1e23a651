import { randomUUID } from 'node:crypto';
import { Failure } from '../link/failure';
import { until, wake } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg } from './leg';
import type { MediaDesk } from './media-desk';
import { timeOf } from './switch-time';
import { executeCommand } from './to-wire';

/** The measures that Asterisk's AMD() has by itself. */
const FIRST_WORD_MS = 2500;
const GREETING_MAX_MS = 1500;
const PAUSE_MS = 800;
const FRAME_MS = 20;
/** Mean of the samples' absolute values. */
const THRESHOLD = 256;
const AUDIO_FRAMES = 3;
const REPLY_SLACK_MS = 3000;

interface Heard {
  /** By FreeSWITCH's clock. */
  readonly at: number;
  readonly timedOut: boolean;
}

/**
 * Tells a machine by the length of its greeting: somebody at home says a word and waits, a
 * recording goes on. FreeSWITCH has no application of its own for it that is open; two of its
 * own, which wait for a sound and for a silence, make one.
 */
export class MachineDesk {
  private readonly heard = new Map<
    string,
    { readonly leg: Leg; readonly take: (h: Heard) => void }
  >();

  constructor(
    private readonly desk: DriverDesk,
    private readonly media: MediaDesk,
  ) {}

  async detect(leg: Leg): Promise<void> {
    if (leg.state !== 'answered') throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    await this.media.silence(leg);
    const word = await this.listen(leg, 'detect_audio', [AUDIO_FRAMES, FIRST_WORD_MS]);
    if (!word || leg.ended) return;
    if (word.timedOut) return this.tell(leg, 'unsure', 'INITIALSILENCE');
    const frames = PAUSE_MS / FRAME_MS;
    const limitMs = GREETING_MAX_MS + PAUSE_MS;
    const pause = await this.listen(leg, 'detect_silence', [frames, limitMs]);
    if (!pause || leg.ended) return;
    const greetingMs = pause.at - word.at - (pause.timedOut ? 0 : PAUSE_MS);
    if (pause.timedOut) return this.tell(leg, 'machine', `LONGGREETING-${greetingMs}`);
    this.tell(leg, 'human', `HUMAN-${Math.max(0, greetingMs)}`);
  }

  /** An application is over. */
  applied(event: EslEvent): void {
    const waiting = this.heard.get(event['Application-UUID'] ?? '');
    if (!waiting) return;
    const app = event.Application ?? '';
    const at = timeOf(event['Event-Date-Timestamp']) ?? this.desk.clock.now();
    waiting.take({ at, timedOut: event[`variable_${app}_timeout`] === 'true' });
    wake(waiting.leg);
  }

  private async listen(
    leg: Leg,
    app: 'detect_audio' | 'detect_silence',
    [frames, limitMs]: readonly [number, number],
  ): Promise<Heard | null> {
    const id = randomUUID();
    let heard: Heard | null = null;
    const take = (one: Heard): void => {
      heard = one;
    };
    this.heard.set(id, { leg, take });
    try {
      const arg = `${THRESHOLD} ${frames} ${limitMs}`;
      const reply = await this.desk.ask(executeCommand(leg.uuid, { app, arg, id }));
      if (!isOk(reply)) throw channelFailure(reply, leg);
      const { clock } = this.desk;
      if (await until(clock, leg, () => heard !== null, limitMs + REPLY_SLACK_MS)) return heard;
      throw new Failure('DEADLINE', 'FreeSWITCH did not say what it heard');
    } finally {
      this.heard.delete(id);
    }
  }

  private tell(leg: Leg, result: 'human' | 'machine' | 'unsure', detail: string): void {
    this.desk.report({ type: 'leg.machine', legId: leg.legId, result, detail });
  }
}
