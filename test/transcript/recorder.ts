import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type EslFrame, EslFrameReader, eventOf } from '../fake/esl-frame';
import { withoutSetting } from './dialog';

/** So long must nothing be said before a scene counts as over, ms. */
const QUIET_MS = 600;
const DEADLINE_MS = 20_000;

type Event = Readonly<Record<string, string>>;

interface Waiting {
  readonly match: (frame: EslFrame) => boolean;
  readonly found: (frame: EslFrame) => void;
}

/** Talks to a real FreeSWITCH and writes down what both said, scene by scene. */
export class Recorder {
  private readonly parts: (() => Buffer)[] = [];
  private readonly reader = new EslFrameReader();
  private readonly waiting = new Set<Waiting>();
  private readonly frames: EslFrame[] = [];
  private readonly startedAt = performance.now();
  private lastAt = performance.now();

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.hear(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.mark('EOF'));
  }

  static async open(port: number, host = '127.0.0.1'): Promise<Recorder> {
    const socket = connect(port, host);
    const recorder = new Recorder(socket);
    await new Promise<void>((done, fail) => {
      socket.once('connect', () => done());
      socket.once('error', fail);
    });
    return recorder;
  }

  /**
   * From here on another scene is played. `roles` say who is who in it; they are read when the
   * recording is saved, because a scene may bring up somebody new.
   */
  scene(name: string, roles: Readonly<Record<string, string>> = {}): void {
    this.mark('SCENE ---');
    this.parts.push(() => {
      const lines = Object.entries(roles).map(([role, word]) => `${role}=${word}`);
      return Buffer.from([name, ...lines].join('\n'));
    });
  }

  /** Sends a command; resolves with its reply. Send one at a time. */
  async command(text: string): Promise<EslFrame> {
    const reply = this.frame(({ headers }) =>
      /^(command\/reply|api\/response)$/.test(headers.get('Content-Type') ?? ''),
    );
    this.say(text);
    return reply;
  }

  /** Sends without waiting: for what ends the connection. */
  say(text: string): void {
    const bytes = Buffer.from(`${text}\n\n`);
    this.mark('CLIENT >>>', bytes);
    this.socket.write(bytes);
  }

  /** The next event of this name with these fields, from now on. */
  event(name: string, fields: Event = {}): Promise<Event> {
    return this.frame((frame) => {
      const event = eventOf(frame);
      if (event?.['Event-Name'] !== name) return false;
      return Object.entries(fields).every(([key, value]) => event[key] === value);
    }).then((frame) => eventOf(frame) ?? {});
  }

  /** Resolves when nothing was said for a while. */
  async quiet(forMs = QUIET_MS): Promise<void> {
    this.lastAt = performance.now();
    while (performance.now() - this.lastAt < forMs) await pause(50);
  }

  async closed(): Promise<void> {
    while (!this.socket.destroyed) await pause(20);
  }

  /** `disguise` names the replacements for words of this machine; they must be as long. */
  save(file: string, disguise: ReadonlyMap<string, string> = new Map()): void {
    let text = withoutSetting(Buffer.concat(this.parts.map((part) => part())).toString('latin1'));
    for (const [word, other] of disguise) {
      if (word.length !== other.length) throw new Error(`${other} is not as long as ${word}`);
      text = text.split(word).join(other);
    }
    writeFileSync(file, Buffer.from(text, 'latin1'));
  }

  close(): void {
    this.socket.destroy();
  }

  private frame(match: (frame: EslFrame) => boolean): Promise<EslFrame> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.waiting.delete(one);
        const last = this.frames.slice(-8).map((frame) => eventOf(frame)?.['Event-Name'] ?? '-');
        reject(new Error(`the switch did not say ${match}; last were ${last.join(' ')}`));
      }, DEADLINE_MS);
      const one: Waiting = {
        match,
        found: (frame) => {
          clearTimeout(deadline);
          resolve(frame);
        },
      };
      this.waiting.add(one);
    });
  }

  private hear(chunk: Buffer): void {
    this.lastAt = performance.now();
    this.mark('SERVER <<<', chunk);
    for (const frame of this.reader.push(chunk)) {
      this.frames.push(frame);
      for (const one of this.waiting) {
        if (!one.match(frame)) continue;
        this.waiting.delete(one);
        one.found(frame);
      }
    }
  }

  private mark(what: string, said: Buffer = Buffer.alloc(0)): void {
    const atS = ((performance.now() - this.startedAt) / 1000).toFixed(3).padStart(8);
    const bytes = Buffer.concat([Buffer.from(`\n=== ${what} ${atS} s\n`), said]);
    this.parts.push(() => bytes);
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
