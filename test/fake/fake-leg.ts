/** What a leg does now, as far as it decides which scene comes next. */
export type Doing =
  | { readonly what: 'waiting' | 'parked' }
  | { readonly what: 'pair'; readonly with: FakeLeg }
  | {
      readonly what: 'conference';
      readonly name: string;
      isMuted: boolean;
      /** Members who do not hear it all the same. */
      readonly unheardBy: Set<string>;
    };

export type LiveWords = Readonly<Record<string, string>>;

/** A prompt, music, a listening or a recording that runs on a leg. */
export interface Running {
  readonly kind: string;
  /** What plays, or where it is recorded. */
  readonly file: string;
  /** The words of the command that began it, by their roles in the scene. */
  readonly words: LiveWords;
  readonly stopsAtDigit: boolean;
  /** Cancels the end that comes by itself. */
  readonly cancel: () => void;
  /** Of a recording: it writes silence. */
  isMasked?: boolean;
}

/** One channel of the fake, and the phone at its far end. */
export class FakeLeg {
  doing: Doing = { what: 'waiting' };
  answeredAt = 0;
  endedAt = 0;
  running: Running | null = null;
  /** By file. */
  readonly recordings = new Map<string, Running>();
  readonly variables = new Map<string, string>();
  /** The tone that its far end sends. */
  singsHz: number | null = null;
  /** Where the switch has sent it. */
  redirectedTo: string | null = null;
  /** In its conference. */
  memberId = '';
  /** Cancels the ring timeout. */
  stopRinging: () => void = () => undefined;

  constructor(
    readonly uuid: string,
    readonly direction: 'inbound' | 'outbound',
    /** By their roles in the scenes: `ani`, `dnis`, and the `job` or `device` of a call of ours. */
    readonly own: LiveWords,
    readonly createdAt: number,
  ) {}

  get isAnswered(): boolean {
    return this.answeredAt > 0;
  }

  get hasEnded(): boolean {
    return this.endedAt > 0;
  }

  get isDevice(): boolean {
    return this.own['device'] !== undefined;
  }

  /** `parked in`, `pair out`, `offered`, … as the scenes are named. */
  get state(): string {
    if (this.hasEnded) return 'gone';
    const way = this.direction === 'inbound' ? 'in' : 'out';
    if (!this.isAnswered) return this.direction === 'inbound' ? 'offered' : 'ringing';
    if (this.doing.what !== 'parked') return `${this.doing.what} ${way}`;
    if (this.running) return `${this.running.kind === 'listen' ? 'listening' : 'playing'} ${way}`;
    return `${this.recordings.size > 0 ? 'recorded' : 'parked'} ${way}`;
  }

  /** Who is who in a scene that this leg plays. */
  words(): LiveWords {
    const { doing, running, own, uuid } = this;
    const peer = doing.what === 'pair' ? wordsAs('peer.', doing.with) : {};
    const bridge = doing.what === 'conference' ? { bridge: doing.name } : {};
    return { leg: uuid, ...own, ...peer, ...bridge, ...running?.words };
  }
}

/** The words of another leg of the scene, under their roles there. */
export const wordsAs = (prefix: string, leg: FakeLeg): LiveWords =>
  Object.fromEntries(
    Object.entries({ leg: leg.uuid, ...leg.own }).map(([role, word]) => [prefix + role, word]),
  );

const TONES = /%\(\d+,\d+,(\d+)/g;

/** The tones that reach the far end of this leg. */
export function heardBy(leg: FakeLeg, all: Iterable<FakeLeg>): number[] {
  if (leg.hasEnded || !leg.isAnswered) return [];
  if (leg.running) return [...leg.running.file.matchAll(TONES)].map(([, hz]) => Number(hz));
  const { doing } = leg;
  const sung = (other: FakeLeg): number[] => (other.singsHz === null ? [] : [other.singsHz]);
  if (doing.what === 'pair') return sung(doing.with);
  if (doing.what !== 'conference') return [];
  return [...all].flatMap((other) => {
    const { doing: its } = other;
    const isThere = its.what === 'conference' && its.name === doing.name;
    const isHeard = isThere && !its.isMuted && !its.unheardBy.has(leg.memberId);
    return isHeard && other !== leg && !other.hasEnded ? sung(other) : [];
  });
}
