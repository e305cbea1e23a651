import { randomUUID } from 'node:crypto';
import { Prng } from '../../src/driver/simulated/prng';
import { type EslFrame, eventNameOf } from './esl-frame';
import type { FakeLeg, LiveWords } from './fake-leg';
import { recast } from './recast';
import type { Recording, Scene } from './recording';

export type Reply = (frame: EslFrame) => void;

export interface Performance {
  /** The leg whose times and variables the frames show; null: the scene is about no leg. */
  readonly leg: FakeLeg | null;
  readonly words: LiveWords;
  /** Where replies go; absent: the scene has none. */
  readonly reply?: Reply;
  readonly fields?: Readonly<Record<string, string>>;
  readonly memberOf?: (uuid: string) => string | undefined;
}

const isReply = ({ headers }: EslFrame): boolean =>
  /^(command\/reply|api\/response)$/.test(headers.get('Content-Type') ?? '');

/** Plays recorded scenes with the legs of now in the roles of those of then. */
export class Director {
  /** As of one start of the switch. */
  coreUuid = randomUUID();
  private sequence = 0;
  private readonly prng: Prng;

  constructor(
    readonly recording: Recording,
    private readonly tell: (frame: EslFrame) => void,
    seed: number,
  ) {
    this.prng = new Prng(seed);
  }

  /** The scene of this name; where only the other direction was recorded, that one. */
  find(name: string): Scene | null {
    const { scenes } = this.recording;
    const other = name.replace(/\b(in|out)\b/g, (way) => (way === 'in' ? 'out' : 'in'));
    return scenes.get(name) ?? scenes.get(other) ?? null;
  }

  play(scene: Scene, performance: Performance): void {
    const { reply } = performance;
    for (const frame of this.inSomeOrder(scene)) {
      const cast = this.cast(frame, scene, performance);
      if (isReply(frame)) reply?.(cast);
      else this.tell(cast);
    }
  }

  /** A reply alone, recorded for a command of this form. */
  cast(frame: EslFrame, scene: Scene, performance: Performance): EslFrame {
    const { leg, words, fields, memberOf } = performance;
    const exchanged = new Map<string, string>();
    for (const [role, recorded] of scene.roles) {
      const live = words[role];
      if (live !== undefined) exchanged.set(recorded, live);
    }
    this.sequence += 1;
    return recast(frame, {
      words: exchanged,
      now: Date.now(),
      createdAt: leg?.createdAt ?? 0,
      answeredAt: leg?.answeredAt ?? 0,
      variables: leg?.variables ?? new Map(),
      foreignVariables: this.recording.setVariables,
      coreUuid: this.coreUuid,
      sequence: this.sequence,
      ...(fields ? { fields } : {}),
      ...(memberOf ? { memberOf } : {}),
    });
  }

  /** The job's answer came before and after the end of its channel: the seed decides. */
  private inSomeOrder({ passages }: Scene): EslFrame[] {
    const frames = passages.map(({ frame }) => frame);
    const job = frames.find((frame) => eventNameOf(frame) === 'BACKGROUND_JOB');
    const end = frames.findIndex((frame) => eventNameOf(frame) === 'CHANNEL_HANGUP_COMPLETE');
    if (!job || end < 0) return frames;
    const others = frames.filter((frame) => frame !== job);
    const at = others.findIndex((frame) => eventNameOf(frame) === 'CHANNEL_HANGUP_COMPLETE');
    others.splice(this.prng.chance(0.5) ? at : others.length, 0, job);
    return others;
  }
}
