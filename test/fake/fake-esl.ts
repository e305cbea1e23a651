import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Prng } from '../../src/driver/simulated/prng';
import { type EslFrame, eventNameOf, frameBytes } from './esl-frame';
import { EslWire, type WireFaults } from './esl-wire';
import type { Recording } from './recording';

/** What stands behind the socket: it answers commands, and tells events through `tell`. */
export interface EslBack {
  take(command: string, reply: (frame: EslFrame) => void): void;
}

export interface FakeEslOptions {
  readonly password: string;
  readonly recording: Recording;
  readonly port?: number;
  readonly seed?: number;
}

interface Listener {
  readonly wire: EslWire;
  isIn: boolean;
  readonly names: Set<string>;
}

/**
 * The event socket of a FreeSWITCH on loopback. Every frame that it sends was recorded from a real
 * one (test/transcript/freeswitch); a command in a form that was not recorded is a complaint.
 */
export class FakeEsl {
  readonly commands: string[] = [];
  /** Commands that no transcript has, with the nearest that one has. A test fails on them. */
  readonly complaints: string[] = [];
  readonly faults: WireFaults;
  /** Like an access list that has no room for us. */
  isRefusing = false;
  /** Takes commands and says nothing to them. */
  isMute = false;
  connections = 0;
  back: EslBack | null = null;
  private readonly listeners = new Set<Listener>();
  private readonly waiting = new Set<() => void>();
  private server: Server | null = null;
  private ownPort: number;

  private constructor(private readonly options: FakeEslOptions) {
    this.ownPort = options.port ?? 0;
    const prng = new Prng(options.seed ?? 1);
    this.faults = { pieceBytes: Number.POSITIVE_INFINITY, lagMaxMs: 0, prng };
  }

  static async listen(options: FakeEslOptions): Promise<FakeEsl> {
    const fake = new FakeEsl(options);
    await fake.restore();
    return fake;
  }

  get port(): number {
    return this.ownPort;
  }

  /** Resolves when so many commands that begin so have come. */
  async asked(beginning: string, count = 1): Promise<string> {
    for (;;) {
      const found = this.commands.filter((command) => command.startsWith(beginning));
      if (found.length >= count) return found[count - 1] as string;
      await new Promise<void>((go) => this.waiting.add(go));
    }
  }

  /** Sends an event to all who have asked for its name. */
  tell(frame: EslFrame): void {
    const name = eventNameOf(frame);
    const bytes = frameBytes(frame);
    for (const { isIn, names, wire } of this.listeners) {
      if (isIn && (names.has(name) || names.has('ALL'))) wire.send(bytes);
    }
  }

  /** Bytes as they are, to all who are in: a frame that is cut short, a notice within another. */
  tellBytes(bytes: Buffer, isEnd = false): void {
    for (const { isIn, wire } of this.listeners) {
      if (!isIn) continue;
      wire.send(bytes);
      if (isEnd) wire.end();
    }
  }

  /** Breaks all connections and refuses new ones. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const { wire } of this.listeners) wire.destroy();
    this.listeners.clear();
    if (server) await new Promise<void>((done) => server.close(() => done()));
  }

  async restore(): Promise<void> {
    if (this.server) return;
    const server = createServer((socket) => this.greet(socket));
    this.server = server;
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(this.ownPort, '127.0.0.1', done);
    });
    this.ownPort = (server.address() as AddressInfo).port;
  }

  complain(command: string): void {
    this.complaints.push(this.options.recording.complaintAbout(command));
  }

  private greet(socket: Socket): void {
    this.connections += 1;
    const wire = new EslWire(socket, this.faults);
    const { recording } = this.options;
    if (this.isRefusing) {
      for (const { frame } of recording.scene('access denied').passages) {
        wire.send(frameBytes(frame));
      }
      return wire.end();
    }
    const listener: Listener = { wire, isIn: false, names: new Set() };
    this.listeners.add(listener);
    socket.on('close', () => this.listeners.delete(listener));
    wire.onCommand((command) => this.take(command, listener));
    wire.send(frameBytes(recording.notice('auth/request')));
  }

  private take(command: string, listener: Listener): void {
    const [verb = ''] = command.split(/[ \n]/, 1);
    if (verb === 'auth') return this.letIn(command, listener);
    this.commands.push(command);
    for (const go of this.waiting) go();
    this.waiting.clear();
    const reply = (frame: EslFrame): void => {
      if (!this.isMute) listener.wire.send(frameBytes(frame));
    };
    if (verb === 'api' || verb === 'bgapi' || verb === 'sendmsg') {
      if (this.back) return this.back.take(command, reply);
      return this.complain(command);
    }
    const recorded = this.options.recording.replyTo(command);
    if (!recorded) {
      this.complain(command);
      return reply(this.options.recording.refusal());
    }
    reply(recorded);
    this.subscribe(verb, command, listener);
    if (verb === 'exit') this.sayGoodbye(listener);
  }

  private letIn(command: string, listener: Listener): void {
    const { recording, password } = this.options;
    listener.isIn = command === `auth ${password}`;
    listener.wire.send(frameBytes(recording.authReply(listener.isIn)));
    if (!listener.isIn) this.sayGoodbye(listener);
  }

  private sayGoodbye({ wire }: Listener): void {
    wire.send(frameBytes(this.options.recording.notice('text/disconnect-notice')));
    wire.end();
  }

  private subscribe(verb: string, command: string, { names }: Listener): void {
    const words = command.split(' ').slice(verb === 'event' ? 2 : 1);
    if (verb === 'noevents') names.clear();
    if (verb !== 'event' && verb !== 'nixevent') return;
    const custom = words.indexOf('CUSTOM');
    const keys = words.map((word, at) => (custom >= 0 && at > custom ? `CUSTOM ${word}` : word));
    for (const key of keys) {
      if (verb === 'event') names.add(key);
      else names.delete(key);
    }
  }
}
