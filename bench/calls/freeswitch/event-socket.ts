import { connect, type Socket } from 'node:net';
import { EslFrameCutter } from '../../../src/driver/freeswitch/esl-frame';

export interface EventSocketAddress {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** Only what the bare loop reads. */
export interface ChannelEvent {
  readonly 'Event-Name': string;
  readonly 'Unique-ID': string;
  readonly 'Call-Direction': string;
}

type Frame = ReturnType<EslFrameCutter['push']>[number];

/** One connection to a FreeSWITCH, logged in; what it replies is read only where it is awaited. */
export class EventSocket {
  private readonly cutter = new EslFrameCutter();
  private listener: (event: ChannelEvent) => void = () => undefined;
  private next: (frame: Frame) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      for (const frame of this.cutter.push(chunk)) this.receive(frame);
    });
  }

  /** Rejects where nobody listens, or where the password or the address is not welcome. */
  static async open({ host, port, password }: EventSocketAddress): Promise<EventSocket> {
    const connection = connect({ host, port });
    await new Promise((resolve, reject) => {
      connection.once('connect', resolve).once('error', reject);
    });
    const socket = new EventSocket(connection);
    await socket.frame();
    const { headers } = await socket.ask(`auth ${password}`);
    const reply = headers['reply-text'] ?? headers['content-type'] ?? '';
    if (reply.startsWith('+OK')) return socket;
    socket.close();
    throw new Error(`FreeSWITCH at ${host}:${port} does not let us in: ${reply}`);
  }

  /** Events as JSON from here on. */
  async listen(names: readonly string[], listener: (event: ChannelEvent) => void): Promise<void> {
    this.listener = listener;
    await this.ask(`event json ${names.join(' ')}`);
  }

  /** The body of the reply. Only while nothing else is under way. */
  async read(command: string): Promise<string> {
    return (await this.ask(command)).body.trim();
  }

  /** Commands with their headers, one after the other; FreeSWITCH carries them out in turn. */
  tell(...commands: readonly string[]): void {
    this.socket.write(commands.map((command) => `${command}\n\n`).join(''));
  }

  close(): void {
    this.socket.destroy();
  }

  private async ask(command: string): Promise<Frame> {
    this.tell(command);
    return this.frame();
  }

  private frame(): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const broken = () => reject(new Error('FreeSWITCH closed the event socket'));
      this.socket.once('close', broken);
      this.next = (frame) => {
        this.socket.off('close', broken);
        this.next = () => undefined;
        resolve(frame);
      };
    });
  }

  private receive(frame: Frame): void {
    if (frame.headers['content-type'] !== 'text/event-json') this.next(frame);
    else this.listener(JSON.parse(frame.body) as ChannelEvent);
  }
}
